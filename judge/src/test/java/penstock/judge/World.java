package penstock.judge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// A service with a stable and a candidate version: 100 requests a second that swing by 30 %, 0.1 % errors that swing by half,
/// log-normal latency (median 80 ms, σ 0.6, p99 323 ms) that drifts by 15 %, both versions alike but for the [Trouble].
final class World {
    static final int TICK_MILLIS = 250;

    private static final double SECONDS = TICK_MILLIS / 1_000.0;
    private static final int FINE = 1 << 14;
    private static final int HISTOGRAM_FROM = -400;
    private static final double[] SPREAD = spread();

    private final Trouble trouble;
    private final SplittableRandom random;
    private final double phaseOfRate;
    private final double phaseOfErrors;
    private final double phaseOfLatency;
    private final int brownoutPhase;
    private final Arm stable = new Arm();
    private final Arm candidate = new Arm();
    private final List<Sample> late = new ArrayList<>();
    private double seconds;

    World(Trouble trouble, long seed) {
        this.trouble = trouble;
        random = new SplittableRandom(seed);
        phaseOfRate = random.nextDouble() * 2 * Math.PI;
        phaseOfErrors = random.nextDouble() * 2 * Math.PI;
        phaseOfLatency = random.nextDouble() * 2 * Math.PI;
        brownoutPhase = random.nextInt(300);
    }

    /// Buckets above the median for each of many equally likely durations.
    private static double[] spread() {
        var spread = new double[FINE];
        for (var i = 0; i < FINE; i++) {
            spread[i] = normalQuantile((i + 0.5) / FINE) * 0.6 * 16 / Math.log(2);
        }
        return spread;
    }

    /// By bisection of the error function's series; precise enough for tables made once.
    private static double normalQuantile(double p) {
        var low = -6.0;
        var high = 6.0;
        while (high - low > 1e-9) {
            var middle = (low + high) / 2;
            if (normal(middle) < p) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static double normal(double x) {
        var term = x;
        var sum = x;
        for (var i = 1; i < 200; i++) {
            term *= x * x / (2 * i + 1);
            sum += term;
        }
        return Math.clamp(0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI), 0, 1);
    }

    /// Five minutes of stable alone.
    List<Sample> history(int minutes) {
        var history = new ArrayList<Sample>();
        for (var minute = 0; minute < minutes; minute++) {
            var sample = Sample.NONE;
            for (var i = 0; i < 60_000 / TICK_MILLIS; i++) {
                sample = sample.plus(next(0).stable());
            }
            history.add(sample);
        }
        seconds = 0;
        return history;
    }

    Tick next(double weight) {
        seconds += SECONDS;
        var swing =
                trouble.isSteady
                        ? 1
                        : 1 + 0.3 * Math.sin(2 * Math.PI * seconds / 600 + phaseOfRate);
        var requests = trouble.rate * swing * SECONDS;
        var stableSample = stable.sample(requests * (1 - weight), false);
        var candidateSample = candidate.sample(requests * weight, true);
        if (trouble.lateMillis > 0) {
            late.add(candidateSample);
            candidateSample =
                    late.size() > trouble.lateMillis / TICK_MILLIS
                            ? late.removeFirst()
                            : Sample.NONE;
        }
        return new Tick(Math.round(seconds * 1_000), stableSample, candidateSample);
    }

    private double errorShare(boolean isCandidate) {
        var share = 0.001 * (1 + 0.5 * Math.sin(2 * Math.PI * seconds / 900 + phaseOfErrors));
        share *= 1 + (trouble.drift - 1) * seconds / 1_800;
        if (trouble.isBrownout && ((int) seconds + brownoutPhase) % 300 < 10) {
            share += 0.2;
        }
        return isCandidate && seconds >= trouble.from ? share + trouble.errors : share;
    }

    /// Buckets that the median is above one second (it is below, so negative).
    private double median(boolean isCandidate) {
        var median = 0.08 * (1 + 0.15 * Math.sin(2 * Math.PI * seconds / 1_200 + phaseOfLatency));
        median *= 1 + (trouble.drift - 1) * 0.1 * seconds / 1_800;
        if (isCandidate) {
            median *= seconds >= trouble.from ? trouble.slower : 1;
            median *= 1 + trouble.coldness * Math.exp(-seconds / 15);
            median *= trouble.isCompiling ? 1 + 2.2 * Math.exp(-candidate.served / 700.0) : 1;
        }
        return 16 * Math.log(median) / Math.log(2);
    }

    private double tail(boolean isCandidate) {
        var both = trouble.isChoppy && (int) (seconds / 30) % 2 == 0 ? 0.1 : 0;
        return isCandidate && seconds >= trouble.from ? both + trouble.tail : both;
    }

    /// One version's instance: its own pauses and its own failing clients.
    private final class Arm {
        private final long[] counts = new long[800];
        private long served;
        private double pauseUntil;
        private double nextPause = 1;
        private final List<Double> echoes = new ArrayList<>();

        Sample sample(double expected, boolean isCandidate) {
            var requests = poisson(expected);
            var errors = errorShare(isCandidate);
            var tail = tail(isCandidate);
            var median = median(isCandidate);
            var failures = 0;
            for (var i = 0; i < requests; i++) {
                var bits = random.nextLong();
                var luck = (bits >>> 14) * 0x1.0p-50;
                var bucket = median + SPREAD[(int) (bits & (FINE - 1))] + paused();
                if (luck < errors) {
                    failures += fail();
                } else if (luck > 1 - tail) {
                    bucket = 16 * Math.log(1 + Math.pow(2, bucket / 16)) / Math.log(2);
                }
                counts[(int) Math.ceil(bucket) - HISTOGRAM_FROM]++;
            }
            served += requests;
            return new Sample(
                    requests, Math.min(requests, failures + echoed()), histogram(requests));
        }

        private Histogram histogram(int requests) {
            var indexes = new int[Math.min(requests, counts.length)];
            var values = new long[indexes.length];
            var size = 0;
            for (var i = 0; i < counts.length && size < indexes.length; i++) {
                if (counts[i] > 0) {
                    indexes[size] = i + HISTOGRAM_FROM;
                    values[size++] = counts[i];
                    counts[i] = 0;
                }
            }
            return Histogram.of(Arrays.copyOf(indexes, size), Arrays.copyOf(values, size));
        }

        /// A failing client that retries four times within a second counts once, unless the gateway forgets it.
        private int fail() {
            for (var i = 0; i < trouble.echoes; i++) {
                echoes.add(seconds + random.nextDouble());
            }
            return 1;
        }

        private int echoed() {
            var before = echoes.size();
            echoes.removeIf(at -> at <= seconds);
            return before - echoes.size();
        }

        /// Stalls of 150 ms about every three seconds, each version for itself; buckets added to those hit.
        private double paused() {
            if (!trouble.hasPauses) {
                return 0;
            }
            var at = seconds + random.nextDouble() * SECONDS;
            if (at > nextPause) {
                pauseUntil = at + 0.15;
                nextPause = at + 3 * -Math.log(1 - random.nextDouble());
            }
            return at < pauseUntil ? 16 * Math.log(1 + (pauseUntil - at) / 0.08) / Math.log(2) : 0;
        }
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
