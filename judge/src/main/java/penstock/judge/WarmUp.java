package penstock.judge;

import java.time.Duration;

/// While a candidate is cold its durations are long, whatever it is worth. They are left out for a time, and then judged
/// coarsely until they have settled.
///
/// @param least how long they do not count at all, from the candidate's first request
/// @param most when they count in full, whether they have settled or not: a candidate that stays slow is found
public record WarmUp(Duration least, Duration most) {
    /// For versions that are equally warm after a minute.
    public static final WarmUp STANDARD = lasting(Duration.ofSeconds(60));

    /// For a fresh candidate beside a stable version that has run for long.
    public static final WarmUp SETTLING =
            new WarmUp(Duration.ofSeconds(60), Duration.ofMinutes(10));

    public static final WarmUp NONE = lasting(Duration.ZERO);

    /// What is too slow for any warming: a candidate that has not settled is worse beyond so many times stable's durations.
    private static final double COLD_FACTOR = 3;

    /// A typical duration that falls by less, from one third of the requests to the next, is taken for settled: so many buckets,
    /// or so much of what is tolerated.
    private static final double LEAST_BUCKETS = 2;

    private static final double PART_OF_TOLERANCE = 0.25;

    public WarmUp {
        if (least.isNegative()) {
            throw new IllegalArgumentException(
                    "least: " + Times.written(least) + " (expected: not negative)");
        }
        if (most.compareTo(least) < 0) {
            throw new IllegalArgumentException(
                    "most: "
                            + Times.written(most)
                            + " (expected: no less than "
                            + Times.written(least)
                            + ")");
        }
    }

    /// A fixed time.
    public static WarmUp lasting(Duration time) {
        return new WarmUp(time, time);
    }

    /// How far a candidate has come.
    enum Phase {
        COLD,
        SETTLING,
        WARM
    }

    /// @param age milliseconds since the candidate's first request
    Phase phase(Metric metric, Limits limits, Warming warming, long age) {
        if (!(metric instanceof Metric.Quantile quantile) || age >= most.toMillis()) {
            return Phase.WARM;
        }
        if (age < least.toMillis()) {
            return Phase.COLD;
        }
        var sign = quantile.better() == Better.LOWER ? 1 : -1;
        return warming.isSettled(buckets(quantile, limits), sign) ? Phase.WARM : Phase.SETTLING;
    }

    /// Seconds after which a candidate that is warm from the start counts in full.
    ///
    /// @param candidateRequestsPerSecond of those that have a duration
    double seconds(
            Metric.Quantile metric,
            Limits limits,
            Histogram usual,
            double candidateRequestsPerSecond) {
        var requests = Warming.requests(usual, buckets(metric, limits));
        return Math.clamp(
                requests / candidateRequestsPerSecond,
                (double) least.toSeconds(),
                (double) most.toSeconds());
    }

    private static double buckets(Metric.Quantile metric, Limits limits) {
        var tolerated =
                Beyond.tolerance(0, Bound.factor(limits.tolerance().factor()), metric.better());
        return Math.max(LEAST_BUCKETS, PART_OF_TOLERANCE * Math.abs(tolerated.candidate()));
    }

    /// What is tolerated of a candidate that has not settled.
    static Limits whileSettling(Metric metric, Limits limits) {
        var own = limits.tolerance();
        var factor =
                metric.better() == Better.LOWER
                        ? Math.max(own.factor(), COLD_FACTOR)
                        : Math.min(own.factor(), 1 / COLD_FACTOR);
        return new Limits(new Bound(factor, own.shift()), limits.margin());
    }
}
