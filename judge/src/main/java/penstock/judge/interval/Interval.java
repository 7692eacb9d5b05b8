package penstock.judge.interval;

/// A range of figures that are not ruled out.
///
/// @param low least
/// @param high largest; infinite where the data give no upper end
public record Interval(double low, double high) {
    public Interval {
        if (!(low <= high)) {
            throw new IllegalArgumentException(
                    "low: " + low + " and high: " + high + " (expected: low at most high)");
        }
    }

    /// The range of the difference between this figure and another. If each range holds with a chance of error of α/2, this
    /// one holds with α.
    public Interval minus(Interval other) {
        return new Interval(low - other.high, high - other.low);
    }
}
