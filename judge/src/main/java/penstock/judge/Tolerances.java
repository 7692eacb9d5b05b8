package penstock.judge;

/// What a candidate may do worse and still not be rolled back: the smallest effect that matters.
/// "Worse" is only said with evidence that the candidate is *beyond* them.
///
/// @param errorFactor the candidate's share of failing requests may be this factor of the stable version's…
/// @param errorShare …plus this share (0.0005 is 0.05 % of requests)
/// @param p50 factor on the median latency; rounded up to whole histogram buckets of 4.4 %
/// @param p90 factor on the 90th percentile
/// @param p99 factor on the 99th percentile, which is noisy in every service
public record Tolerances(
        double errorFactor, double errorShare, double p50, double p90, double p99) {
    /// Five failures in ten thousand requests and one bucket of latency are below what users notice and above what
    /// two equal versions differ by.
    public static final Tolerances STANDARD = new Tolerances(1, 0.0005, 1.05, 1.05, 1.10);

    public Tolerances {
        Limits.requireErrors(errorFactor, errorShare);
        Limits.requireFactor("p50", p50, 1);
        Limits.requireFactor("p90", p90, 1);
        Limits.requireFactor("p99", p99, 1);
    }

    /// Buckets by which a latency quantile may be higher; never less than the factor.
    int shift(Metric metric) {
        var factor = Limits.factor(metric, p50, p90, p99);
        return (int) Math.ceil(Limits.buckets(factor) - 1e-9);
    }
}
