package penstock.metrics.promql;

import penstock.metrics.promql.syntax.BinaryOperator;

/// Operators on two numbers.
final class Arithmetic {
    private Arithmetic() {}

    /// Comparisons yield 0 or 1.
    static double ofScalars(BinaryOperator operator, double left, double right) {
        if (operator.isComparison()) {
            return compare(operator, left, right) ? 1 : 0;
        }
        return calculate(operator, left, right);
    }

    static double calculate(BinaryOperator operator, double left, double right) {
        return switch (operator) {
            case ADD -> left + right;
            case SUBTRACT -> left - right;
            case MULTIPLY -> left * right;
            case DIVIDE -> left / right;
            case MODULO -> left % right;
            case POWER -> Maths.power(left, right);
            case ATAN2 -> Math.atan2(left, right);
            case OR,
                    AND,
                    UNLESS,
                    EQUAL,
                    NOT_EQUAL,
                    LESS,
                    LESS_OR_EQUAL,
                    GREATER,
                    GREATER_OR_EQUAL,
                    TRIM_UPPER,
                    TRIM_LOWER ->
                    throw unexpected(operator, "one that calculates");
        };
    }

    static boolean compare(BinaryOperator operator, double left, double right) {
        return switch (operator) {
            case EQUAL -> left == right;
            case NOT_EQUAL -> left != right;
            case LESS -> left < right;
            case LESS_OR_EQUAL -> left <= right;
            case GREATER -> left > right;
            case GREATER_OR_EQUAL -> left >= right;
            case OR,
                    AND,
                    UNLESS,
                    TRIM_UPPER,
                    TRIM_LOWER,
                    ADD,
                    SUBTRACT,
                    MULTIPLY,
                    DIVIDE,
                    MODULO,
                    ATAN2,
                    POWER ->
                    throw unexpected(operator, "one that compares");
        };
    }

    /// Whether the result is another quantity than the operands, so that their name does not fit it.
    static boolean changesMeaning(BinaryOperator operator) {
        return switch (operator) {
            case ADD, SUBTRACT, MULTIPLY, DIVIDE, MODULO, POWER, ATAN2 -> true;
            case OR,
                    AND,
                    UNLESS,
                    EQUAL,
                    NOT_EQUAL,
                    LESS,
                    LESS_OR_EQUAL,
                    GREATER,
                    GREATER_OR_EQUAL,
                    TRIM_UPPER,
                    TRIM_LOWER ->
                    false;
        };
    }

    private static IllegalArgumentException unexpected(BinaryOperator operator, String expected) {
        return new IllegalArgumentException(
                "operator: " + operator + " (expected: " + expected + ")");
    }
}
