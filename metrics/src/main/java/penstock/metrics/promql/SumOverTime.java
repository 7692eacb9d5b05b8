package penstock.metrics.promql;

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
            HistogramMean.sum(step);
        }
    }

    private static void ofFloats(RangeStep step, Window window) {
        Samples floats = window.floats();
        double value = 0;
        double error = 0;
        for (int i = window.firstFloat(); i < window.endFloat(); i++) {
            double next = floats.value(i);
            double total = value + next;
            error = Sum.error(error, value, next, total);
            value = total;
        }
        step.put(Double.isInfinite(value) ? value : value + error);
    }
}
