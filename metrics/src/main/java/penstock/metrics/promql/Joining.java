package penstock.metrics.promql;

import java.util.ArrayList;
import java.util.List;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.promql.syntax.BinaryOperator;
import penstock.metrics.promql.syntax.Expr;
import penstock.metrics.promql.syntax.ValueType;
import penstock.metrics.series.Samples;

/// Binary operators of which at least one side is a vector.
final class Joining {
    private Joining() {}

    static List<Row> rows(Evaluator evaluator, Expr.Binary binary, Grid grid) {
        boolean isLeftScalar = binary.left().type() == ValueType.SCALAR;
        if (isLeftScalar || binary.right().type() == ValueType.SCALAR) {
            Expr scalar = isLeftScalar ? binary.left() : binary.right();
            Expr vector = isLeftScalar ? binary.right() : binary.left();
            double[] numbers;
            List<Row> rows;
            if (isLeftScalar) {
                numbers = evaluator.scalarOf(scalar, grid);
                rows = evaluator.vectorOf(vector, grid);
            } else {
                rows = evaluator.vectorOf(vector, grid);
                numbers = evaluator.scalarOf(scalar, grid);
            }
            return withNumbers(evaluator.execution(), binary, rows, numbers);
        }
        List<Row> left = evaluator.vectorOf(binary.left(), grid);
        List<Row> right = evaluator.vectorOf(binary.right(), grid);
        var matching = binary.matching().orElseThrow();
        if (binary.operator().isSet()) {
            return new SetJoin(evaluator.execution(), binary.operator(), matching, grid)
                    .rows(left, right);
        }
        return new VectorJoin(evaluator.execution(), binary, matching, grid).rows(left, right);
    }

    private static List<Row> withNumbers(
            Execution execution, Expr.Binary binary, List<Row> rows, double[] numbers) {
        boolean isLeft = binary.left().type() == ValueType.SCALAR;
        boolean drops = Arithmetic.changesMeaning(binary.operator()) || binary.isBool();
        var results = new ArrayList<Row>(rows.size());
        for (Row row : rows) {
            Row result;
            if (row.hasHistograms()
                    || binary.operator() == BinaryOperator.TRIM_LOWER
                    || binary.operator() == BinaryOperator.TRIM_UPPER) {
                result = general(execution, binary, row, numbers);
            } else {
                floats(binary, row, numbers, isLeft);
                result = row;
            }
            if (drops) {
                result.dropsName(true);
            }
            if (result.hasAny()) {
                results.add(result);
            }
        }
        return results;
    }

    private static void floats(Expr.Binary binary, Row row, double[] numbers, boolean isLeft) {
        BinaryOperator operator = binary.operator();
        boolean isComparison = operator.isComparison();
        double[] values = row.values();
        for (int i = 0; i < values.length; i++) {
            double value = values[i];
            if (Row.isAbsent(value)) {
                continue;
            }
            double number = numbers[row.first() + i];
            double left = isLeft ? number : value;
            double right = isLeft ? value : number;
            if (!isComparison) {
                values[i] = Arithmetic.calculate(operator, left, right);
            } else {
                boolean holds = Arithmetic.compare(operator, left, right);
                if (binary.isBool()) {
                    values[i] = holds ? 1 : 0;
                } else if (!holds) {
                    values[i] = Samples.STALE;
                }
            }
        }
    }

    private static Row general(Execution execution, Expr.Binary binary, Row row, double[] numbers) {
        boolean isLeft = binary.left().type() == ValueType.SCALAR;
        var pair = new Pair(execution, binary);
        var builder = new RowBuilder(execution);
        for (int step = row.first(); step < row.end(); step++) {
            if (!row.has(step)) {
                continue;
            }
            FloatHistogram histogram = row.histogram(step);
            double value = row.value(step);
            boolean isPossible =
                    isLeft
                            ? pair.apply(numbers[step], null, value, histogram)
                            : pair.apply(value, histogram, numbers[step], null);
            if (isPossible) {
                put(binary, pair, row, step, builder);
            }
        }
        return builder.build(row.labels(), row.dropsName());
    }

    private static void put(Expr.Binary binary, Pair pair, Row row, int step, RowBuilder builder) {
        boolean isComparison = binary.operator().isComparison();
        if (isComparison && binary.isBool()) {
            builder.put(step, pair.keeps() ? 1 : 0);
        } else if (isComparison && pair.keeps()) {
            Rows.copy(row, step, builder);
        } else if (!isComparison) {
            FloatHistogram result = pair.histogram();
            if (result == null) {
                builder.put(step, pair.value());
            } else {
                builder.put(step, result);
            }
        }
    }
}
