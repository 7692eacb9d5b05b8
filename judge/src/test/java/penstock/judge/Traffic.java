package penstock.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Ticks of chance for tests of the judge's bits: 0.1 % errors and log-normal latency (median 80 ms, σ 0.6) of both versions.
/// What the judge finds in how much time is a matter of `./penstock bench judge`.
final class Traffic {
    private static final long TICK_MILLIS = 250;

    private final SplittableRandom random;
    private final double expected;
    private double errors;
    private int slower;
    private boolean isChoppy;
    private long atMillis;

    /// @param perSecond requests of both versions
    Traffic(double perSecond, long seed) {
        random = new SplittableRandom(seed);
        expected = perSecond * TICK_MILLIS / 1_000;
    }

    /// A further share of the candidate's requests fails, and all take longer by some buckets.
    Traffic withFault(double moreErrors, int moreBuckets) {
        errors = moreErrors;
        slower = moreBuckets;
        return this;
    }

    /// A tenth of the requests of both take a second longer in every other 30 s.
    Traffic choppy() {
        isChoppy = true;
        return this;
    }

    /// Five minutes of stable alone.
    List<Sample> history() {
        var history = new ArrayList<Sample>();
        for (var minute = 0; minute < 5; minute++) {
            var sample = Sample.NONE;
            for (var tick = 0; tick < 60_000 / TICK_MILLIS; tick++) {
                sample = sample.plus(next(0).stable());
            }
            history.add(sample);
        }
        atMillis = 0;
        return history;
    }

    Tick next(double weight) {
        atMillis += TICK_MILLIS;
        return new Tick(
                atMillis,
                sample(expected * (1 - weight), 0.001, 0),
                sample(expected * weight, 0.001 + errors, slower));
    }

    List<Tick> next(double weight, int count) {
        var ticks = new ArrayList<Tick>();
        for (var i = 0; i < count; i++) {
            ticks.add(next(weight));
        }
        return ticks;
    }

    private Sample sample(double mean, double share, int moreBuckets) {
        var requests = poisson(mean);
        var indexes = new int[requests];
        var counts = new long[requests];
        var failures = 0;
        var tail = isChoppy && atMillis / 30_000 % 2 == 0 ? 0.1 : 0;
        for (var i = 0; i < requests; i++) {
            var seconds = 0.08 * Math.exp(0.6 * random.nextGaussian());
            seconds += random.nextDouble() < tail ? 1 : 0;
            indexes[i] = Histogram.indexOf(seconds) + moreBuckets;
            counts[i] = 1;
            failures += random.nextDouble() < share ? 1 : 0;
        }
        return new Sample(requests, failures, Histogram.of(indexes, counts));
    }

    private int poisson(double mean) {
        var limit = Math.exp(-mean);
        var product = random.nextDouble();
        var count = 0;
        while (product > limit) {
            product *= random.nextDouble();
            count++;
        }
        return count;
    }
}
