package penstock.metrics.source;

/// Who answers PromQL: the embedded engine, or a server that speaks Prometheus' HTTP API. Safe for many threads; a query is answered
/// on the thread that asks. Neither method throws for what is wrong with the query or with the source: that is an answer too.
public interface MetricSource extends AutoCloseable {
    /// @param time milliseconds since 1970
    MetricAnswer instant(MetricQuery query, long time);

    MetricAnswer range(MetricQuery query, Times times);

    /// Gives up connections, if there are any. A query that is under way is not known then.
    @Override
    default void close() {}

    /// The times at which a query is evaluated.
    ///
    /// @param start milliseconds since 1970
    /// @param end the last time is not after it; not before the start
    /// @param step milliseconds from one to the next, 1 or more
    record Times(long start, long end, long step) {
        public Times {
            if (end < start) {
                throw new IllegalArgumentException(
                        "end: " + end + " (expected: the start, " + start + ", or later)");
            }
            if (step < 1) {
                throw new IllegalArgumentException(
                        "step: " + step + " (expected: a millisecond or more)");
            }
        }
    }
}
