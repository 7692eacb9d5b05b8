package penstock.metrics.promql;

import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.histogram.HistogramMean;
import penstock.metrics.series.Samples;

/// `avg_over_time`.
final class AverageOverTime implements RangeFunction {
    private final Mean mean = new Mean();

    @Override
    public void apply(RangeStep step) {
        Window window = step.window();
        if (window.floatCount() > 0 && window.histogramCount() > 0) {
            step.noteMixed();
        } else if (window.floatCount() > 0) {
            mean.clear();
            for (int i = window.firstFloat(); i < window.endFloat(); i++) {
                mean.add(window.floats().value(i));
            }
            step.put(mean.get());
        } else {
            ofHistograms(step, window);
        }
    }

    private static void ofHistograms(RangeStep step, Window window) {
        Samples samples = window.histograms();
        var mean = new HistogramMean(HistogramRate.at(samples, window.firstHistogram()));
        for (int i = window.firstHistogram() + 1; i < window.endHistogram(); i++) {
            FloatHistogram histogram = HistogramRate.at(samples, i);
            if (!mean.accepts(histogram)) {
                step.noteMixedSchemas();
                return;
            }
            mean.add(histogram);
        }
        step.noteAggregation(mean.hasResetCollision(), mean.hasBoundsReconciled());
        step.put(mean.value());
    }
}
