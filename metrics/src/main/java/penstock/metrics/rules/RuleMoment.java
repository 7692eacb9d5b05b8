package penstock.metrics.rules;

import java.util.List;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.Engine;
import penstock.metrics.promql.QueryProblem;
import penstock.metrics.promql.QueryValue;
import penstock.metrics.promql.syntax.Expr;
import penstock.metrics.series.SeriesSource;

/// Where and when rules are evaluated.
///
/// @param time of the evaluation, milliseconds since 1970
/// @param queryTime of the queries and of what is written
record RuleMoment(
        Engine engine, RuleSettings settings, SeriesSource source, long time, long queryTime) {
    /// What a rule's query yields.
    List<QueryValue.Sample> samples(Expr expr) {
        return samples(engine.instant(source, expr, queryTime).value());
    }

    /// What a query in a template yields.
    List<QueryValue.Sample> samples(String query) {
        return samples(engine.instant(source, query, time).value());
    }

    /// A scalar is one sample without labels.
    ///
    /// @throws QueryProblem when it is neither scalar nor vector
    static List<QueryValue.Sample> samples(QueryValue value) {
        return switch (value) {
            case QueryValue.Vector vector -> vector.samples();
            case QueryValue.Scalar scalar ->
                    List.of(
                            new QueryValue.Sample(
                                    Labels.EMPTY, scalar.time(), scalar.value(), null));
            case QueryValue.Text _, QueryValue.Matrix _ ->
                    throw new QueryProblem(
                            QueryProblem.Kind.EXECUTION, "rule result is not a vector or scalar");
        };
    }
}
