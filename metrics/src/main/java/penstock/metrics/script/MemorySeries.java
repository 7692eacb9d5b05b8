package penstock.metrics.script;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import penstock.metrics.histogram.CounterReset;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.labels.Labels;
import penstock.metrics.labels.Matcher;
import penstock.metrics.series.Samples;
import penstock.metrics.series.Series;
import penstock.metrics.series.SeriesSource;

/// Series in memory, for scripts and tests. Whether the counter of a histogram was reset is worked out when it is added, as a
/// storage does that keeps them in chunks. Not safe for many threads while series are added.
public final class MemorySeries implements SeriesSource {
    private final SortedMap<Labels, Kept> series = new TreeMap<>();

    public void clear() {
        series.clear();
    }

    /// Whether a series has nothing at or after a time, so that a sample of then can be added.
    public boolean isNews(Labels labels, long time) {
        Kept kept = series.get(labels);
        int size = kept == null ? 0 : kept.samples.size();
        return kept == null || size == 0 || kept.samples.time(size - 1) < time;
    }

    /// Whether the last sample of a series is this one; of a histogram its sum counts.
    public boolean isLast(Labels labels, long time, double value) {
        Kept kept = series.get(labels);
        int last = kept == null ? -1 : kept.samples.size() - 1;
        return kept != null
                && last >= 0
                && kept.samples.time(last) == time
                && Double.doubleToRawLongBits(kept.samples.value(last))
                        == Double.doubleToRawLongBits(value);
    }

    /// @param time milliseconds since 1970, later than that of the sample before
    /// @param start when the counter started; 0 when that is not known
    public void add(Labels labels, long time, double value, long start) {
        Kept kept = series.computeIfAbsent(labels, Kept::new);
        kept.requireLater(time);
        kept.samples.add(time, value);
        kept.samples.startedAt(start);
        kept.last = null;
    }

    /// @param time milliseconds since 1970, later than that of the sample before
    /// @param start when the counter started; 0 when that is not known
    public void add(Labels labels, long time, FloatHistogram histogram, long start) {
        Kept kept = series.computeIfAbsent(labels, Kept::new);
        kept.requireLater(time);
        FloatHistogram hinted = histogram.withCounterReset(kept.hint(histogram));
        kept.samples.add(time, hinted);
        kept.samples.startedAt(start);
        kept.last = hinted;
    }

    @Override
    public List<Series> select(long from, long to, List<Matcher> matchers) {
        var selected = new ArrayList<Series>();
        for (Kept kept : series.values()) {
            if (matchers.stream().allMatch(matcher -> matcher.matches(kept.labels))) {
                selected.add(kept);
            }
        }
        return selected;
    }

    private static final class Kept implements Series {
        private final Labels labels;
        private final Samples samples = new Samples();

        /// The sample before, when it is a histogram.
        private @Nullable FloatHistogram last;

        private Kept(Labels labels) {
            this.labels = labels;
        }

        private void requireLater(long time) {
            int size = samples.size();
            if (size > 0 && samples.time(size - 1) >= time) {
                throw new IllegalArgumentException(
                        labels
                                + ": sample at "
                                + time
                                + " ms (expected: later than "
                                + samples.time(size - 1)
                                + " ms)");
            }
        }

        /// A chunk is a run of histograms of the same layout without a reset. All but its first are known to go on; of the first
        /// nothing is said, since what came before it may be gone.
        private CounterReset hint(FloatHistogram histogram) {
            FloatHistogram before = last;
            return switch (histogram.counterReset()) {
                case GAUGE -> CounterReset.GAUGE;
                case RESET -> CounterReset.UNKNOWN;
                case UNKNOWN, NOT_RESET ->
                        before != null && goesOn(before, histogram)
                                ? CounterReset.NOT_RESET
                                : CounterReset.UNKNOWN;
            };
        }

        private static boolean goesOn(FloatHistogram before, FloatHistogram histogram) {
            return before.counterReset() != CounterReset.GAUGE
                    && !Samples.isStale(before.sum())
                    && !Samples.isStale(histogram.sum())
                    && before.schema() == histogram.schema()
                    && before.zeroThreshold() == histogram.zeroThreshold()
                    && !histogram.withCounterReset(CounterReset.UNKNOWN).isResetSince(before);
        }

        @Override
        public Labels labels() {
            return labels;
        }

        @Override
        public void read(long from, long to, Samples into) {
            for (int i = firstFrom(from); i < samples.size(); i++) {
                long time = samples.time(i);
                if (time > to) {
                    return;
                }
                FloatHistogram histogram = samples.histogram(i);
                if (histogram == null) {
                    into.add(time, samples.value(i));
                } else {
                    into.add(time, histogram);
                }
                into.startedAt(samples.start(i));
            }
        }

        /// Index of the first sample at or after a time.
        private int firstFrom(long time) {
            int low = 0;
            int high = samples.size();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (samples.time(middle) < time) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }
    }
}
