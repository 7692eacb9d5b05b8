package penstock.metrics.promql.syntax;

import java.util.List;
import java.util.OptionalDouble;

/// Which samples of two vectors belong together.
///
/// @param isOn whether only the labels named decide; else all others do
/// @param include labels that the many take from the one
/// @param fillLeft the value of what the left side lacks
/// @param fillRight the value of what the right side lacks
public record VectorMatching(
        Cardinality cardinality,
        boolean isOn,
        List<String> labels,
        List<String> include,
        OptionalDouble fillLeft,
        OptionalDouble fillRight) {
    /// How many samples of a side may belong to one of the other.
    public enum Cardinality {
        ONE_TO_ONE,
        /// `group_left`
        MANY_TO_ONE,
        /// `group_right`
        ONE_TO_MANY,
        /// Set operators only.
        MANY_TO_MANY
    }

    public VectorMatching {
        labels = List.copyOf(labels);
        include = List.copyOf(include);
    }
}
