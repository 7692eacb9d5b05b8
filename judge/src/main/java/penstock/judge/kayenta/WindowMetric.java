package penstock.judge.kayenta;

import java.util.Objects;
import java.util.Set;

/// A metric to compare, and what its label means for the score.
///
/// @param name as in reports
/// @param groups the groups whose scores it is part of; at least one
/// @param direction in which direction a difference is bad
/// @param cleaning what happens to its points first
/// @param effectSize how large a difference must be
/// @param weight what a failure of it means
public record WindowMetric(
        String name,
        Set<String> groups,
        Direction direction,
        Cleaning cleaning,
        EffectSize effectSize,
        Weight weight) {
    /// What a failure of a metric means.
    public enum Weight {
        /// It lowers the score of its groups; without data it counts neither way.
        NORMAL,
        /// As normal, and missing data is a failure ("must have data").
        DATA_REQUIRED,
        /// A failure, or missing data, fails the whole.
        CRITICAL,
        /// Labelled and reported, never counted.
        MUTED
    }

    public WindowMetric {
        Objects.requireNonNull(name);
        Objects.requireNonNull(direction);
        Objects.requireNonNull(cleaning);
        Objects.requireNonNull(effectSize);
        Objects.requireNonNull(weight);
        if (groups.isEmpty()) {
            throw new IllegalArgumentException("groups: none (expected: at least one)");
        }
        groups = Set.copyOf(groups);
    }

    /// Bad in `direction`, in one group, otherwise as usual.
    public static WindowMetric of(String name, String group, Direction direction) {
        return new WindowMetric(
                name, Set.of(group), direction, Cleaning.STANDARD, EffectSize.ANY, Weight.NORMAL);
    }

    public WindowMetric with(Cleaning other) {
        return new WindowMetric(name, groups, direction, other, effectSize, weight);
    }

    public WindowMetric with(EffectSize other) {
        return new WindowMetric(name, groups, direction, cleaning, other, weight);
    }

    public WindowMetric with(Weight other) {
        return new WindowMetric(name, groups, direction, cleaning, effectSize, other);
    }
}
