package penstock.metrics.promql;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.promql.Notes.Operation;
import penstock.metrics.promql.syntax.Extension;
import penstock.metrics.series.Samples;

/// `rate`, `increase` and `delta`: the difference of the last and the first sample, extrapolated to the ends of the range. Where
/// a counter was reset is found once for each series, so that a step costs no more than the resets in its window.
final class Rate implements RangeFunction {
    private static final double NEAR = 1.1;

    private final boolean isCounter;
    private final boolean isPerSecond;
    private int[] resets = new int[16];
    private int resetCount;
    private int firstReset;
    private boolean hasStarts;

    Rate(boolean isCounter, boolean isPerSecond) {
        this.isCounter = isCounter;
        this.isPerSecond = isPerSecond;
    }

    @Override
    public void begin(RangeStep step) {
        Samples floats = step.window().floats();
        hasStarts =
                step.usesStarts() && (floats.hasStarts() || step.window().histograms().hasStarts());
        resetCount = 0;
        firstReset = 0;
        if (!isCounter) {
            return;
        }
        int size = floats.size();
        for (int i = 1; i < size; i++) {
            if (floats.value(i) < floats.value(i - 1)
                    || (hasStarts && Starts.isReset(floats, i - 1, i))) {
                if (resetCount == resets.length) {
                    resets = Arrays.copyOf(resets, 2 * resetCount);
                }
                resets[resetCount++] = i;
            }
        }
    }

    @Override
    public void apply(RangeStep step) {
        Window window = step.window();
        if (window.histogramCount() > 0 && window.floatCount() > 0) {
            step.noteMixed();
            return;
        }
        if (step.extension() != Extension.NONE) {
            if (window.floatCount() > 0) {
                ExtendedRate.ofFloats(step, isCounter, isPerSecond);
            } else {
                new ExtendedHistogramRate(step, isCounter, isPerSecond).put();
            }
            return;
        }
        if (window.floatCount() > 0) {
            ofFloats(step, window);
        } else {
            ofHistograms(step, window);
        }
    }

    private void ofFloats(RangeStep step, Window window) {
        Samples floats = window.floats();
        int first = window.firstFloat();
        int last = window.endFloat() - 1;
        double increase = floats.value(last) - floats.value(first);
        if (isCounter) {
            increase = corrected(increase, floats, first, last);
            if (hasStarts) {
                noteOverlap(step, floats, first, last);
            }
        }
        var extent = new Extent(step, floats, first, last);
        if (isCounter && startsWithin(floats, first, extent)) {
            increase += floats.value(first);
            extent.startAt(floats.start(first));
        } else if (first == last) {
            return;
        } else {
            extent.limitStart();
            if (isCounter && increase > 0 && floats.value(first) >= 0) {
                extent.startFromZero(floats.value(first) / increase);
            }
        }
        step.put(increase * extent.factor(step, isPerSecond));
    }

    /// Adds what the counter had before each reset in the window.
    private double corrected(double increase, Samples floats, int first, int last) {
        while (firstReset < resetCount && resets[firstReset] <= first) {
            firstReset++;
        }
        double corrected = increase;
        for (int i = firstReset; i < resetCount && resets[i] <= last; i++) {
            corrected += floats.value(resets[i] - 1);
        }
        return corrected;
    }

    private boolean startsWithin(Samples samples, int first, Extent extent) {
        if (!hasStarts) {
            return false;
        }
        long start = samples.start(first);
        return start != 0 && start > extent.rangeStart && start < samples.time(first);
    }

    private static void noteOverlap(RangeStep step, Samples samples, int first, int last) {
        for (int i = first + 1; i <= last; i++) {
            if (Starts.overlap(samples, i - 1, i)) {
                step.note(Notes.startOverlap(step.place(), step.metric()));
                return;
            }
        }
    }

    private void ofHistograms(RangeStep step, Window window) {
        Samples histograms = window.histograms();
        int first = window.firstHistogram();
        int last = window.endHistogram() - 1;
        @Nullable FloatHistogram increase = null;
        if (first < last) {
            increase = new HistogramRate(step, isCounter, hasStarts).difference(first, last);
            if (increase == null) {
                return;
            }
            if (isCounter && hasStarts) {
                noteOverlap(step, histograms, first, last);
            }
        }
        FloatHistogram earliest = HistogramRate.at(histograms, first);
        var extent = new Extent(step, histograms, first, last);
        if (isCounter && startsWithin(histograms, first, extent)) {
            if (increase != null && !increase.isCompatibleWith(earliest)) {
                step.noteMixedSchemas();
                return;
            }
            increase =
                    increase == null
                            ? earliest
                            : step.told(increase.plus(earliest), Operation.ADDITION);
            extent.startAt(histograms.start(first));
        } else if (increase == null) {
            return;
        } else {
            extent.limitStart();
            if (isCounter && increase.count() > 0 && earliest.count() >= 0) {
                extent.startFromZero(earliest.count() / increase.count());
            }
        }
        step.put(increase.times(extent.factor(step, isPerSecond)));
    }

    /// How much of the range the samples cover, and how much they are taken to stand for. All in seconds but the start.
    private static final class Extent {
        private final long rangeStart;
        private double sampled;
        private double toStart;
        private double toEnd;
        private final double gap;

        Extent(RangeStep step, Samples samples, int first, int last) {
            rangeStart = step.start();
            long firstTime = samples.time(first);
            long lastTime = samples.time(last);
            sampled = (lastTime - firstTime) / 1000.0;
            toStart = (firstTime - rangeStart) / 1000.0;
            toEnd = (step.end() - lastTime) / 1000.0;
            gap = first == last ? 0 : sampled / (last - first);
        }

        /// The counter is known to have been 0 then, in milliseconds since 1970.
        void startAt(long start) {
            sampled += toStart - (start - rangeStart) / 1000.0;
            toStart = 0;
        }

        /// Samples that begin long after the range does are taken to begin half a gap before the first.
        void limitStart() {
            if (toStart >= gap * NEAR) {
                toStart = gap / 2;
            }
        }

        /// A counter is not extrapolated below 0.
        ///
        /// @param share the first value by the increase
        void startFromZero(double share) {
            toStart = Math.min(toStart, sampled * share);
        }

        double factor(RangeStep step, boolean isPerSecond) {
            if (toEnd >= gap * NEAR) {
                toEnd = gap / 2;
            }
            double factor = sampled == 0 ? 1 : (sampled + toStart + toEnd) / sampled;
            return isPerSecond ? factor / step.seconds() : factor;
        }
    }
}
