package penstock.metrics.histogram;

import java.util.Arrays;

/// The upper bounds of custom buckets, ascending, without infinity. Immutable: the array given is not to be changed afterwards.
public final class Bounds {
    public static final Bounds NONE = new Bounds();

    private final double[] upper;

    public Bounds(double... upper) {
        this.upper = upper;
    }

    public int size() {
        return upper.length;
    }

    /// Of memory.
    long bytes() {
        return upper.length == 0 ? 0 : 40 + 8L * upper.length;
    }

    public double upper(int place) {
        return upper[place];
    }

    /// The bound at a place, where -1 is minus infinity and `size()` is infinity.
    double at(int place) {
        if (place < 0) {
            return Double.NEGATIVE_INFINITY;
        }
        return place < upper.length ? upper[place] : Double.POSITIVE_INFINITY;
    }

    /// The bounds that both have.
    Bounds shared(Bounds other) {
        var shared = new double[Math.min(upper.length, other.upper.length)];
        int size = 0;
        int j = 0;
        for (double bound : upper) {
            while (j < other.upper.length && other.upper[j] < bound) {
                j++;
            }
            if (j < other.upper.length && other.upper[j] == bound) {
                shared[size++] = bound;
                j++;
            }
        }
        return size == 0 ? NONE : new Bounds(Arrays.copyOf(shared, size));
    }

    /// Whether all bounds are equal as numbers.
    boolean isSameAs(Bounds other) {
        if (upper.length != other.upper.length) {
            return false;
        }
        for (int i = 0; i < upper.length; i++) {
            if (upper[i] != other.upper[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bounds bounds && Arrays.equals(upper, bounds.upper);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(upper);
    }

    @Override
    public String toString() {
        return Arrays.toString(upper);
    }
}
