package penstock.metrics.histogram;

/// A run of neighbouring buckets. The offset of the first span is the index of its first bucket; that of another is the
/// number of buckets left out since the span before it.
public record Span(int offset, int length) {
    public Span {
        if (length < 0) {
            throw new IllegalArgumentException("length: " + length + " (expected: 0 or more)");
        }
    }
}
