package penstock.judge.kayenta;

import java.util.Arrays;
import java.util.Objects;

/// What happens to the points of a window before they are compared.
///
/// @param gaps what becomes of missing points (not a number)
/// @param isWithoutOutliers whether points outside the fences are left out; not by default
/// @param outlierFactor distance of the fences from the quartiles, in distances between the quartiles; more than 0, 3 by
///     default. The fences never cut inside the 1st and 99th percentile
public record Cleaning(Gaps gaps, boolean isWithoutOutliers, double outlierFactor) {
    /// Missing points are left out, outliers stay.
    public static final Cleaning STANDARD = new Cleaning(Gaps.REMOVE, false, 3);

    /// What a missing point means.
    public enum Gaps {
        /// Nothing is known; the point is left out.
        REMOVE,
        /// Nothing happened; the point is a zero. A window without any point then passes, so this is for metrics of which
        /// it is certain that they are measured, such as a count of errors that has no series until the first error.
        ZERO
    }

    public Cleaning {
        Objects.requireNonNull(gaps);
        if (!(outlierFactor > 0 && outlierFactor < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "outlierFactor: " + outlierFactor + " (expected: more than 0)");
        }
    }

    double[] clean(double[] points) {
        var known =
                switch (gaps) {
                    case REMOVE ->
                            Arrays.stream(points).filter(point -> !Double.isNaN(point)).toArray();
                    case ZERO ->
                            Arrays.stream(points)
                                    .map(point -> Double.isNaN(point) ? 0 : point)
                                    .toArray();
                };
        return isWithoutOutliers && known.length > 0 ? withinFences(known) : known;
    }

    private double[] withinFences(double[] points) {
        var sorted = points.clone();
        Arrays.sort(sorted);
        var low = percentile(sorted, 25);
        var high = percentile(sorted, 75);
        var reach = outlierFactor * (high - low);
        var from = Math.min(percentile(sorted, 1), low - reach);
        var to = Math.max(percentile(sorted, 99), high + reach);
        return Arrays.stream(points).filter(point -> point >= from && point <= to).toArray();
    }

    /// The percentile with linear interpolation between the two points next to `(n - 1) * percent / 100`.
    ///
    /// @param sorted ascending, at least one
    static double percentile(double[] sorted, double percent) {
        var at = (sorted.length - 1) * percent / 100;
        var below = (int) Math.floor(at);
        var above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
