package penstock.judge.interval;

/// The logarithm of the gamma function, to about fourteen digits.
final class LogGamma {
    private static final double HALF_LOG_TWO_PI = StrictMath.log(2 * Math.PI) / 2;

    /// The series 1/12x - 1/360x^3 + 1/1260x^5 and so on.
    private static final double[] STIRLING = {
        1 / 12.0, -1 / 360.0, 1 / 1_260.0, -1 / 1_680.0, 1 / 1_188.0, -691 / 360_360.0
    };

    /// From here on six terms of Stirling's series are exact.
    private static final int LARGE = 10;

    private LogGamma() {}

    /// @param x more than 0
    static double of(double x) {
        var product = 1.0;
        var large = x;
        while (large < LARGE) {
            product *= large;
            large++;
        }
        var inverse = 1 / large;
        var series = 0.0;
        for (var i = STIRLING.length - 1; i >= 0; i--) {
            series = STIRLING[i] + series * inverse * inverse;
        }
        return (large - 0.5) * StrictMath.log(large)
                - large
                + HALF_LOG_TWO_PI
                + series * inverse
                - StrictMath.log(product);
    }

    /// Logarithm of the beta function of two positive numbers.
    static double beta(double a, double b) {
        return of(a) + of(b) - of(a + b);
    }
}
