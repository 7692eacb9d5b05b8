package penstock.bench.judge.world;

import java.util.SplittableRandom;

/// Chance, from a seed.
final class Dice {
    /// Below this mean a Poisson number is found by adding up chances, above by rejection.
    private static final double SMALL_MEAN = 30;

    private final SplittableRandom random;

    Dice(long seed) {
        random = new SplittableRandom(seed);
    }

    private Dice(SplittableRandom random) {
        this.random = random;
    }

    /// Other dice, whose numbers do not depend on how many of these are taken.
    Dice split() {
        return new Dice(random.split());
    }

    long bits() {
        return random.nextLong();
    }

    /// 0..1, without 1.
    double share() {
        return random.nextDouble();
    }

    double between(double low, double high) {
        return low + (high - low) * random.nextDouble();
    }

    boolean happens(double chance) {
        return random.nextDouble() < chance;
    }

    /// Time to the next of events that come independently of each other.
    double untilNext(double mean) {
        return -mean * Math.log(1 - random.nextDouble());
    }

    double normal() {
        return random.nextGaussian();
    }

    int poisson(double mean) {
        if (mean <= 0) {
            return 0;
        }
        return mean < SMALL_MEAN ? bySum(mean) : byRejection(mean);
    }

    private int bySum(double mean) {
        var rest = random.nextDouble();
        var chance = Math.exp(-mean);
        var count = 0;
        while (rest >= chance && count < 1_000) {
            rest -= chance;
            count++;
            chance *= mean / count;
        }
        return count;
    }

    /// Hörmann's transformed rejection (PTRS, 1993).
    private int byRejection(double mean) {
        var b = 0.931 + 2.53 * Math.sqrt(mean);
        var a = -0.059 + 0.02483 * b;
        var inverse = 1.1239 + 1.1328 / (b - 3.4);
        var surely = 0.9277 - 3.6224 / (b - 2);
        while (true) {
            var u = random.nextDouble() - 0.5;
            var v = random.nextDouble();
            var left = 0.5 - Math.abs(u);
            var count = Math.floor((2 * a / left + b) * u + mean + 0.43);
            if (left >= 0.07 && v <= surely) {
                return (int) count;
            }
            var isPossible = count >= 0 && (left >= 0.013 || v <= left);
            if (isPossible
                    && Math.log(v * inverse / (a / (left * left) + b))
                            <= count * Math.log(mean) - mean - LogGamma.of(count + 1)) {
                return (int) count;
            }
        }
    }
}
