package penstock.metrics.promql.syntax;

/// The time a selector or subquery is fixed to by `@`, before its offset.
public sealed interface At {
    At NOW = new Now();

    /// Not fixed: the time of evaluation.
    record Now() implements At {}

    /// @param time milliseconds since 1970
    record Fixed(long time) implements At {}

    /// `@ start()`: the first time of the query's range.
    record Start() implements At {}

    /// `@ end()`: the last time of the query's range.
    record End() implements At {}
}
