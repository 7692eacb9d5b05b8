package penstock.gateway.routes;

import java.util.Arrays;

/// How long requests took, in exponential buckets: bucket `i` holds the times in (2^((i-1)/16), 2^(i/16)] seconds, so
/// neighbours differ by 4.4 %. This is schema 4 of Prometheus native histograms. Empty buckets take no room; adding two
/// histograms loses nothing. Immutable.
public final class LatencyHistogram {

    /// Bucket of one nanosecond and less.
    public static final int MIN_INDEX = -478;

    /// Bucket of about 18 hours and everything above.
    public static final int MAX_INDEX = 256;

    public static final LatencyHistogram EMPTY = new LatencyHistogram(new int[0], new long[0]);

    private static final int PER_DOUBLING = 16;

    /// Of a double.
    private static final int FRACTION_BITS = 52;

    private static final long FRACTION = (1L << FRACTION_BITS) - 1;
    private static final long ONE = Double.doubleToRawLongBits(1.0);

    /// 2^(k/16) for k = 0..16.
    private static final double[] BOUNDS = bounds();

    /// Where the bound of a mantissa is looked for, by its first bits. As bounds are further apart than these, it is there or the next.
    private static final int CELL_BITS = 5;

    private static final int[] FIRST = first();

    private final int[] indices;
    private final long[] counts;
    private final long count;

    private LatencyHistogram(int[] indices, long[] counts) {
        this.indices = indices;
        this.counts = counts;
        this.count = Arrays.stream(counts).sum();
    }

    /// A histogram of the given buckets: strictly ascending indices within the limits, each with a count of at least one.
    public static LatencyHistogram of(int[] indices, long[] counts) {
        if (indices.length != counts.length) {
            throw new IllegalArgumentException(
                    "counts: " + counts.length + " (expected: " + indices.length + ")");
        }
        for (int i = 0; i < indices.length; i++) {
            Checks.range("bucket", indices[i], i == 0 ? MIN_INDEX : indices[i - 1] + 1L, MAX_INDEX);
            Checks.range("count of bucket " + indices[i], counts[i], 1, Long.MAX_VALUE);
        }
        return new LatencyHistogram(indices.clone(), counts.clone());
    }

    /// A histogram from a dense array whose element 0 is bucket `MIN_INDEX`.
    public static LatencyHistogram ofDense(long[] dense) {
        int used = (int) Arrays.stream(dense).filter(count -> count != 0).count();
        int[] indices = new int[used];
        long[] counts = new long[used];
        int next = 0;
        for (int i = 0; i < dense.length; i++) {
            if (dense[i] != 0) {
                indices[next] = i + MIN_INDEX;
                counts[next++] = dense[i];
            }
        }
        return of(indices, counts);
    }

    /// The bucket of a time in nanoseconds; times outside the limits go to the outermost buckets.
    public static int indexOf(long nanos) {
        double seconds = Math.max(nanos, 1) / 1e9;
        int exponent = Math.getExponent(seconds);
        long bits = Double.doubleToRawLongBits(seconds) & FRACTION;
        double mantissa = Double.longBitsToDouble(bits | ONE);
        int position = FIRST[(int) (bits >>> (FRACTION_BITS - CELL_BITS))];
        while (BOUNDS[position] < mantissa) {
            position++;
        }
        return Math.clamp(exponent * PER_DOUBLING + position, MIN_INDEX, MAX_INDEX);
    }

    /// The largest time of a bucket, in seconds.
    public static double upperBound(int index) {
        return Math.scalb(
                BOUNDS[Math.floorMod(index, PER_DOUBLING)], Math.floorDiv(index, PER_DOUBLING));
    }

    /// All requests counted.
    public long count() {
        return count;
    }

    /// The number of buckets that are not empty.
    public int size() {
        return indices.length;
    }

    /// The index of the nth bucket that is not empty, in ascending order.
    public int indexAt(int n) {
        return indices[n];
    }

    /// The count of the nth bucket that is not empty, in ascending order.
    public long countAt(int n) {
        return counts[n];
    }

    /// Requests in buckets above the given one.
    public long countAbove(int index) {
        long above = 0;
        for (int n = indices.length - 1; n >= 0 && indices[n] > index; n--) {
            above += counts[n];
        }
        return above;
    }

    /// The bucket that holds the given share (0..1) of the requests, counted from the fastest. The histogram must not be empty.
    public int quantileIndex(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share: " + share + " (expected: 0..1)");
        }
        if (count == 0) {
            throw new IllegalStateException("an empty histogram has no quantiles");
        }
        long rank = Math.max(1, (long) Math.ceil(share * count));
        int n = 0;
        for (long seen = counts[0]; seen < rank; seen += counts[n]) {
            n++;
        }
        return indices[n];
    }

    /// The histogram of both sets of requests.
    public LatencyHistogram plus(LatencyHistogram other) {
        if (other.count == 0) {
            return this;
        }
        if (count == 0) {
            return other;
        }
        long[] dense = new long[MAX_INDEX - MIN_INDEX + 1];
        addTo(dense);
        other.addTo(dense);
        return ofDense(dense);
    }

    private void addTo(long[] dense) {
        for (int n = 0; n < indices.length; n++) {
            dense[indices[n] - MIN_INDEX] += counts[n];
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LatencyHistogram that
                && Arrays.equals(indices, that.indices)
                && Arrays.equals(counts, that.counts);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(indices) + Arrays.hashCode(counts);
    }

    @Override
    public String toString() {
        return "LatencyHistogram[" + count + " in " + indices.length + " buckets]";
    }

    /// The first bound that is not below the beginning of each cell.
    private static int[] first() {
        int[] first = new int[1 << CELL_BITS];
        for (int cell = 0; cell < first.length; cell++) {
            double begin = 1 + cell / (double) first.length;
            int position = 0;
            while (BOUNDS[position] < begin) {
                position++;
            }
            first[cell] = position;
        }
        return first;
    }

    private static double[] bounds() {
        double[] bounds = new double[PER_DOUBLING + 1];
        for (int k = 0; k <= PER_DOUBLING; k++) {
            bounds[k] = Math.pow(2, k / (double) PER_DOUBLING);
        }
        return bounds;
    }
}
