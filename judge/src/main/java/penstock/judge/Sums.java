package penstock.judge;

/// Figures of one series that add up exactly over instances, shards and moments, in any order.
public sealed interface Sums permits Tally, Histogram, Moments, Exposure {
    /// Both together.
    ///
    /// @throws IllegalArgumentException if the other is of another kind
    default Sums plus(Sums other) {
        return switch (this) {
            case Tally mine when other instanceof Tally theirs -> mine.plus(theirs);
            case Histogram mine when other instanceof Histogram theirs -> mine.merge(theirs);
            case Moments mine when other instanceof Moments theirs -> mine.plus(theirs);
            case Exposure mine when other instanceof Exposure theirs -> mine.plus(theirs);
            default -> throw otherKind(other);
        };
    }

    /// What was added since `earlier`, which must be part of these.
    ///
    /// @throws IllegalArgumentException if the other is of another kind or no part
    default Sums minus(Sums earlier) {
        return switch (this) {
            case Tally mine when earlier instanceof Tally theirs -> mine.minus(theirs);
            case Histogram mine when earlier instanceof Histogram theirs -> mine.minus(theirs);
            case Moments mine when earlier instanceof Moments theirs -> mine.minus(theirs);
            case Exposure mine when earlier instanceof Exposure theirs -> mine.minus(theirs);
            default -> throw otherKind(earlier);
        };
    }

    /// How much was seen: requests, values, or units of exposure.
    long size();

    private IllegalArgumentException otherKind(Sums other) {
        return new IllegalArgumentException(
                "sums: "
                        + other.getClass().getSimpleName()
                        + " (expected: "
                        + getClass().getSimpleName()
                        + ", since a series has one kind)");
    }
}
