package penstock.metrics.promql;

/// Why a query has no answer. The message is that of Prometheus, so that clients that know it understand this one.
public final class QueryProblem extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// Who can do something about it.
    public enum Kind {
        /// The query or one of its parameters is wrong.
        BAD_DATA,
        /// The query does not fit the data, or needs more than it may.
        EXECUTION,
        TIMEOUT,
        CANCELLED
    }

    private final Kind kind;

    public QueryProblem(Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    static QueryProblem execution(String message) {
        return new QueryProblem(Kind.EXECUTION, message);
    }

    static QueryProblem sameLabels() {
        return execution("vector cannot contain metrics with the same labelset");
    }

    public Kind kind() {
        return kind;
    }
}
