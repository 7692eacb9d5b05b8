package penstock.metrics.promql;

import penstock.metrics.series.Samples;

/// The variance of the numbers of a range, or its root.
final class Spread implements RangeFunction {
    private final boolean isDeviation;

    Spread(boolean isDeviation) {
        this.isDeviation = isDeviation;
    }

    @Override
    public void apply(RangeStep step) {
        Window window = step.window();
        if (window.floatCount() == 0) {
            return;
        }
        if (window.histogramCount() > 0) {
            step.noteIgnored();
        }
        Samples floats = window.floats();
        var mean = new Sum();
        var squares = new Sum();
        double count = 0;
        for (int i = window.firstFloat(); i < window.endFloat(); i++) {
            double value = floats.value(i);
            count++;
            double delta = value - mean.total();
            mean.add(delta / count);
            squares.add(delta * (value - mean.total()));
        }
        double variance = squares.total() / count;
        step.put(isDeviation ? Math.sqrt(variance) : variance);
    }
}
