package penstock.judge;

import java.util.Objects;

/// What holds for one metric while the weight stays the same.
///
/// @param tolerance what the candidate may do worse without being called so: the smallest effect that matters. "Worse" is
///     only said with evidence that it is *beyond*
/// @param margin what it must be shown to be within before the stage ends with "not worse". Narrower margins need more
///     requests, so they narrow as the weight grows: at 5 % it is enough to rule out a disaster at 25 %, before 100 % the
///     difference must be small
public record Limits(Bound tolerance, Bound margin) {
    private static final int SMALL = 2_000;

    /// A whole bucket of a histogram.
    private static final double LEAST_FACTOR = 1.05;

    private static final int MIDDLE = 4_000;

    public Limits {
        Objects.requireNonNull(tolerance);
        Objects.requireNonNull(margin);
        if (margin.isEquality()) {
            throw new IllegalArgumentException(
                    "margin: equal to stable (expected: a factor or a shift, since no number of requests can show that two figures are equal)");
        }
    }

    /// For versions whose instances are equally warm: both have run the same work for as long, or need no warming.
    public static Limits warm(Metric metric, int weightBasisPoints) {
        return switch (metric) {
            case Metric.Share share -> share(share, weightBasisPoints);
            case Metric.Quantile quantile -> quantile(quantile, weightBasisPoints);
            case Metric.Mean mean -> mean(mean, weightBasisPoints);
            case Metric.Rate rate -> rate(rate, weightBasisPoints);
        };
    }

    /// For a fresh candidate beside a stable version that has run for long, with [WarmUp#SETTLING]. Until its compiler and caches
    /// have seen thousands of requests it is slower, however good it is, and the fewer requests it gets the longer that lasts:
    /// two equal versions of a program on the JVM, 75 requests/s, differed by 2.2 times in the median after two minutes at
    /// 5 %, 1.3 times after one more at 25 %, 1.1 to 1.3 times in another at 50 % (docs/benchmarks.md). So latency is judged
    /// coarsely at small weights, and all else as ever.
    public static Limits fresh(Metric metric, int weightBasisPoints) {
        if (!(metric instanceof Metric.Quantile quantile)) {
            return warm(metric, weightBasisPoints);
        }
        return new Limits(
                times(quantile, at(weightBasisPoints, 3, 1.5, 1.25)),
                times(quantile, at(weightBasisPoints, 4, 2, 1.5)));
    }

    /// Five failures in ten thousand requests are below what users notice and above what two equal versions differ by.
    private static Limits share(Metric.Share share, int weight) {
        if (share.better() == Better.HIGHER) {
            return new Limits(Bound.shift(0.005), Bound.shift(at(weight, 0.06, 0.04, 0.02)));
        }
        var margin =
                weight < MIDDLE
                        ? Bound.shift(at(weight, 0.01, 0.005, 0.005))
                        : new Bound(1.5, 0.001);
        return new Limits(Bound.shift(0.0005), margin);
    }

    /// One bucket of latency, which is 4.43 %; two for the tail, which is noisy in every service. A factor of 1.05 would be
    /// rounded up to two.
    private static Limits quantile(Metric.Quantile quantile, int weight) {
        var tail = quantile.tail();
        var margin =
                tail < 0.05
                        ? at(weight, 2, 1.5, 1.25)
                        : at(weight, 1.5, 1.25, tail < 0.25 ? 1.15 : 1.10);
        return new Limits(times(quantile, tail < 0.05 ? 1.09 : 1.044), times(quantile, margin));
    }

    /// Scores in parts of their range; what has no natural upper end, as a cost, in parts of stable's.
    private static Limits mean(Metric.Mean mean, int weight) {
        var width = mean.high() - mean.low();
        return mean.better() == Better.HIGHER
                ? new Limits(
                        Bound.shift(0.005 * width),
                        Bound.shift(at(weight, 0.06, 0.04, 0.02) * width))
                : new Limits(Bound.factor(1.05), Bound.factor(at(weight, 1.5, 1.25, 1.10)));
    }

    private static Limits rate(Metric.Rate rate, int weight) {
        return new Limits(times(rate, 1.25), times(rate, at(weight, 3, 2, 1.5)));
    }

    private static Bound times(Metric metric, double factor) {
        return Bound.factor(metric.better() == Better.LOWER ? factor : 1 / factor);
    }

    private static double at(int weight, double small, double middle, double large) {
        if (weight < SMALL) {
            return small;
        }
        return weight < MIDDLE ? middle : large;
    }

    void require(Metric metric) {
        tolerance.require(metric);
        margin.require(metric);
        if (metric instanceof Metric.Quantile && margin.shift() == 0) {
            requireBucket(metric);
        }
    }

    private void requireBucket(Metric metric) {
        var isLower = metric.better() == Better.LOWER;
        var factor = isLower ? margin.factor() : 1 / margin.factor();
        if (factor < LEAST_FACTOR) {
            throw new IllegalArgumentException(
                    metric.name()
                            + ".margin.factor: "
                            + margin.factor()
                            + " (expected: "
                            + (isLower ? "1.05 or more" : "1/1.05 or less")
                            + ", since values are counted in buckets of 4.4 %)");
        }
    }
}
