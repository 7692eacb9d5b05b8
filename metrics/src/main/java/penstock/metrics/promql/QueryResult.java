package penstock.metrics.promql;

import java.util.List;

/// The answer to a query.
///
/// @param warnings what makes the answer doubtful
/// @param infos what may make it other than meant
public record QueryResult(
        QueryValue value,
        List<Annotation> warnings,
        List<Annotation> infos,
        Statistics statistics) {
    public QueryResult {
        warnings = List.copyOf(warnings);
        infos = List.copyOf(infos);
    }

    /// What the answer took.
    ///
    /// @param samples looked at, at all steps together; a histogram counts as one
    /// @param peak the most values in memory at once
    public record Statistics(long samples, long peak) {}
}
