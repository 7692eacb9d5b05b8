package penstock.metrics.histogram;

/// A number estimated from the buckets of a histogram, and what must be told about it.
public record Estimate(double value, Note note) {
    /// What observations of NaN, which are in the count but in no bucket, have done to the estimate.
    public enum Note {
        NONE,
        /// The quantile is beyond all buckets: the result is NaN.
        NAN_RESULT,
        /// They count as if they were above everything: the quantile is higher than without them.
        NAN_SKEWED,
        /// They are in no fraction.
        NAN_EXCLUDED
    }

    static Estimate of(double value) {
        return new Estimate(value, Note.NONE);
    }
}
