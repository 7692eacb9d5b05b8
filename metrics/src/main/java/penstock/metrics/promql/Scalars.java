package penstock.metrics.promql;

import java.util.Arrays;
import java.util.List;
import penstock.metrics.promql.syntax.Expr;

/// Evaluates scalars.
final class Scalars {
    private final Evaluator evaluator;

    Scalars(Evaluator evaluator) {
        this.evaluator = evaluator;
    }

    double[] of(Expr expr, Grid grid) {
        return switch (expr) {
            case Expr.Number number -> filled(number.value(), grid);
            case Expr.Paren paren -> evaluator.scalarOf(paren.expr(), grid);
            case Expr.Unary unary -> {
                double[] values = evaluator.scalarOf(unary.expr(), grid);
                for (int i = 0; unary.isNegative() && i < values.length; i++) {
                    values[i] = -values[i];
                }
                yield values;
            }
            case Expr.Binary binary -> {
                double[] left = evaluator.scalarOf(binary.left(), grid);
                double[] right = evaluator.scalarOf(binary.right(), grid);
                for (int i = 0; i < left.length; i++) {
                    left[i] = Arithmetic.ofScalars(binary.operator(), left[i], right[i]);
                }
                yield left;
            }
            case Expr.Call call -> called(call, grid);
            case Expr.Text _,
                    Expr.VectorSelector _,
                    Expr.MatrixSelector _,
                    Expr.Subquery _,
                    Expr.Aggregation _ ->
                    throw new IllegalArgumentException("expr: " + expr + " (expected: a scalar)");
        };
    }

    private static double[] filled(double value, Grid grid) {
        var values = new double[grid.size()];
        Arrays.fill(values, value);
        return values;
    }

    private double[] called(Expr.Call call, Grid grid) {
        Execution execution = evaluator.execution();
        List<Expr> arguments = call.arguments();
        return switch (call.function().name()) {
            case "pi" -> filled(Math.PI, grid);
            case "time" -> times(grid);
            case "start" -> filled(execution.start() / 1000.0, grid);
            case "end" -> filled(execution.end() / 1000.0, grid);
            case "range" -> filled(execution.range() / 1000.0, grid);
            case "step" -> filled(execution.range() == 0 ? 0 : execution.step() / 1000.0, grid);
            case "scalar" -> single(evaluator.vectorOf(arguments.getFirst(), grid), grid);
            case "min_of", "max_of" -> {
                double[] left = evaluator.scalarOf(arguments.getFirst(), grid);
                double[] right = evaluator.scalarOf(arguments.getLast(), grid);
                boolean isMax = call.function().name().equals("max_of");
                for (int i = 0; i < left.length; i++) {
                    left[i] = isMax ? Maths.max(left[i], right[i]) : Maths.min(left[i], right[i]);
                }
                yield left;
            }
            default ->
                    throw new IllegalArgumentException(
                            "function: "
                                    + call.function().name()
                                    + " (expected: one that yields a scalar)");
        };
    }

    private static double[] times(Grid grid) {
        var values = new double[grid.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = grid.time(i) / 1000.0;
        }
        return values;
    }

    /// The number where there is exactly one.
    private static double[] single(List<Row> rows, Grid grid) {
        var counts = new int[grid.size()];
        var values = filled(Double.NaN, grid);
        for (Row row : rows) {
            for (int step = row.first(); step < row.end(); step++) {
                if (row.has(step) && row.histogram(step) == null) {
                    counts[step]++;
                    values[step] = counts[step] == 1 ? row.value(step) : Double.NaN;
                }
            }
        }
        return values;
    }
}
