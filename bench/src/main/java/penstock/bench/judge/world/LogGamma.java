package penstock.bench.judge.world;

/// The logarithm of the gamma function, by Stirling's series; exact to 1e-11.
public final class LogGamma {
    private static final double LARGE = 12;

    private LogGamma() {}

    /// @param x more than 0
    public static double of(double x) {
        var product = 1.0;
        var at = x;
        while (at < LARGE) {
            product *= at;
            at++;
        }
        var square = at * at;
        var series = (1.0 / 12 - (1.0 / 360 - 1.0 / 1_260 / square) / square) / at;
        return (at - 0.5) * Math.log(at)
                - at
                + 0.5 * Math.log(2 * Math.PI)
                + series
                - Math.log(product);
    }
}
