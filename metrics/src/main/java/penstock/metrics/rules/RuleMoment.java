package penstock.metrics.rules;

import java.time.Duration;
import java.util.List;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.Cancellation;
import penstock.metrics.promql.Engine;
import penstock.metrics.promql.QueryProblem;
import penstock.metrics.promql.QueryValue;
import penstock.metrics.promql.syntax.Expr;
import penstock.metrics.series.SeriesSource;

/// Where and when rules are evaluated.
///
/// @param time of the evaluation, milliseconds since 1970
/// @param queryTime of the queries and of what is written
/// @param end when the time of all queries of the rule is over, by [System#nanoTime]
/// @param room of the rules of the group
record RuleMoment(
        Setting setting, SeriesSource source, long time, long queryTime, long end, Room room) {
    /// What stays the same from evaluation to evaluation.
    ///
    /// @param cancellation ends the queries
    record Setting(Engine engine, RuleSettings settings, Cancellation cancellation) {}

    RuleSettings settings() {
        return setting.settings;
    }

    /// What a rule's query yields.
    List<QueryValue.Sample> samples(Expr expr) {
        return samples(expr, queryTime);
    }

    /// What a query in a template yields.
    List<QueryValue.Sample> samples(String query) {
        return samples(setting.engine.parse(query), time);
    }

    private List<QueryValue.Sample> samples(Expr expr, long at) {
        var options = setting.engine.options();
        var left = Duration.ofNanos(end - System.nanoTime());
        if (left.isNegative()) {
            throw new QueryProblem(
                    QueryProblem.Kind.TIMEOUT, "the queries of the rule took too long together");
        }
        var request =
                new Engine.Request(source, expr, left, options.lookback(), setting.cancellation);
        return samples(setting.engine.instant(request, at).value());
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
