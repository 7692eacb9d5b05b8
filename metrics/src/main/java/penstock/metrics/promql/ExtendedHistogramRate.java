package penstock.metrics.promql;

import org.jspecify.annotations.Nullable;
import penstock.metrics.histogram.CounterReset;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.promql.syntax.Extension;
import penstock.metrics.series.Samples;

/// `rate`, `increase` and `delta` of histograms with `anchored` or `smoothed`.
final class ExtendedHistogramRate {
    private final RangeStep step;
    private final boolean isCounter;
    private final boolean isPerSecond;
    private final boolean isSmoothed;
    private final Samples samples;
    private final Interpolation arithmetic;

    ExtendedHistogramRate(RangeStep step, boolean isCounter, boolean isPerSecond) {
        this.step = step;
        this.isCounter = isCounter;
        this.isPerSecond = isPerSecond;
        isSmoothed = step.extension() == Extension.SMOOTHED;
        samples = step.window().histograms();
        arithmetic = new Interpolation(step::note, step.place(), step.metric());
    }

    private FloatHistogram at(int index) {
        return HistogramRate.at(samples, index);
    }

    void put() {
        int from = step.window().firstHistogram();
        var bounds = ExtendedRate.Bounds.of(step, samples, from, step.window().endHistogram());
        int first = bounds.first();
        int last = bounds.last();
        if (bounds.isEmpty(step, samples) || !areAlike(first, last)) {
            return;
        }
        FloatHistogram left =
                isSmoothed && samples.time(first) < step.start()
                        ? arithmetic.betweenHistograms(samples, first, step.start(), isCounter)
                        : at(first);
        if (left == null) {
            return;
        }
        FloatHistogram right =
                isSmoothed && last > from && samples.time(last) > step.end()
                        ? arithmetic.betweenHistograms(samples, last - 1, step.end(), isCounter)
                        : at(last);
        if (right == null) {
            return;
        }
        if (!isCounter && !(isGauge(left) && isGauge(right))) {
            step.note(Notes.notGauge(step.place(), step.metric()));
        }
        FloatHistogram increase = arithmetic.minus(right, left);
        if (increase != null && isCounter) {
            increase = corrected(increase, bounds, left, right);
        }
        if (increase != null) {
            FloatHistogram result = isPerSecond ? increase.dividedBy(step.seconds()) : increase;
            step.put(result.withCounterReset(CounterReset.GAUGE).compact(0));
        }
    }

    private static boolean isGauge(FloatHistogram histogram) {
        return histogram.counterReset() == CounterReset.GAUGE;
    }

    private boolean areAlike(int first, int last) {
        for (int i = first; i <= last; i++) {
            if (!at(i).isCompatibleWith(at(first))) {
                step.noteMixedSchemas();
                return false;
            }
            if (isCounter && isGauge(at(i))) {
                step.note(Notes.notCounter(step.place(), step.metric()));
            }
        }
        return true;
    }

    /// With what the counter had before each reset.
    private @Nullable FloatHistogram corrected(
            FloatHistogram increase,
            ExtendedRate.Bounds bounds,
            FloatHistogram left,
            FloatHistogram right) {
        int next = bounds.first() + 1;
        FloatHistogram previous = left;
        if (isSmoothed
                && samples.time(bounds.first()) < step.start()
                && at(next).isResetSince(at(bounds.first()))) {
            // The value at the start of the range has this reset behind it.
            previous = at(next);
            next++;
        }
        // The last sample is told by the value at the end of the range.
        int last = bounds.last() - 1;
        if (next > last + 1) {
            return increase;
        }
        FloatHistogram lost = null;
        for (int i = next; i <= last + 1; i++) {
            FloatHistogram value = i <= last ? at(i) : right;
            if (value.isResetSince(previous)) {
                lost = lost == null ? previous : arithmetic.plus(lost, previous);
                if (lost == null) {
                    return null;
                }
            }
            previous = value;
        }
        return lost == null ? increase : arithmetic.plus(increase, lost);
    }
}
