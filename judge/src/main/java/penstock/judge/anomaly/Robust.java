package penstock.judge.anomaly;

import java.util.Arrays;

/// Figures that a minority of wild values does not move.
final class Robust {
    /// Makes the median distance from the median the standard deviation of a normal distribution.
    private static final double NORMAL = 1.4826;

    private Robust() {}

    /// The median; reorders the values. Zero of no values.
    static double median(double[] values) {
        if (values.length == 0) {
            return 0;
        }
        Arrays.sort(values);
        return (values[(values.length - 1) / 2] + values[values.length / 2]) / 2;
    }

    /// How far values lie from zero, as a standard deviation. Where more than half are zero, from the mean distance.
    static double spread(double[] values) {
        var distances = Arrays.stream(values).map(Math::abs).toArray();
        var median = median(distances);
        return median > 0 ? NORMAL * median : 1.25 * Arrays.stream(distances).average().orElse(0);
    }
}
