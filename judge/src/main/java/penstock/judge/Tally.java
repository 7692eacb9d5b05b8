package penstock.judge;

/// How many of `n` units were something.
public record Tally(long n, long y) implements Sums {
    public static final Tally NONE = new Tally(0, 0);

    public Tally {
        if (n < 0) {
            throw new IllegalArgumentException("n: " + n + " (expected: 0 or more)");
        }
        if (y < 0 || y > n) {
            throw new IllegalArgumentException("y: " + y + " (expected: 0.." + n + ")");
        }
    }

    public Tally plus(Tally other) {
        return new Tally(Math.addExact(n, other.n), y + other.y);
    }

    public Tally minus(Tally earlier) {
        return new Tally(n - earlier.n, y - earlier.y);
    }

    @Override
    public long size() {
        return n;
    }
}
