package penstock.metrics.promql;

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
            HistogramMean.average(step);
        }
    }
}
