package penstock.metrics.histogram;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The buckets of one sign: which there are, and the count of each (not cumulative). Immutable: the arrays given are not to be
/// changed afterwards.
public final class Buckets {
    public static final Buckets NONE = new Buckets(new int[0], new int[0], new double[0]);

    /// The index of the first bucket of each span.
    private final int[] starts;

    /// How many buckets each span has.
    private final int[] lengths;

    private final double[] counts;

    /// @throws IllegalArgumentException when the spans name another number of buckets than there are counts
    public Buckets(List<Span> spans, double[] counts) {
        starts = new int[spans.size()];
        lengths = new int[spans.size()];
        long total = 0;
        int next = 0;
        for (int i = 0; i < spans.size(); i++) {
            var span = spans.get(i);
            starts[i] = next + span.offset();
            lengths[i] = span.length();
            next = starts[i] + span.length();
            total += span.length();
        }
        if (total != counts.length) {
            throw new IllegalArgumentException(
                    "counts: " + counts.length + " (expected: " + total + ", as the spans say)");
        }
        this.counts = counts;
    }

    private Buckets(int[] starts, int[] lengths, double[] counts) {
        this.starts = starts;
        this.lengths = lengths;
        this.counts = counts;
    }

    /// Of memory.
    long bytes() {
        return starts.length == 0 ? 0 : 80 + 8L * starts.length + 8L * counts.length;
    }

    /// Buckets without gaps.
    ///
    /// @param start the index of the first
    public static Buckets run(int start, double... counts) {
        return counts.length == 0
                ? NONE
                : new Buckets(new int[] {start}, new int[] {counts.length}, counts);
    }

    /// Of indexes in ascending order and their counts; neighbours share a span.
    static Buckets of(int[] indexes, double[] counts, int size) {
        if (size == 0) {
            return NONE;
        }
        int spans = 1;
        for (int i = 1; i < size; i++) {
            if (indexes[i] != indexes[i - 1] + 1) {
                spans++;
            }
        }
        var starts = new int[spans];
        var lengths = new int[spans];
        int span = 0;
        starts[0] = indexes[0];
        for (int i = 0; i < size; i++) {
            if (i > 0 && indexes[i] != indexes[i - 1] + 1) {
                span++;
                starts[span] = indexes[i];
            }
            lengths[span]++;
        }
        return new Buckets(
                starts, lengths, counts.length == size ? counts : Arrays.copyOf(counts, size));
    }

    public List<Span> spans() {
        var spans = new ArrayList<Span>(starts.length);
        int next = 0;
        for (int i = 0; i < starts.length; i++) {
            spans.add(new Span(starts[i] - next, lengths[i]));
            next = starts[i] + lengths[i];
        }
        return List.copyOf(spans);
    }

    /// How many spans there are.
    public int spanCount() {
        return starts.length;
    }

    /// The index of the first bucket of a span.
    public int spanStart(int span) {
        return starts[span];
    }

    /// How many buckets a span has; it may be none.
    public int spanLength(int span) {
        return lengths[span];
    }

    /// How many buckets the spans name.
    public int size() {
        return counts.length;
    }

    public boolean isEmpty() {
        return counts.length == 0;
    }

    /// The count of one of them, 0 to `size() - 1`.
    public double count(int place) {
        return counts[place];
    }

    /// A copy of all counts.
    public double[] counts() {
        return counts.clone();
    }

    /// Fills an array with the index of each bucket.
    void indexes(int[] into) {
        int place = 0;
        for (int span = 0; span < starts.length; span++) {
            for (int i = 0; i < lengths[span]; i++) {
                into[place++] = starts[span] + i;
            }
        }
    }

    /// The counts with those of another of the same layout added, times a sign.
    Buckets plus(Buckets other, double sign) {
        var sums = new double[counts.length];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = counts[i] + sign * other.counts[i];
        }
        return withCounts(sums);
    }

    /// Whether any count is lower than that of another of the same layout.
    boolean isAnyLowerThan(Buckets other) {
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] < other.counts[i]) {
                return true;
            }
        }
        return false;
    }

    /// The same buckets with other counts.
    Buckets withCounts(double[] others) {
        return new Buckets(starts, lengths, others);
    }

    /// Whether both name the same buckets, empty ones among them.
    boolean hasLayoutOf(Buckets other) {
        if (counts.length != other.counts.length) {
            return false;
        }
        if (Arrays.equals(starts, other.starts) && Arrays.equals(lengths, other.lengths)) {
            return true;
        }
        int span = 0;
        int otherSpan = 0;
        int within = 0;
        int otherWithin = 0;
        for (int place = 0; place < counts.length; place++) {
            while (within == lengths[span]) {
                span++;
                within = 0;
            }
            while (otherWithin == other.lengths[otherSpan]) {
                otherSpan++;
                otherWithin = 0;
            }
            if (starts[span] + within != other.starts[otherSpan] + otherWithin) {
                return false;
            }
            within++;
            otherWithin++;
        }
        return true;
    }

    /// Without empty buckets, except that gaps of at most so many are kept or filled with empty buckets, for the sake of fewer
    /// spans.
    Buckets compact(int maxEmpty) {
        if (isCompact(maxEmpty)) {
            return this;
        }
        var indexes = new int[counts.length];
        indexes(indexes);
        var kept = new Sink(counts.length);
        for (int place = 0; place < counts.length; place++) {
            if (counts[place] == 0) {
                continue;
            }
            kept.fillUpTo(indexes[place], maxEmpty);
            kept.add(indexes[place], counts[place]);
        }
        return kept.buckets();
    }

    /// Whether [#compact] would change nothing.
    boolean isCompact(int maxEmpty) {
        for (double count : counts) {
            if (count == 0) {
                return false;
            }
        }
        for (int span = 0; span < starts.length; span++) {
            if (lengths[span] == 0) {
                return false;
            }
            if (span > 0 && starts[span] - starts[span - 1] - lengths[span - 1] <= maxEmpty) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Buckets buckets
                && hasLayoutOf(buckets)
                && Arrays.equals(counts, buckets.counts);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(counts);
    }

    /// `[2:1 3:5 …]`, indexes with their counts.
    @Override
    public String toString() {
        var text = new StringBuilder("[");
        var indexes = new int[counts.length];
        indexes(indexes);
        for (int place = 0; place < counts.length; place++) {
            text.append(place == 0 ? "" : " ")
                    .append(indexes[place])
                    .append(':')
                    .append(counts[place]);
        }
        return text.append(']').toString();
    }

    /// Collects buckets in ascending order.
    static final class Sink {
        private int[] indexes;
        private double[] counts;
        private int size;

        Sink(int capacity) {
            indexes = new int[capacity];
            counts = new double[capacity];
        }

        void add(int index, double count) {
            if (size == counts.length) {
                int capacity = Math.max(8, 2 * size);
                indexes = Arrays.copyOf(indexes, capacity);
                counts = Arrays.copyOf(counts, capacity);
            }
            indexes[size] = index;
            counts[size++] = count;
        }

        /// Adds empty buckets up to before an index, if these are at most so many.
        void fillUpTo(int index, int maxEmpty) {
            if (size == 0 || (long) index - indexes[size - 1] - 1 > maxEmpty) {
                return;
            }
            for (int missing = indexes[size - 1] + 1; missing < index; missing++) {
                add(missing, 0);
            }
        }

        Buckets buckets() {
            return of(indexes, counts, size);
        }
    }
}
