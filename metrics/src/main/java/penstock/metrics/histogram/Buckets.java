package penstock.metrics.histogram;

import java.util.List;

/// The buckets of one sign: which there are, and the count of each (not cumulative). Immutable: the array given is not to be
/// changed afterwards.
public final class Buckets {
    public static final Buckets NONE = new Buckets(List.of(), new double[0]);

    private final List<Span> spans;
    private final double[] counts;

    public Buckets(List<Span> spans, double[] counts) {
        long length = spans.stream().mapToLong(Span::length).sum();
        if (length != counts.length) {
            throw new IllegalArgumentException(
                    "counts: " + counts.length + " (expected: " + length + ", as the spans say)");
        }
        this.spans = List.copyOf(spans);
        this.counts = counts;
    }

    public List<Span> spans() {
        return spans;
    }

    /// How many buckets the spans name.
    public int size() {
        return counts.length;
    }

    /// The count of one of them, 0 to `size() - 1`.
    public double count(int place) {
        return counts[place];
    }
}
