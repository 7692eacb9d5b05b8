package penstock.judge;

import java.util.Arrays;

/// Whether a candidate's durations still get shorter, told from nothing but its own past: the last third of its requests is
/// compared with the third before. Immutable.
///
/// What it is used for is chosen before the durations that it is used on, and does not depend on stable, so it may be as rough as
/// it is: a wrong answer costs time, never validity.
final class Warming {
    static final Warming UNKNOWN = new Warming(new long[0], new long[0], new long[0]);

    /// Marks in the past; when there are more, every other one is forgotten.
    private static final int MARKS = 64;

    private static final int LEAST_VALUES = 20;

    /// Standard errors by which it must be sure.
    private static final double SURENESS = 3;

    /// Values, sum of their buckets, and sum of the squares of these, up to each mark.
    private final long[] n;

    private final long[] sum;
    private final long[] squares;

    private Warming(long[] n, long[] sum, long[] squares) {
        this.n = n;
        this.sum = sum;
        this.squares = squares;
    }

    /// @param values how many more, with the sum of their buckets and of the squares of these
    Warming with(long values, long sumOfBuckets, long sumOfSquares) {
        if (values == 0) {
            return this;
        }
        var kept = n.length < MARKS ? n.length : n.length / 2;
        var step = n.length < MARKS ? 1 : 2;
        var next =
                new Warming(
                        thinned(n, kept, step),
                        thinned(sum, kept, step),
                        thinned(squares, kept, step));
        next.n[kept] = last(n) + values;
        next.sum[kept] = last(sum) + sumOfBuckets;
        next.squares[kept] = last(squares) + sumOfSquares;
        return next;
    }

    /// With the last one among those kept, and room for another.
    private static long[] thinned(long[] values, int kept, int step) {
        var next = new long[kept + 1];
        for (var i = 0; i < kept; i++) {
            next[i] = values[(i + 1) * step - 1];
        }
        return next;
    }

    private static long last(long[] values) {
        return values.length == 0 ? 0 : values[values.length - 1];
    }

    /// Whether the typical duration falls by no more than so many buckets from one third to the next, surely.
    ///
    /// @param sign 1 if it falls while the candidate gets warm, -1 if it rises
    boolean isSettled(double buckets, double sign) {
        var one = markAt(last(n) / 3);
        var two = markAt(last(n) * 2 / 3);
        var end = n.length - 1;
        if (one < 0 || n[two] - n[one] < LEAST_VALUES || n[end] - n[two] < LEAST_VALUES) {
            return false;
        }
        var fall = sign * (mean(one, two) - mean(two, end));
        var error = StrictMath.sqrt(varianceOfMean(one, two) + varianceOfMean(two, end));
        return fall + SURENESS * error <= buckets;
    }

    private int markAt(long values) {
        var found = Arrays.binarySearch(n, values);
        return found >= 0 ? found : Math.min(-found - 1, n.length - 1);
    }

    private double mean(int from, int to) {
        return (double) (sum[to] - sum[from]) / (n[to] - n[from]);
    }

    private double varianceOfMean(int from, int to) {
        var mean = mean(from, to);
        var many = (double) (n[to] - n[from]);
        return Math.max(0, (squares[to] - squares[from]) / many - mean * mean) / many;
    }

    /// Requests after which a candidate that is warm from the start is known to have settled.
    static double requests(Histogram usual, double buckets) {
        if (usual.count() == 0) {
            return Double.POSITIVE_INFINITY;
        }
        var mean = (double) usual.sumOfIndexes() / usual.count();
        var variance = (double) usual.sumOfSquaredIndexes() / usual.count() - mean * mean;
        return Math.max(
                3.0 * LEAST_VALUES, 6 * SURENESS * SURENESS * variance / (buckets * buckets));
    }
}
