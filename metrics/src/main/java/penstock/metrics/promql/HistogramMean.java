package penstock.metrics.promql;

import java.util.ArrayList;
import java.util.List;
import penstock.metrics.histogram.CounterReset;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.histogram.HistogramSum;
import penstock.metrics.promql.Notes.Operation;
import penstock.metrics.promql.syntax.Place;

/// Adds histograms up, or takes their mean, and knows what must be told about it.
final class HistogramMean {
    private final List<FloatHistogram> all = new ArrayList<>();
    private HistogramSum sum;
    private boolean hasReset;
    private boolean hasNoReset;
    private boolean isReconciled;

    HistogramMean(FloatHistogram first) {
        sum = new HistogramSum(first);
        track(first);
    }

    /// `sum_over_time`.
    static void sum(RangeStep step) {
        var total = ofWindow(step);
        if (total != null) {
            step.put(total.sum());
        }
    }

    /// `avg_over_time`.
    static void average(RangeStep step) {
        var total = ofWindow(step);
        if (total != null) {
            step.put(total.mean());
        }
    }

    private static @org.jspecify.annotations.Nullable HistogramMean ofWindow(RangeStep step) {
        Window window = step.window();
        var total =
                new HistogramMean(
                        HistogramRate.at(window.histograms(), window.firstHistogram()));
        for (int i = window.firstHistogram() + 1; i < window.endHistogram(); i++) {
            FloatHistogram histogram = HistogramRate.at(window.histograms(), i);
            if (!total.accepts(histogram)) {
                step.noteMixedSchemas();
                return null;
            }
            total.add(histogram);
        }
        for (Annotation annotation : total.notes(step.place())) {
            step.note(annotation);
        }
        return total;
    }

    boolean accepts(FloatHistogram histogram) {
        return sum.accepts(histogram);
    }

    void add(FloatHistogram histogram) {
        sum.add(histogram);
        track(histogram);
    }

    private void track(FloatHistogram histogram) {
        all.add(histogram);
        hasReset |= histogram.counterReset() == CounterReset.RESET;
        hasNoReset |= histogram.counterReset() == CounterReset.NOT_RESET;
        isReconciled |= sum.hasBoundsReconciled();
    }

    FloatHistogram sum() {
        return sum.value();
    }

    FloatHistogram mean() {
        FloatHistogram total = sum.value();
        return total.hasOverflow() ? incremental() : total.dividedBy(all.size());
    }

    /// For sums that are too great.
    private FloatHistogram incremental() {
        FloatHistogram mean = all.getFirst();
        for (int i = 1; i < all.size(); i++) {
            double count = i + 1.0;
            mean = mean.times(i / count).plus(all.get(i).dividedBy(count)).value();
        }
        return mean;
    }

    List<Annotation> notes(Place place) {
        var notes = new ArrayList<Annotation>();
        if (hasReset && hasNoReset) {
            notes.add(Notes.resetCollision(place, Operation.AGGREGATION));
        }
        if (isReconciled) {
            notes.add(Notes.boundsReconciled(place, Operation.AGGREGATION));
        }
        return notes;
    }
}
