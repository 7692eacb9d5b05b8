package penstock.metrics.promql;

/// `mad_over_time`: the median distance from the median.
final class DeviationOverTime implements RangeFunction {
    private double[] numbers = new double[16];

    @Override
    public void apply(RangeStep step) {
        Window window = step.window();
        int count = window.floatCount();
        if (count == 0) {
            return;
        }
        if (window.histogramCount() > 0) {
            step.noteIgnored();
        }
        numbers = QuantileOverTime.copy(window, numbers);
        for (int i = 0; i < count; i++) {
            if (Double.isNaN(numbers[i])) {
                step.put(Double.NaN);
                return;
            }
        }
        double median = Quantiles.of(0.5, numbers, count);
        for (int i = 0; i < count; i++) {
            numbers[i] = Math.abs(numbers[i] - median);
        }
        step.put(Quantiles.of(0.5, numbers, count));
    }
}
