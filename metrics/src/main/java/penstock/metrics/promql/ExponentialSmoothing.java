package penstock.metrics.promql;

import java.util.Locale;
import penstock.metrics.series.Samples;

/// `double_exponential_smoothing`: older samples weigh less and less, and so do older trends.
final class ExponentialSmoothing implements RangeFunction {
    @Override
    public void apply(RangeStep step) {
        double smoothing = factor("smoothing", "sf", step.scalar(0));
        double trending = factor("trend", "tf", step.scalar(1));
        Window window = step.window();
        if (window.floatCount() > 0 && window.histogramCount() > 0) {
            step.noteIgnored();
        }
        if (window.floatCount() < 2) {
            return;
        }
        Samples floats = window.floats();
        int first = window.firstFloat();
        double before = 0;
        double smoothed = floats.value(first);
        double trend = floats.value(first + 1) - floats.value(first);
        for (int i = first + 1; i < window.endFloat(); i++) {
            double share = smoothing * floats.value(i);
            if (i > first + 1) {
                trend = trending * (smoothed - before) + (1 - trending) * trend;
            }
            double rest = (1 - smoothing) * (smoothed + trend);
            before = smoothed;
            smoothed = share + rest;
        }
        step.put(smoothed);
    }

    private static double factor(String name, String sign, double value) {
        if (value <= 0 || value >= 1) {
            throw QueryProblem.execution(
                    String.format(
                            Locale.ROOT,
                            "invalid %s factor. Expected: 0 < %s < 1, got: %f",
                            name,
                            sign,
                            value));
        }
        return value;
    }
}
