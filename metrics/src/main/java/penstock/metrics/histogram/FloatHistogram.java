package penstock.metrics.histogram;

/// A native histogram with counts as floating-point numbers; immutable. With a schema of -4 to 8 its buckets grow by the factor
/// 2^(2^-schema); with the schema [#CUSTOM] their upper bounds are those given, and the last bucket ends at infinity.
/// Source: https://prometheus.io/docs/specs/native_histograms/
///
/// @param zeroThreshold what is closer to zero than this is in the zero bucket; 0 or more
/// @param positive the buckets above zero, or those of the custom bounds
/// @param customBounds upper bounds in ascending order, without infinity; empty for other schemas
public record FloatHistogram(
        int schema,
        double zeroThreshold,
        double zeroCount,
        double count,
        double sum,
        Buckets positive,
        Buckets negative,
        Bounds customBounds,
        CounterReset counterReset) {
    /// The schema of custom bounds.
    public static final int CUSTOM = -53;
}
