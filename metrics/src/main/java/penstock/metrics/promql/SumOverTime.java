package penstock.metrics.promql;

import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.histogram.HistogramSum;
import penstock.metrics.histogram.Kahan;
import penstock.metrics.series.Samples;

/// `sum_over_time`.
final class SumOverTime implements RangeFunction {
    @Override
    public void apply(RangeStep step) {
        Window window = step.window();
        if (window.floatCount() > 0 && window.histogramCount() > 0) {
            step.noteMixed();
        } else if (window.floatCount() > 0) {
            ofFloats(step, window);
        } else {
            ofHistograms(step, window);
        }
    }

    private static void ofFloats(RangeStep step, Window window) {
        Samples floats = window.floats();
        double value = 0;
        double error = 0;
        for (int i = window.firstFloat(); i < window.endFloat(); i++) {
            double next = floats.value(i);
            double total = value + next;
            error += Kahan.lost(value, next, total);
            value = total;
        }
        step.put(Kahan.total(value, error));
    }

    private static void ofHistograms(RangeStep step, Window window) {
        Samples samples = window.histograms();
        var sum = new HistogramSum(HistogramRate.at(samples, window.firstHistogram()));
        for (int i = window.firstHistogram() + 1; i < window.endHistogram(); i++) {
            FloatHistogram histogram = HistogramRate.at(samples, i);
            if (!sum.accepts(histogram)) {
                step.noteMixedSchemas();
                return;
            }
            sum.add(histogram);
        }
        step.noteAggregation(sum.hasResetCollision(), sum.hasBoundsReconciled());
        step.put(sum.value());
    }
}
