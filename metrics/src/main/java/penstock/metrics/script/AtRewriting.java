package penstock.metrics.script;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import penstock.metrics.promql.syntax.At;
import penstock.metrics.promql.syntax.Expr;

/// Fixes a query to a time, so that it must yield the same whenever it is evaluated.
final class AtRewriting {
    /// Their results change with the time of evaluation, whatever their arguments are fixed to.
    private static final Set<String> UNSAFE =
            Set.of(
                    "days_in_month",
                    "day_of_month",
                    "day_of_week",
                    "day_of_year",
                    "end",
                    "hour",
                    "minute",
                    "month",
                    "predict_linear",
                    "range",
                    "start",
                    "step",
                    "time",
                    "timestamp",
                    "year");

    private final At.Fixed at;
    private boolean isUnsafe;

    private AtRewriting(long time) {
        at = new At.Fixed(time);
    }

    /// Every selector and subquery that has no time gets this one; what is in a subquery stays as it is. Empty when the query
    /// cannot be fixed.
    ///
    /// @param time milliseconds since 1970
    static Optional<Expr> fixed(Expr expr, long time) {
        var rewriting = new AtRewriting(time);
        Expr fixed = rewriting.fixed(expr);
        return rewriting.isUnsafe ? Optional.empty() : Optional.of(fixed);
    }

    private Expr fixed(Expr expr) {
        return switch (expr) {
            case Expr.Number _, Expr.Text _ -> expr;
            case Expr.VectorSelector selector -> fixed(selector);
            case Expr.MatrixSelector matrix ->
                    new Expr.MatrixSelector(
                            fixed(matrix.selector()), matrix.range(), matrix.place());
            case Expr.Subquery subquery -> subquery.withAt(fixed(subquery.at()), subquery.place());
            case Expr.Call call -> {
                isUnsafe |= UNSAFE.contains(call.function().name());
                yield new Expr.Call(call.function(), fixed(call.arguments()), call.place());
            }
            case Expr.Aggregation aggregation ->
                    new Expr.Aggregation(
                            aggregation.aggregator(),
                            fixed(aggregation.expr()),
                            aggregation.parameter().map(this::fixed),
                            aggregation.grouping(),
                            aggregation.isWithout(),
                            aggregation.place());
            case Expr.Binary binary ->
                    new Expr.Binary(
                            binary.operator(),
                            fixed(binary.left()),
                            fixed(binary.right()),
                            binary.isBool(),
                            binary.matching(),
                            binary.place());
            case Expr.Unary unary ->
                    new Expr.Unary(unary.isNegative(), fixed(unary.expr()), unary.place());
            case Expr.Paren paren -> new Expr.Paren(fixed(paren.expr()), paren.place());
        };
    }

    private List<Expr> fixed(List<Expr> expressions) {
        var fixed = new ArrayList<Expr>(expressions.size());
        for (Expr expr : expressions) {
            fixed.add(fixed(expr));
        }
        return fixed;
    }

    private Expr.VectorSelector fixed(Expr.VectorSelector selector) {
        return selector.withAt(fixed(selector.at()), selector.place());
    }

    private At fixed(At old) {
        return old instanceof At.Fixed ? old : at;
    }
}
