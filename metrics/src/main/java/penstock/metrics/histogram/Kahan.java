package penstock.metrics.histogram;

/// Sums whose rounding errors are kept apart and added at the end, as Neumaier improved Kahan's.
public final class Kahan {
    private Kahan() {}

    /// The error, with that of one more addition.
    ///
    /// @param total what the addition gave: `sum + increment`
    public static double error(double error, double sum, double increment, double total) {
        return Double.isInfinite(total) ? 0 : error + lost(sum, increment, total);
    }

    /// What of an addition was lost by rounding, whichever of the two is the greater; not a number when the total is infinite. Knuth's way, which
    /// needs no branch.
    public static double lost(double sum, double increment, double total) {
        double arrived = total - sum;
        return (sum - (total - arrived)) + (increment - arrived);
    }

    /// A sum with the error that was kept apart; one that became infinite stays so, whatever the error.
    public static double total(double sum, double error) {
        return Double.isInfinite(sum) ? sum : sum + error;
    }
}
