package penstock.judge.kayenta;

/// What became of one metric.
public enum Label {
    /// No significant difference in a direction that counts, or one below the effect size allowed.
    PASS,
    /// Significantly higher than the baseline.
    HIGH,
    /// Significantly lower.
    LOW,
    /// Values are missing on at least one side; counts neither way, but half of all metrics without data fail the whole.
    NODATA,
    /// Values are missing and were demanded; counts as not passed.
    NODATA_FAILED,
    /// It could not be compared: a single value on each side.
    ERROR
}
