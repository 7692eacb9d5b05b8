package penstock.judge;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// An immutable, sparse, exponential histogram of durations: sixteen buckets for each doubling (growth 2^(1/16),
/// about 4.4 %), the layout of OpenTelemetry's and Prometheus' exponential histograms with scale (schema) 4.
///
/// Bucket `i` holds durations in (2^((i-1)/16), 2^(i/16)] seconds, so `i = ceil(16 * log2(seconds))`: 1 s has index 0,
/// 1 ms has -159, 2 s has 16. Histograms of shards, instances and moments add up exactly, in any order.
public final class Histogram implements Sums {
    /// Buckets for each doubling of the duration.
    public static final int BUCKETS_PER_DOUBLING = 16;

    /// The bucket for everything up to about a nanosecond, zero included.
    static final int LOWEST = -30 * BUCKETS_PER_DOUBLING;

    /// About 34 years; an index beyond it is a broken producer.
    static final int HIGHEST = 30 * BUCKETS_PER_DOUBLING;

    private static final Histogram EMPTY = new Histogram(new int[0], new long[0]);

    private final int[] indexes;
    private final long[] counts;
    private final long count;

    /// Takes ownership of both arrays: indexes ascending, counts positive.
    private Histogram(int[] indexes, long[] counts) {
        this.indexes = indexes;
        this.counts = counts;
        var sum = 0L;
        for (var each : counts) {
            sum = Math.addExact(sum, each);
        }
        count = sum;
    }

    public static Histogram empty() {
        return EMPTY;
    }

    /// From bucket index to count. Zero counts are dropped; negative counts and impossible indexes are refused.
    public static Histogram of(Map<Integer, Long> buckets) {
        var sorted = new TreeMap<Integer, Long>();
        buckets.forEach(
                (index, value) -> {
                    requireBucket(index, value);
                    if (value > 0) {
                        sorted.put(index, value);
                    }
                });
        var indexes = new int[sorted.size()];
        var counts = new long[sorted.size()];
        var at = 0;
        for (var entry : sorted.entrySet()) {
            indexes[at] = entry.getKey();
            counts[at++] = entry.getValue();
        }
        return at == 0 ? EMPTY : new Histogram(indexes, counts);
    }

    /// From pairs of bucket index and count, in any order; pairs with the same index add up.
    public static Histogram of(int[] indexes, long[] counts) {
        if (indexes.length != counts.length) {
            throw new IllegalArgumentException(
                    "counts: "
                            + counts.length
                            + " values (expected: "
                            + indexes.length
                            + ", one for each index)");
        }
        if (isOrderly(indexes, counts)) {
            return indexes.length == 0 ? EMPTY : new Histogram(indexes.clone(), counts.clone());
        }
        var buckets = new TreeMap<Integer, Long>();
        for (var i = 0; i < indexes.length; i++) {
            requireBucket(indexes[i], counts[i]);
            buckets.merge(indexes[i], counts[i], Math::addExact);
        }
        return of(buckets);
    }

    private static boolean isOrderly(int[] indexes, long[] counts) {
        for (var i = 0; i < indexes.length; i++) {
            requireBucket(indexes[i], counts[i]);
            if (counts[i] == 0 || (i > 0 && indexes[i] <= indexes[i - 1])) {
                return false;
            }
        }
        return true;
    }

    private static void requireBucket(int index, long count) {
        if (index < LOWEST || index > HIGHEST) {
            throw new IllegalArgumentException(
                    "index: " + index + " (expected: " + LOWEST + ".." + HIGHEST + ")");
        }
        if (count < 0) {
            throw new IllegalArgumentException(
                    "count: " + count + " in bucket " + index + " (expected: 0 or more)");
        }
    }

    /// The bucket of a duration; zero and negative durations go into the lowest bucket.
    public static int indexOf(double seconds) {
        if (Double.isNaN(seconds)) {
            throw new IllegalArgumentException("seconds: NaN (expected: a number)");
        }
        if (seconds <= upperBound(LOWEST)) {
            return LOWEST;
        }
        if (seconds >= upperBound(HIGHEST)) {
            return HIGHEST;
        }
        var index =
                (int) Math.ceil(BUCKETS_PER_DOUBLING * StrictMath.log(seconds) / StrictMath.log(2));
        if (seconds > upperBound(index)) {
            return index + 1;
        }
        return seconds <= upperBound(index - 1) ? index - 1 : index;
    }

    /// The longest duration of a bucket, in seconds.
    public static double upperBound(int index) {
        return StrictMath.pow(2, (double) index / BUCKETS_PER_DOUBLING);
    }

    public long count() {
        return count;
    }

    @Override
    public long size() {
        return count;
    }

    /// How many durations are in buckets above `index`, that is, longer than its upper bound.
    public long countAbove(int index) {
        var above = 0L;
        for (var i = indexes.length - 1; i >= 0 && indexes[i] > index; i--) {
            above += counts[i];
        }
        return above;
    }

