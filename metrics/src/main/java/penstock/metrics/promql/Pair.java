package penstock.metrics.promql;

import org.jspecify.annotations.Nullable;
import penstock.metrics.histogram.Combined;
import penstock.metrics.histogram.CounterReset;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.histogram.Trim;
import penstock.metrics.promql.Notes.Operation;
import penstock.metrics.promql.syntax.BinaryOperator;
import penstock.metrics.promql.syntax.Expr;

/// An operator on two samples, of which either may be a histogram. Holds the result of the last time it was applied.
final class Pair {
    private final Execution execution;
    private final Expr.Binary binary;
    private final BinaryOperator operator;
    private double value;
    private @Nullable FloatHistogram histogram;
    private boolean keeps;

    Pair(Execution execution, Expr.Binary binary) {
        this.execution = execution;
        this.binary = binary;
        operator = binary.operator();
    }

    /// @return whether the operator is possible for samples of these kinds; why not is told
    boolean apply(
            double left,
            @Nullable FloatHistogram leftHistogram,
            double right,
            @Nullable FloatHistogram rightHistogram) {
        histogram = null;
        if (leftHistogram == null && rightHistogram == null) {
            return ofFloats(left, right);
        }
        if (leftHistogram != null && rightHistogram != null) {
            return ofHistograms(leftHistogram, rightHistogram);
        }
        return leftHistogram != null
                ? ofHistogramAndFloat(leftHistogram, right)
                : ofFloatAndHistogram(left, rightHistogram);
    }

    /// The number; of a comparison, the left one.
    double value() {
        return value;
    }

    /// The histogram, or `null` when the result is a number.
    @Nullable FloatHistogram histogram() {
        return histogram;
    }

    /// Whether a comparison holds; true for other operators.
    boolean keeps() {
        return keeps;
    }

    private boolean ofFloats(double left, double right) {
        if (operator == BinaryOperator.TRIM_LOWER || operator == BinaryOperator.TRIM_UPPER) {
            return impossible("float", "float");
        }
        if (operator.isComparison()) {
            value = left;
            keeps = Arithmetic.compare(operator, left, right);
        } else {
            value = Arithmetic.calculate(operator, left, right);
            keeps = true;
        }
        return true;
    }

    private boolean ofFloatAndHistogram(double left, @Nullable FloatHistogram right) {
        if (operator != BinaryOperator.MULTIPLY || right == null) {
            return impossible("float", "histogram");
        }
        return result(right.times(left).compact(0));
    }

    private boolean ofHistogramAndFloat(FloatHistogram left, double right) {
        return switch (operator) {
            case MULTIPLY -> result(left.times(right).compact(0));
            case DIVIDE -> result(left.dividedBy(right).compact(0));
            case TRIM_UPPER -> result(Trim.below(left, right));
            case TRIM_LOWER -> result(Trim.above(left, right));
            case ADD,
                    SUBTRACT,
                    MODULO,
                    POWER,
                    ATAN2,
                    EQUAL,
                    NOT_EQUAL,
                    LESS,
                    LESS_OR_EQUAL,
                    GREATER,
                    GREATER_OR_EQUAL,
                    OR,
                    AND,
                    UNLESS ->
                    impossible("histogram", "float");
        };
    }

    private boolean ofHistograms(FloatHistogram left, FloatHistogram right) {
        return switch (operator) {
            case ADD -> isCompatible(left, right) && told(left.plus(right), Operation.ADDITION);
            case SUBTRACT -> {
                if (!isCompatible(left, right)) {
                    yield false;
                }
                boolean isTold = told(left.minus(right), Operation.SUBTRACTION);
                histogram =
                        histogram == null ? null : histogram.withCounterReset(CounterReset.GAUGE);
                yield isTold;
            }
            case EQUAL -> compared(left, left.hasDataOf(right));
            case NOT_EQUAL -> compared(left, !left.hasDataOf(right));
            case MULTIPLY,
                    DIVIDE,
                    MODULO,
                    POWER,
                    ATAN2,
                    LESS,
                    LESS_OR_EQUAL,
                    GREATER,
                    GREATER_OR_EQUAL,
                    TRIM_UPPER,
                    TRIM_LOWER,
                    OR,
                    AND,
                    UNLESS ->
                    impossible("histogram", "histogram");
        };
    }

    private boolean isCompatible(FloatHistogram left, FloatHistogram right) {
        if (!left.isCompatibleWith(right)) {
            execution.note(Notes.incompatibleBuckets(binary.place(), operator.sign()));
            return false;
        }
        return true;
    }

    private boolean told(Combined combined, Operation operation) {
        if (combined.hasResetCollision()) {
            execution.note(Notes.resetCollision(binary.place(), operation));
        }
        if (combined.hasBoundsReconciled()) {
            execution.note(Notes.boundsReconciled(binary.place(), operation));
        }
        return result(combined.value().compact(0));
    }

    private boolean result(FloatHistogram of) {
        value = 0;
        histogram = of;
        keeps = true;
        return true;
    }

    private boolean compared(FloatHistogram left, boolean holds) {
        result(left);
        keeps = holds;
        return true;
    }

    private boolean impossible(String left, String right) {
        execution.note(Notes.incompatibleTypes(binary.place(), left, operator.sign(), right));
        return false;
    }
}
