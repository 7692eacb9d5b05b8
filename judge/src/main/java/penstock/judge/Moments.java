package penstock.judge;

/// Number, sum and sum of squares of values from 0 to 1, in fixed point, so that they add up to the same bits in any order.
///
/// A square is rounded up, which can only weaken evidence. There is room for eight thousand million values.
///
/// @param n how many values
/// @param sum of the values, each rounded to a whole multiple of 2^-24, in these units
/// @param squares of the rounded values, each rounded up to a whole multiple of 2^-30, in these units
public record Moments(long n, long sum, long squares) implements Sums {
    public static final Moments NONE = new Moments(0, 0, 0);

    private static final int SUM_BITS = 24;
    private static final int SQUARE_BITS = 30;
    private static final long ONE = 1L << SUM_BITS;
    private static final long SQUARE_ONE = 1L << SQUARE_BITS;

    public Moments {
        if (n < 0 || n > Long.MAX_VALUE >> SQUARE_BITS) {
            throw new IllegalArgumentException(
                    "n: " + n + " (expected: 0.." + (Long.MAX_VALUE >> SQUARE_BITS) + ")");
        }
        if (sum < 0 || sum > n * ONE) {
            throw new IllegalArgumentException("sum: " + sum + " (expected: 0.." + n * ONE + ")");
        }
        if (squares < 0 || squares > n * SQUARE_ONE) {
            throw new IllegalArgumentException(
                    "squares: " + squares + " (expected: 0.." + n * SQUARE_ONE + ")");
        }
    }

    /// One value from 0 to 1.
    public static Moments of(double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("value: " + value + " (expected: 0..1)");
        }
        var rounded = Math.round(value * ONE);
        return new Moments(1, rounded, squareOf(rounded));
    }

    /// Of sums that somebody else has made; the squares are rounded up.
    public static Moments ofSums(long n, double sum, double squares) {
        return new Moments(
                n,
                Math.min(n * ONE, Math.round(sum * ONE)),
                Math.min(n * SQUARE_ONE, (long) Math.ceil(squares * SQUARE_ONE)));
    }

    private static long squareOf(long rounded) {
        var drop = 2 * SUM_BITS - SQUARE_BITS;
        return (rounded * rounded + (1L << drop) - 1) >> drop;
    }

    public Moments plus(Moments other) {
        return new Moments(n + other.n, sum + other.sum, squares + other.squares);
    }

    public Moments minus(Moments earlier) {
        return new Moments(n - earlier.n, sum - earlier.sum, squares - earlier.squares);
    }

    /// Of one less each value.
    Moments turned() {
        var twice = sum << (1 + SQUARE_BITS - SUM_BITS);
        return new Moments(
                n, n * ONE - sum, Math.min(n * SQUARE_ONE, n * SQUARE_ONE - twice + squares));
    }

    @Override
    public long size() {
        return n;
    }

    double total() {
        return sum * 0x1p-24;
    }

    /// Sum of the squares.
    double totalOfSquares() {
        return squares * 0x1p-30;
    }

    /// Not a number without values.
    public double mean() {
        return total() / n;
    }

    /// How far a value is from the mean, on average (as a square).
    double variance() {
        var mean = mean();
        return Math.max(0, totalOfSquares() / n - mean * mean);
    }
}
