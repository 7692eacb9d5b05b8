package penstock.metrics.promql;

import penstock.metrics.series.Samples;

/// `deriv` and `predict_linear`: the straight line with the least squares.
///
/// @param slope per second
/// @param intercept the value at a time that was given
record Regression(double slope, double intercept) {
    static void slope(RangeStep step) {
        Window window = step.window();
        if (isPossible(step)) {
            step.put(of(window, window.floats().time(window.firstFloat())).slope);
        }
    }

    static void predict(RangeStep step) {
        if (isPossible(step)) {
            var line = of(step.window(), step.time());
            step.put(line.slope * step.scalar(0) + line.intercept);
        }
    }

    private static boolean isPossible(RangeStep step) {
        Window window = step.window();
        if (window.floatCount() > 0 && window.histogramCount() > 0) {
            step.noteIgnored();
        }
        return window.floatCount() > 1;
    }

    /// @param origin the time of the intercept, in milliseconds since 1970
    private static Regression of(Window window, long origin) {
        Samples floats = window.floats();
        int first = window.firstFloat();
        double initial = floats.value(first);
        boolean isConstant = true;
        var sumX = new Sum();
        var sumY = new Sum();
        var sumXy = new Sum();
        var sumXx = new Sum();
        for (int i = first; i < window.endFloat(); i++) {
            double y = floats.value(i);
            double x = (floats.time(i) - origin) / 1e3;
            isConstant &= i == first || y == initial;
            sumX.add(x);
            sumY.add(y);
            sumXy.add(x * y);
            sumXx.add(x * x);
        }
        if (isConstant) {
            return Double.isInfinite(initial)
                    ? new Regression(Double.NaN, Double.NaN)
                    : new Regression(0, initial);
        }
        double count = window.floatCount();
        double covariance = sumXy.total() - sumX.total() * sumY.total() / count;
        double variance = sumXx.total() - sumX.total() * sumX.total() / count;
        double slope = covariance / variance;
        return new Regression(slope, sumY.total() / count - slope * sumX.total() / count);
    }
}
