package penstock.metrics.source;

import java.util.List;
import java.util.Optional;
import penstock.metrics.promql.QueryResult;
import penstock.metrics.promql.QueryValue;

/// What a source says. Whoever decides by it has to tell a query that is wrong from a source that fails: the second is no evidence of
/// anything.
public sealed interface MetricAnswer {
    /// The query was evaluated.
    ///
    /// @param warnings what makes the answer doubtful
    /// @param infos what may make it other than meant
    /// @param statistics what the answer took, where the source says so
    record Known(
            QueryValue value,
            List<String> warnings,
            List<String> infos,
            Optional<QueryResult.Statistics> statistics)
            implements MetricAnswer {
        public Known {
            warnings = List.copyOf(warnings);
            infos = List.copyOf(infos);
        }
    }

    /// The source works, but the query has no answer; asked again, it has none either.
    ///
    /// @param message in the words of Prometheus
    record Refused(Fault fault, String message) implements MetricAnswer {}

    /// The source gave no answer; nothing follows from that about what is measured.
    ///
    /// @param message with no secret in it
    record NotKnown(Reason reason, String message) implements MetricAnswer {}

    /// What is wrong with a query.
    enum Fault {
        /// It cannot be read, or is not of a type for this.
        MALFORMED,
        /// It does not fit the data, or needs more than it may.
        NOT_EVALUATED
    }

    /// Why there is no answer.
    enum Reason {
        /// The source cannot be reached, does not let us in, or is not ready.
        UNAVAILABLE,
        TIMED_OUT,
        CANCELLED,
        /// The answer is larger than may be taken.
        TOO_LARGE,
        /// What came is not an answer of Prometheus' API.
        UNREADABLE
    }
}
