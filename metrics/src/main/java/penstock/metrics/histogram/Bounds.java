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

    public double upper(int place) {
        return upper[place];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bounds bounds && Arrays.equals(upper, bounds.upper);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(upper);
    }
}
