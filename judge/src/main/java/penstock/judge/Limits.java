package penstock.judge;

/// What [Tolerances] and [Margins] have in common.
final class Limits {
    private Limits() {}

    static void requireErrors(double factor, double share) {
        requireFactor("errorFactor", factor, 1);
        if (!(share >= 0 && share < 1)) {
            throw new IllegalArgumentException(
                    "errorShare: " + share + " (expected: 0 or more and less than 1)");
        }
    }

    static void requireFactor(String name, double factor, double least) {
        if (!(factor >= least && factor <= 1_000)) {
            throw new IllegalArgumentException(
                    name + ": " + factor + " (expected: " + least + "..1000)");
        }
    }

    static double factor(Metric metric, double p50, double p90, double p99) {
        return switch (metric) {
            case ERRORS -> throw new IllegalArgumentException("errors have no latency factor");
            case LATENCY_P50 -> p50;
            case LATENCY_P90 -> p90;
            case LATENCY_P99 -> p99;
        };
    }

    static double buckets(double factor) {
        return Histogram.BUCKETS_PER_DOUBLING * StrictMath.log(factor) / StrictMath.log(2);
    }
}
