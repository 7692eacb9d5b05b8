package penstock.judge.kayenta;

/// The normal distribution with mean 0 and standard deviation 1.
final class Normal {
    private static final double SCALE = 1 / Math.sqrt(2 * Math.PI);

    private Normal() {}

    /// The value below which the share `p` lies, to about twelve digits.
    ///
    /// @param p 0.5 to 0.999999
    static double quantile(double p) {
        var x = 0.0;
        for (var round = 0; round < 60; round++) {
            var density = SCALE * StrictMath.exp(-x * x / 2);
            // The share is concave to the right of the middle, so that Newton's steps come from the
            // left and never go beyond.
            var step = (below(x) - p) / density;
            x -= step;
            if (Math.abs(step) <= 1e-15 * Math.abs(x)) {
                break;
            }
        }
        return x;
    }

    /// The share below `x`, of 0 or more: the series of x, x^3/3, x^5/15 and so on, times the density.
    private static double below(double x) {
        var term = x;
        var sum = x;
        for (var k = 3; term > 1e-18 * sum; k += 2) {
            term *= x * x / k;
            sum += term;
        }
        return 0.5 + sum * SCALE * StrictMath.exp(-x * x / 2);
    }
}
