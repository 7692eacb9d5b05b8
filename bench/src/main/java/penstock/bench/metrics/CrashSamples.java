package penstock.bench.metrics;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import penstock.metrics.histogram.Bounds;
import penstock.metrics.histogram.Buckets;
import penstock.metrics.histogram.CounterReset;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.histogram.Span;
import penstock.metrics.labels.Labels;
import penstock.metrics.series.Samples;
import penstock.metrics.store.StoreSettings;
import penstock.metrics.store.head.Exemplar;

/// What the writer that is killed sends: each sample follows from its series and its time alone, so that whoever reads one knows whether it was
/// ever sent.
final class CrashSamples {
    /// Threads of the writer, each with series of its own.
    static final int THREADS = 4;

    /// Series of numbers of each thread; one with histograms comes after them.
    static final int NUMBERS = 4;

    static final int SERIES = NUMBERS + 1;

    /// Between two steps, in milliseconds of the samples.
    static final long STEP = 10;

    /// Blocks of a second, so that they are cut, merged and dropped from the log all the time.
    static final StoreSettings SETTINGS =
            StoreSettings.DEFAULTS
                    .withBlockRange(Duration.ofSeconds(1))
                    .withOutOfOrder(Duration.ofMillis(300))
                    .withRetention(Duration.ofDays(3_650), Long.MAX_VALUE)
                    .withSegmentBytes(16 * 1024)
                    .withExemplars(100_000);

    /// Stands still, after all samples.
    static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));

    private static final long FIRST = Instant.parse("2025-01-01T00:00:00Z").toEpochMilli();
    private static final int STALE_EVERY = 17;
    private static final int START_EVERY = 13;

    /// What is stored together, in one batch: all of one kind have the same time, so that all of them are taken or none.
    enum Kind {
        /// A sample of each series.
        IN_ORDER(0),
        /// A number that comes five steps late.
        LATE_NUMBER(53),
        /// A histogram that comes five steps late.
        LATE_HISTOGRAM(57);

        private final long late;

        Kind(long late) {
            this.late = late;
        }

        long time(int step) {
            return FIRST + STEP * step - late;
        }

        /// How many samples it has.
        int samples() {
            return this == IN_ORDER ? SERIES : 1;
        }

        /// Whether a series has samples of this kind.
        boolean has(int series) {
            return switch (this) {
                case IN_ORDER -> true;
                case LATE_NUMBER -> series == 0;
                case LATE_HISTOGRAM -> series == NUMBERS;
            };
        }

        /// The step of a sample at a time; -1 when none of this kind has that time.
        int step(long time) {
            long since = time - FIRST + late;
            return since < 0 || since % STEP != 0 ? -1 : (int) (since / STEP);
        }
    }

    private CrashSamples() {}

    static Labels labels(int thread, int series) {
        return Labels.of(Labels.NAME, "series_" + series, "thread", Integer.toString(thread));
    }

    static double number(int series, long time) {
        long step = time / STEP;
        if (series == 3 && step % STALE_EVERY == 0) {
            return Samples.STALE;
        }
        return switch (series) {
            case 0 -> step;
            case 1 -> step / 7.0;
            case 2 -> 100 - step % 50;
            default -> new SplittableRandom(time).nextDouble();
        };
    }

    /// When a counter started, milliseconds since 1970; 0 for unknown.
    static long start(int series, long time) {
        return series == 1 && time / STEP % START_EVERY == 0 ? time - 1_000 : 0;
    }

    static FloatHistogram histogram(long time) {
        var random = new SplittableRandom(time);
        var counts = new double[3 + random.nextInt(3)];
        double count = 0;
        for (int i = 0; i < counts.length; i++) {
            counts[i] = random.nextInt(1_000);
            count += counts[i];
        }
        return new FloatHistogram(
                random.nextInt(3),
                0.001,
                0,
                count,
                random.nextDouble(),
                new Buckets(List.of(new Span(-1, counts.length)), counts),
                Buckets.NONE,
                Bounds.NONE,
                CounterReset.UNKNOWN);
    }

    /// That of a step, on the series 1.
    static Exemplar exemplar(int step) {
        long time = Kind.IN_ORDER.time(step);
        return new Exemplar(Labels.of("trace_id", Long.toHexString(time)), number(1, time), time);
    }
}
