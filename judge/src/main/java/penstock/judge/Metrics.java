package penstock.judge;

import java.util.List;

/// What is compared of every service.
public final class Metrics {
    /// Share of requests that failed.
    public static final Metric ERRORS =
            new Metric.Share("errors", Sample.ERRORS, Better.LOWER, 0.50);

    /// Median latency.
    public static final Metric LATENCY_P50 = latency("latency-p50", 0.5, 0.15);

    /// Latency that one request in ten exceeds.
    public static final Metric LATENCY_P90 = latency("latency-p90", 0.9, 0.15);

    /// Latency that one request in a hundred exceeds.
    public static final Metric LATENCY_P99 = latency("latency-p99", 0.99, 0.20);

    public static final List<Metric> STANDARD =
            List.of(ERRORS, LATENCY_P50, LATENCY_P90, LATENCY_P99);

    private Metrics() {}

    private static Metric latency(String name, double q, double weight) {
        return new Metric.Quantile(name, Sample.LATENCY, q, "s", Better.LOWER, weight);
    }
}
