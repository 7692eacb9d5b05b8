package penstock.testkit;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// Checks a statement on many random values, the same each time, as no build is to fail by chance. A failure names the seed and the
/// value; `-Dpenstock.seed=…` runs others.
public final class Property {
    private static final long USUAL = 20_261_126;

    private Property() {}

    /// Makes a value out of chance.
    public interface Generator<T> {
        T next(RandomGenerator random);
    }

    /// What must hold; throws when it does not.
    public interface Statement<T> {
        void check(T value) throws Exception;
    }

    public static <T> void forAll(int runs, Generator<T> generator, Statement<T> statement) {
        long seed = Long.getLong("penstock.seed", USUAL);
        forAll(seed, runs, generator, statement);
    }

    public static <T> void forAll(
            long seed, int runs, Generator<T> generator, Statement<T> statement) {
        var seeds = new SplittableRandom(seed);
        for (int run = 1; run <= runs; run++) {
            var value = generator.next(new SplittableRandom(seeds.nextLong()));
            try {
                statement.check(value);
            } catch (Exception | AssertionError e) {
                throw new AssertionError(
                        "seed %d, run %d of %d, value %s: %s"
                                .formatted(seed, run, runs, value, e.getMessage()),
                        e);
            }
        }
    }
}
