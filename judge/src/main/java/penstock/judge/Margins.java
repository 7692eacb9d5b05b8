package penstock.judge;

/// How close to the stable version a candidate must be shown to be before a stage ends with "not worse".
/// Narrower margins need more requests, so they narrow as the weight grows: at 5 % it is enough to rule out a
/// disaster at 25 %, before 100 % the difference must be small.
///
/// @param errorFactor the candidate's share of failing requests is shown to be below this factor of the stable version's…
/// @param errorShare …plus this share (0.01 is 1 % of requests)
/// @param p50 factor on the median latency; rounded down to whole histogram buckets of 4.4 %, hence at least 1.05
/// @param p90 factor on the 90th percentile
/// @param p99 factor on the 99th percentile
public record Margins(double errorFactor, double errorShare, double p50, double p90, double p99) {
    private static final Margins WIDE = new Margins(1, 0.01, 1.5, 1.5, 2);
    private static final Margins MIDDLE = new Margins(1, 0.005, 1.25, 1.25, 1.5);
    private static final Margins NARROW = new Margins(1.5, 0.001, 1.10, 1.15, 1.25);

    public Margins {
        Limits.requireErrors(errorFactor, errorShare);
        if (errorFactor == 1 && errorShare == 0) {
            throw new IllegalArgumentException(
                    "errorShare: 0.0 with errorFactor 1.0 (expected: more than 0, since no number of requests can show that two shares are equal)");
        }
        Limits.requireFactor("p50", p50, 1.05);
        Limits.requireFactor("p90", p90, 1.05);
        Limits.requireFactor("p99", p99, 1.05);
    }

    /// What to show at a weight, before raising it.
    public static Margins standard(int weightBasisPoints) {
        if (weightBasisPoints < 2_000) {
            return WIDE;
        }
        return weightBasisPoints < 4_000 ? MIDDLE : NARROW;
    }

    /// Buckets by which a latency quantile is shown not to be higher; never more than the factor.
    int shift(Metric metric) {
        var factor = Limits.factor(metric, p50, p90, p99);
        return (int) Math.floor(Limits.buckets(factor) + 1e-9);
    }
}
