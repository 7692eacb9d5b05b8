package penstock.metrics.promql;

import penstock.metrics.histogram.Kahan;
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

    /// The sums are in variables of the loop, each with its rounding error: this is done for every sample of every window.
    ///
    /// @param origin the time of the intercept, in milliseconds since 1970
    private static Regression of(Window window, long origin) {
        Samples floats = window.floats();
        int first = window.firstFloat();
        int end = window.endFloat();
        double initial = floats.value(first);
        boolean isConstant = true;
        double x = 0;
        double y = 0;
        double xy = 0;
        double xx = 0;
        double errorX = 0;
        double errorY = 0;
        double errorXy = 0;
        double errorXx = 0;
        for (int i = first; i < end; i++) {
            double nextY = floats.value(i);
            double nextX = (floats.time(i) - origin) / 1e3;
            double nextXy = nextX * nextY;
            double nextXx = nextX * nextX;
            isConstant &= i == first || nextY == initial;
            double totalX = x + nextX;
            double totalY = y + nextY;
            double totalXy = xy + nextXy;
            double totalXx = xx + nextXx;
            errorX += Kahan.lost(x, nextX, totalX);
            errorY += Kahan.lost(y, nextY, totalY);
            errorXy += Kahan.lost(xy, nextXy, totalXy);
            errorXx += Kahan.lost(xx, nextXx, totalXx);
            x = totalX;
            y = totalY;
            xy = totalXy;
            xx = totalXx;
        }
        if (isConstant) {
            return Double.isInfinite(initial)
                    ? new Regression(Double.NaN, Double.NaN)
                    : new Regression(0, initial);
        }
        return of(
                Kahan.total(x, errorX),
                Kahan.total(y, errorY),
                Kahan.total(xy, errorXy),
                Kahan.total(xx, errorXx),
                end - first);
    }

    private static Regression of(double x, double y, double xy, double xx, double count) {
        double covariance = xy - x * y / count;
        double variance = xx - x * x / count;
        double slope = covariance / variance;
        return new Regression(slope, y / count - slope * x / count);
    }
}
