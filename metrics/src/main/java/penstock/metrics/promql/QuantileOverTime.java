package penstock.metrics.promql;

/// `quantile_over_time`.
final class QuantileOverTime implements RangeFunction {
    private double[] numbers = new double[16];

    @Override
    public void apply(RangeStep step) {
        Window window = step.window();
        if (window.floatCount() == 0) {
            return;
        }
        double quantile = step.scalar(0);
        if (!Quantiles.isValid(quantile)) {
            step.note(Notes.invalidQuantile(step.place(), quantile));
        }
        if (window.histogramCount() > 0) {
            step.noteIgnored();
        }
        numbers = copy(window, numbers);
        step.put(Quantiles.of(quantile, numbers, window.floatCount()));
    }

    /// The numbers of a window, at the start of this array or a longer one.
    static double[] copy(Window window, double[] into) {
        int count = window.floatCount();
        double[] numbers = into.length < count ? new double[2 * count] : into;
        for (int i = 0; i < count; i++) {
            numbers[i] = window.floats().value(window.firstFloat() + i);
        }
        return numbers;
    }
}
