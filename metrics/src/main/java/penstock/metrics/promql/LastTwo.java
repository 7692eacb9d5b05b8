package penstock.metrics.promql;

import org.jspecify.annotations.Nullable;
import penstock.metrics.histogram.CounterReset;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.promql.Notes.Operation;
import penstock.metrics.series.Samples;

/// `irate` and `idelta`: what happened between the last two samples.
final class LastTwo implements RangeFunction {
    private final boolean isRate;

    LastTwo(boolean isRate) {
        this.isRate = isRate;
    }

    /// @param samples the numbers, or the histograms
    private record Spot(Samples samples, int index) {
        long time() {
            return samples.time(index);
        }

        @Nullable FloatHistogram histogram() {
            return samples.histogram(index);
        }
    }

    @Override
    public void apply(RangeStep step) {
        Window window = step.window();
        if (window.size() < 2) {
            return;
        }
        Spot last = latest(window, window.endFloat() - 1, window.endHistogram() - 1);
        boolean isFloat = last.samples == window.floats();
        Spot before =
                latest(
                        window,
                        window.endFloat() - (isFloat ? 2 : 1),
                        window.endHistogram() - (isFloat ? 1 : 2));
        double seconds = (last.time() - before.time()) / 1000.0;
        if (seconds == 0) {
            return;
        }
        FloatHistogram end = last.histogram();
        FloatHistogram start = before.histogram();
        if (start == null && end == null) {
            ofFloats(step, before, last, seconds);
        } else if (start == null || end == null) {
            step.noteMixed();
        } else {
            ofHistograms(step, start, end, isReset(step, before, last), seconds);
        }
    }

    private static Spot latest(Window window, int floatIndex, int histogramIndex) {
        boolean hasFloat = floatIndex >= window.firstFloat();
        boolean hasHistogram = histogramIndex >= window.firstHistogram();
        boolean isFloat =
                !hasHistogram
                        || (hasFloat
                                && window.floats().time(floatIndex)
                                        > window.histograms().time(histogramIndex));
        return isFloat
                ? new Spot(window.floats(), floatIndex)
                : new Spot(window.histograms(), histogramIndex);
    }

    private static boolean isReset(RangeStep step, Spot before, Spot last) {
        return step.usesStarts()
                && Starts.isReset(
                        before.samples.start(before.index),
                        before.time(),
                        last.samples.start(last.index),
                        last.time());
    }

    private void ofFloats(RangeStep step, Spot before, Spot last, double seconds) {
        double start = before.samples.value(before.index);
        double end = last.samples.value(last.index);
        boolean isReset = isRate && (end < start || isReset(step, before, last));
        double difference = isReset ? end : end - start;
        step.put(isRate ? difference / seconds : difference);
    }

    private void ofHistograms(
            RangeStep step,
            FloatHistogram start,
            FloatHistogram end,
            boolean isStartReset,
            double seconds) {
        boolean isGauge = end.counterReset() == CounterReset.GAUGE;
        boolean wasGauge = start.counterReset() == CounterReset.GAUGE;
        if (isRate && (isGauge || wasGauge)) {
            step.note(Notes.notCounter(step.place(), step.metric()));
        }
        if (!isRate && !(isGauge && wasGauge)) {
            step.note(Notes.notGauge(step.place(), step.metric()));
        }
        FloatHistogram difference = end;
        if (!isRate || !(isStartReset || end.isResetSince(start))) {
            if (!end.isCompatibleWith(start)) {
                step.noteMixedSchemas();
                return;
            }
            difference = step.told(end.minus(start), Operation.SUBTRACTION);
        }
        difference = difference.withCounterReset(CounterReset.GAUGE).compact(0);
        step.put(isRate ? difference.dividedBy(seconds) : difference);
    }
}
