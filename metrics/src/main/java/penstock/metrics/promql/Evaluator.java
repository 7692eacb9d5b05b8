package penstock.metrics.promql;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.syntax.Expr;
import penstock.metrics.promql.syntax.ValueType;

/// Evaluates expressions at all times of a grid at once. What is the same at all times is evaluated at the first only.
final class Evaluator {
    private final Execution execution;
    private final Invariance invariance = new Invariance();
    private final Scalars scalars;
    private final VectorFunctions functions;

    Evaluator(Execution execution) {
        this.execution = execution;
        scalars = new Scalars(this);
        functions = new VectorFunctions(this);
    }

    Execution execution() {
        return execution;
    }

    /// The values of a scalar, at each time.
    double[] scalarOf(Expr expr, Grid grid) {
        execution.use(grid.size());
        long held = execution.held();
        double[] values;
        if (grid.size() > 1 && invariance.holdsFor(expr)) {
            double value = scalars.of(expr, grid.first())[0];
            values = new double[grid.size()];
            Arrays.fill(values, value);
        } else {
            values = scalars.of(expr, grid);
        }
        execution.settle(held);
        execution.hold(values.length);
        return values;
    }

    /// The rows of a vector; a scalar becomes one without labels.
    List<Row> vectorOf(Expr expr, Grid grid) {
        if (grid.size() == 0) {
            return List.of();
        }
        execution.check();
        execution.use(grid.size());
        if (expr.type() == ValueType.SCALAR) {
            return List.of(new Row(Labels.EMPTY, false, 0, scalarOf(expr, grid), null));
        }
        long held = execution.held();
        List<Row> rows;
        if (grid.size() > 1 && invariance.holdsFor(expr)) {
            rows = spread(evaluated(expr, grid.first()), grid.size());
        } else {
            rows = evaluated(expr, grid);
        }
        if (!execution.traits().delaysNameRemoval()) {
            if (isOfSeries(expr)) {
                Rows.refuseSameWithoutNames(rows);
            }
            rows = Rows.withoutDroppedNames(rows, grid.size(), execution);
        }
        execution.settle(held);
        execution.hold(Rows.size(rows));
        return rows;
    }

    /// Whether each series is a result for itself, also at times at which it has no value: two may not have the same labels then.
    private static boolean isOfSeries(Expr expr) {
        return switch (expr) {
            case Expr.Unary unary -> unary.isNegative();
            case Expr.Call call ->
                    call.arguments().stream().anyMatch(each -> each.type() == ValueType.MATRIX);
            case Expr.Number _,
                    Expr.Text _,
                    Expr.VectorSelector _,
                    Expr.MatrixSelector _,
                    Expr.Subquery _,
                    Expr.Paren _,
                    Expr.Aggregation _,
                    Expr.Binary _ ->
                    false;
        };
    }

    private List<Row> spread(List<Row> rows, int steps) {
        execution.hold((long) rows.size() * steps);
        var spread = new ArrayList<Row>(rows.size());
        for (Row row : rows) {
            spread.add(row.spread(steps));
        }
        return spread;
    }

    private List<Row> evaluated(Expr expr, Grid grid) {
        return switch (expr) {
            case Expr.VectorSelector selector ->
                    new InstantSelection(execution, selector, grid)
                            .rows(InstantSelection.Aspect.VALUE);
            case Expr.Paren paren -> vectorOf(paren.expr(), grid);
            case Expr.Unary unary -> {
                List<Row> rows = vectorOf(unary.expr(), grid);
                yield unary.isNegative() ? Negation.of(rows, execution) : rows;
            }
            case Expr.Aggregation aggregation -> new Aggregating(this, aggregation, grid).rows();
            case Expr.Binary binary -> Joining.rows(this, binary, grid);
            case Expr.Call call -> functions.call(call, grid);
            case Expr.Number _, Expr.Text _, Expr.MatrixSelector _, Expr.Subquery _ ->
                    throw new IllegalArgumentException(
                            "expr: " + expr + " (expected: an instant vector)");
        };
    }

    /// The lines of a range vector at one time.
    List<Line> matrixOf(Expr expr, long time) {
        return new MatrixSelection(this, expr, time).lines();
    }
}