    long sumOfIndexes() {
        var sum = 0L;
        for (var i = 0; i < indexes.length; i++) {
            sum += indexes[i] * counts[i];
        }
        return sum;
    }

    long sumOfSquaredIndexes() {
        var sum = 0L;
        for (var i = 0; i < indexes.length; i++) {
            sum += (long) indexes[i] * indexes[i] * counts[i];
        }
        return sum;
    }

    /// The bucket of the `q` quantile: the lowest with at least `q` of all durations in it or below.
    public int quantileIndex(double q) {
        requireQuantile(q);
        var below = 0L;
        for (var i = 0; i < indexes.length; i++) {
            below += counts[i];
            if (below >= q * count) {
                return indexes[i];
            }
        }
        return indexes[indexes.length - 1];
    }

    /// The highest bucket edge that at least `1 - q` of all durations exceed. Unlike the upper edge of the quantile's
    /// bucket it always has durations above it, even if all durations are in one bucket.
    int edgeBelow(double q) {
        requireQuantile(q);
        var below = 0L;
        for (var i = 0; i < indexes.length; i++) {
            below += counts[i];
            if (below > q * count) {
                return indexes[i] - 1;
            }
        }
        return indexes[indexes.length - 1] - 1;
    }

    private void requireQuantile(double q) {
        if (!(q > 0 && q < 1)) {
            throw new IllegalArgumentException("q: " + q + " (expected: between 0 and 1)");
        }
        if (count == 0) {
            throw new IllegalStateException("an empty histogram has no quantile");
        }
    }

    /// From bucket index to count, ascending; the opposite of [#of(Map)].
    public java.util.SortedMap<Integer, Long> buckets() {
        var buckets = new java.util.TreeMap<Integer, Long>();
        for (var i = 0; i < indexes.length; i++) {
            buckets.put(indexes[i], counts[i]);
        }
        return java.util.Collections.unmodifiableSortedMap(buckets);
    }

    /// All of them together.
    static Histogram sum(List<Histogram> histograms) {
        var low = Integer.MAX_VALUE;
        var high = Integer.MIN_VALUE;
        for (var each : histograms) {
            if (each.count > 0) {
                low = Math.min(low, each.indexes[0]);
                high = Math.max(high, each.indexes[each.indexes.length - 1]);
            }
        }
        if (low > high) {
            return EMPTY;
        }
        var dense = new long[high - low + 1];
        for (var each : histograms) {
            for (var i = 0; i < each.indexes.length; i++) {
                dense[each.indexes[i] - low] += each.counts[i];
            }
        }
        return ofDense(low, dense);
    }

    private static Histogram ofDense(int low, long[] dense) {
        var indexes = new int[dense.length];
        var counts = new long[dense.length];
        var size = 0;
        for (var i = 0; i < dense.length; i++) {
            if (dense[i] > 0) {
                indexes[size] = low + i;
                counts[size++] = dense[i];
            }
        }
        return new Histogram(Arrays.copyOf(indexes, size), Arrays.copyOf(counts, size));
    }

    public Histogram merge(Histogram other) {
        if (other.count == 0) {
            return this;
        }
        if (count == 0) {
            return other;
        }
        var merged = new int[indexes.length + other.indexes.length];
        var sums = new long[merged.length];
        int size = 0;
        int mine = 0;
        int theirs = 0;
        while (mine < indexes.length || theirs < other.indexes.length) {
            var left = mine < indexes.length ? indexes[mine] : Integer.MAX_VALUE;
            var right = theirs < other.indexes.length ? other.indexes[theirs] : Integer.MAX_VALUE;
            merged[size] = Math.min(left, right);
            sums[size] =
                    (left <= right ? counts[mine++] : 0)
                            + (right <= left ? other.counts[theirs++] : 0);
            size++;
        }
        return new Histogram(Arrays.copyOf(merged, size), Arrays.copyOf(sums, size));
    }

    /// What was added since `earlier`, which must be part of this histogram.
    public Histogram minus(Histogram earlier) {
        if (earlier.count == 0) {
            return this;
        }
        var rest = counts.clone();
        var at = 0;
        for (var i = 0; i < earlier.indexes.length; i++) {
            while (at < indexes.length && indexes[at] < earlier.indexes[i]) {
                at++;
            }
            if (at == indexes.length
                    || indexes[at] != earlier.indexes[i]
                    || rest[at] < earlier.counts[i]) {
                throw new IllegalArgumentException(
                        "earlier: "
                                + earlier.counts[i]
                                + " durations in bucket "
                                + earlier.indexes[i]
                                + " (expected: no more than in this histogram)");
            }
            rest[at] -= earlier.counts[i];
        }
        return of(indexes, rest);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Histogram that
                && Arrays.equals(indexes, that.indexes)
                && Arrays.equals(counts, that.counts);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(indexes) + Arrays.hashCode(counts);
    }

    @Override
    public String toString() {
        return count == 0
                ? "empty"
                : count + " durations, median up to " + upperBound(quantileIndex(0.5)) + " s";
    }
}
