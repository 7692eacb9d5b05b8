package penstock.metrics.promql;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import penstock.metrics.histogram.CounterReset;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.promql.Notes.Operation;
import penstock.metrics.series.Samples;

/// By how much histograms have grown.
final class HistogramRate {
    private final RangeStep step;
    private final boolean isCounter;
    private final boolean hasStarts;
    private final Samples samples;

    HistogramRate(RangeStep step, boolean isCounter, boolean hasStarts) {
        this.step = step;
        this.isCounter = isCounter;
        this.hasStarts = hasStarts;
        samples = step.window().histograms();
    }

    static FloatHistogram at(Samples samples, int index) {
        return Objects.requireNonNull(samples.histogram(index));
    }

    private FloatHistogram at(int index) {
        return at(samples, index);
    }

    private boolean isReset(int index, FloatHistogram previous) {
        return (hasStarts && Starts.isReset(samples, index - 1, index))
                || at(index).isResetSince(previous);
    }

    /// The last less the first, resets considered, or `null` when they do not go together.
    @Nullable FloatHistogram difference(int first, int last) {
        FloatHistogram start = at(first);
        FloatHistogram end = at(last);
        noteKind(start, end);
        if (isCounter && isReset(first + 1, start)) {
            start = nothingLike(at(first + 1));
        }
        int schema = Math.min(start.schema(), end.schema());
        boolean isMixed = !end.isCompatibleWith(start);
        for (int i = first + 1; isCounter && i < last && !isMixed; i++) {
            FloatHistogram between = at(i);
            if (between.counterReset() == CounterReset.GAUGE) {
                step.note(Notes.notCounter(step.place(), step.metric()));
            }
            schema = Math.min(schema, between.schema());
            isMixed = !between.isCompatibleWith(start);
        }
        if (isMixed) {
            step.noteMixedSchemas();
            return null;
        }
        FloatHistogram difference =
                step.told(end.reducedTo(schema).minus(start), Operation.SUBTRACTION);
        if (isCounter) {
            difference = corrected(difference, start, first, last);
        }
        return difference.withCounterReset(CounterReset.GAUGE).compact(0);
    }

    private void noteKind(FloatHistogram start, FloatHistogram end) {
        boolean isGauge =
                start.counterReset() == CounterReset.GAUGE
                        && end.counterReset() == CounterReset.GAUGE;
        boolean isPartlyGauge =
                start.counterReset() == CounterReset.GAUGE
                        || end.counterReset() == CounterReset.GAUGE;
        if (isCounter && isPartlyGauge) {
            step.note(Notes.notCounter(step.place(), step.metric()));
        }
        if (!isCounter && !isGauge) {
            step.note(Notes.notGauge(step.place(), step.metric()));
        }
    }

    /// Of the same bounds, to be compared and subtracted.
    private static FloatHistogram nothingLike(FloatHistogram other) {
        return new FloatHistogram(
                other.schema(),
                0,
                0,
                0,
                0,
                FloatHistogram.EMPTY.positive(),
                FloatHistogram.EMPTY.negative(),
                other.customBounds(),
                CounterReset.UNKNOWN);
    }

    private FloatHistogram corrected(
            FloatHistogram difference, FloatHistogram start, int first, int last) {
        FloatHistogram corrected = difference;
        FloatHistogram previous = start;
        for (int i = first + 1; i <= last; i++) {
            if (isReset(i, previous)) {
                corrected = step.told(corrected.plus(previous), Operation.ADDITION);
            }
            previous = at(i);
        }
        return corrected;
    }
}
