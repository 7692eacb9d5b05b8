package penstock.cli.load;

/// Counts of durations in logarithmic buckets: 32 for each power of two, so a quantile is at most 3.2 % too high.
/// Covers 1 µs to more than an hour. Not safe for use by several threads.
public final class Histogram {
    private static final int SUB_BITS = 5;
    private static final int SUB = 1 << SUB_BITS;
    private static final int BUCKETS = SUB * (36 - SUB_BITS);

    private final long[] counts = new long[BUCKETS];
    private long total;
    private long largest;

    public void record(long nanos) {
        long micros = Math.max(0, nanos / 1_000);
        counts[Math.min(BUCKETS - 1, index(micros))]++;
        total++;
        largest = Math.max(largest, nanos);
    }

    private static int index(long micros) {
        if (micros < SUB) {
            return (int) micros;
        }
        int shift = 63 - SUB_BITS - Long.numberOfLeadingZeros(micros);
        return ((shift + 1) << SUB_BITS) + (int) ((micros >>> shift) - SUB);
    }

    /// The largest duration of a bucket, in microseconds.
    private static long top(int index) {
        if (index < SUB) {
            return index;
        }
        int shift = (index >>> SUB_BITS) - 1;
        return (((index & (SUB - 1)) + SUB + 1L) << shift) - 1;
    }

    public long count() {
        return total;
    }

    /// The longest duration in milliseconds, exactly.
    public double maxMillis() {
        return largest / 1e6;
    }

    /// The duration that the share of all is not longer than, in milliseconds; 0 when there is nothing.
    ///
    /// @param share 0…1
    public double quantileMillis(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share: " + share + " (expected: 0..1)");
        }
        long wanted = Math.max(1, (long) Math.ceil(share * total));
        long seen = 0;
        for (int i = 0; i < BUCKETS; i++) {
            seen += counts[i];
            if (total > 0 && seen >= wanted) {
                return Math.min(maxMillis(), (top(i) + 1) / 1e3);
            }
        }
        return 0;
    }

    public Histogram copy() {
        var copy = new Histogram();
        System.arraycopy(counts, 0, copy.counts, 0, BUCKETS);
        copy.total = total;
        copy.largest = largest;
        return copy;
    }
}
