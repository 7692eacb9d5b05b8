package penstock.metrics;

import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import java.util.random.RandomGenerator;

/// Tries a property with one seed after the other: for two seconds, or as long as `-Dpenstock.fuzz=10m` says, then from a seed
/// never used before. A failure names its seed; `-Dpenstock.fuzz.seed=N` tries that one only.
public final class Fuzz {

    /// What must hold whatever the random numbers are.
    public interface Property {
        void check(RandomGenerator random) throws Exception;
    }

    private static final Duration USUAL = Duration.ofSeconds(2);

    private Fuzz() {}

    public static void run(Property property) {
        String one = System.getProperty("penstock.fuzz.seed", "");
        if (!one.isEmpty()) {
            check(property, Long.parseLong(one));
            return;
        }
        String asked = System.getProperty("penstock.fuzz", "");
        Duration time =
                asked.isEmpty() ? USUAL : Duration.parse("PT" + asked.toUpperCase(Locale.ROOT));
        long seed = asked.isEmpty() ? 20_261_121 : System.currentTimeMillis() << 20;
        long start = System.nanoTime();
        while (System.nanoTime() - start < time.toNanos()) {
            check(property, seed++);
        }
    }

    private static void check(Property property, long seed) {
        try {
            property.check(new Random(seed));
        } catch (Exception | AssertionError | StackOverflowError failed) {
            throw new AssertionError("fails with -Dpenstock.fuzz.seed=" + seed, failed);
        }
    }
}
