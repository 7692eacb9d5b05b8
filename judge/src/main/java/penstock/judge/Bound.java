package penstock.judge;

/// A bound on the candidate's figure, given stable's: at most `factor` times stable's plus `shift`, where lower is better;
/// at least `factor` times stable's less `shift`, where higher is.
///
/// @param factor 1 or more where lower is better, more than 0 and at most 1 where higher is
/// @param shift in the unit of the metric: 0.01 is 1 % of requests for a share, seconds for a latency; 0 or more
public record Bound(double factor, double shift) {
    private static final double LARGEST_FACTOR = 1_000;

    public Bound {
        if (!(factor > 0 && factor <= LARGEST_FACTOR)) {
            throw new IllegalArgumentException(
                    "factor: " + factor + " (expected: more than 0, at most 1000)");
        }
        if (!(shift >= 0 && shift < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("shift: " + shift + " (expected: 0 or more)");
        }
    }

    public static Bound factor(double factor) {
        return new Bound(factor, 0);
    }

    public static Bound shift(double shift) {
        return new Bound(1, shift);
    }

    /// Whether the candidate must be exactly as good as stable.
    boolean isEquality() {
        return factor == 1 && shift == 0;
    }

    void require(Metric metric) {
        var isLower = metric.better() == Better.LOWER;
        if (isLower ? factor < 1 : factor > 1) {
            throw new IllegalArgumentException(
                    metric.name()
                            + ".factor: "
                            + factor
                            + (isLower
                                    ? " (expected: 1 or more, since lower is better)"
                                    : " (expected: 1 or less, since higher is better)"));
        }
    }
}
