package penstock.metrics.histogram;

/// Sums whose rounding errors are kept apart and added at the end, as Neumaier improved Kahan's.
public final class Kahan {
    private Kahan() {}

    /// The error, with that of one more addition.
    ///
    /// @param total what the addition gave: `sum + increment`
    public static double error(double error, double sum, double increment, double total) {
        if (Double.isInfinite(total)) {
            return 0;
        }
        return Math.abs(sum) >= Math.abs(increment)
                ? error + ((sum - total) + increment)
                : error + ((increment - total) + sum);
    }
}
