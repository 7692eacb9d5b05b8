package penstock.judge;

import java.util.List;

/// What is compared. A candidate is worse if it is worse in one of them, and not worse only if it is so in each.
public enum Metric {
    /// Share of requests that failed.
    ERRORS(0, "errors", 0.50, 0),
    /// Median latency.
    LATENCY_P50(1, "p50 latency", 0.15, 0.5),
    /// Latency that one request in ten exceeds.
    LATENCY_P90(2, "p90 latency", 0.15, 0.9),
    /// Latency that one request in a hundred exceeds.
    LATENCY_P99(3, "p99 latency", 0.20, 0.99);

    /// By slot.
    static final List<Metric> ALL = List.of(values());

    private final int slot;
    private final String label;
    private final double weight;
    private final double quantile;

    Metric(int slot, String label, double weight, double quantile) {
        this.slot = slot;
        this.label = label;
        this.weight = weight;
        this.quantile = quantile;
    }

    /// For people.
    public String label() {
        return label;
    }

    /// Its position in arrays that hold something for each metric.
    int slot() {
        return slot;
    }

    /// Share of the error budget α that this metric may use up, before scaling to the metrics compared.
    double weight() {
        return weight;
    }

    boolean isLatency() {
        return quantile > 0;
    }

    double quantile() {
        return quantile;
    }
}
