package penstock.metrics.promql.syntax;

/// How a range is completed at its ends.
public enum Extension {
    NONE,
    /// With the value that was valid at its start.
    ANCHORED,
    /// With values interpolated at its ends.
    SMOOTHED
}
