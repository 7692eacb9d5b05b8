package penstock.metrics.histogram;

/// Whether a histogram is known to begin a count anew after the one before it, or is no count at all.
public enum CounterReset {
    UNKNOWN,
    RESET,
    NOT_RESET,
    GAUGE
}
