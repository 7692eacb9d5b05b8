package penstock.metrics.promql;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import penstock.metrics.promql.syntax.At;
import penstock.metrics.promql.syntax.Expr;

/// Tells which expressions have the same value at all times, because they are numbers or their selectors are fixed by `@`.
final class Invariance {
    /// Functions that depend on the time of evaluation by themselves.
    private static final Set<String> OF_TIME =
            Set.of(
                    "days_in_month",
                    "day_of_month",
                    "day_of_week",
                    "day_of_year",
                    "hour",
                    "minute",
                    "month",
                    "year",
                    "predict_linear",
                    "time",
                    "timestamp");

    private final IdentityHashMap<Expr, Boolean> known = new IdentityHashMap<>();

    boolean holdsFor(Expr expr) {
        Boolean isKnown = known.get(expr);
        if (isKnown != null) {
            return isKnown;
        }
        boolean holds = decide(expr);
        known.put(expr, holds);
        return holds;
    }

    private boolean decide(Expr expr) {
        return switch (expr) {
            case Expr.Number _, Expr.Text _ -> true;
            case Expr.VectorSelector selector -> isFixed(selector.at());
            case Expr.MatrixSelector matrix -> isFixed(matrix.selector().at());
            case Expr.Subquery subquery -> isFixed(subquery.at());
            case Expr.Call call ->
                    (!OF_TIME.contains(call.function().name()) || isFixedTimestamp(call))
                            && holdsForAll(call.arguments());
            case Expr.Aggregation _, Expr.Binary _, Expr.Unary _, Expr.Paren _ ->
                    holdsForAll(expr.children());
        };
    }

    private boolean holdsForAll(List<Expr> exprs) {
        for (Expr expr : exprs) {
            if (!holdsFor(expr)) {
                return false;
            }
        }
        return true;
    }

    /// The times of the samples of a selector do not depend on when they are asked for.
    private static boolean isFixedTimestamp(Expr.Call call) {
        return call.function().name().equals("timestamp")
                && Execution.unwrapped(call.arguments().getFirst()) instanceof Expr.VectorSelector;
    }

    private static boolean isFixed(At at) {
        return switch (at) {
            case At.Now _ -> false;
            case At.Fixed _, At.Start _, At.End _ -> true;
        };
    }
}
