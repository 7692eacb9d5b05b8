package penstock.judge.anomaly;

import java.util.Arrays;

/// What all signals of a detector were at one moment. Immutable.
public final class Point {
    private final long atMillis;
    private final double[] values;

    /// @param atMillis since 1970
    /// @param values one for each signal, finite
    public Point(long atMillis, double... values) {
        for (var value : values) {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException(
                        "values: " + Arrays.toString(values) + " (expected: finite numbers)");
            }
        }
        this.atMillis = atMillis;
        this.values = values.clone();
    }

    public long atMillis() {
        return atMillis;
    }

    /// How many signals.
    public int size() {
        return values.length;
    }

    public double value(int signal) {
        return values[signal];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Point that
                && atMillis == that.atMillis
                && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(atMillis) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return atMillis + " " + Arrays.toString(values);
    }
}
