package penstock.metrics.promql.syntax;

/// A duration in a range, a step or an offset. It may need what only the query's evaluation knows, its step and range.
public sealed interface DurationExpr {
    Place place();

    /// @param isDuration whether it is written as a duration, such as `5m`; what stands alone always is, if whole
    ///     milliseconds allow it
    record Literal(double seconds, boolean isDuration, Place place) implements DurationExpr {}

    /// `step()`: the step of the query's range; 0 in an instant query.
    record Step(Place place) implements DurationExpr {}

    /// `range()`: the length of the query's range; 0 in an instant query.
    record Range(Place place) implements DurationExpr {}

    /// `+` or `-` before a duration.
    record Sign(boolean isNegative, DurationExpr duration, Place place) implements DurationExpr {}

    record Binary(Operator operator, DurationExpr left, DurationExpr right, Place place)
            implements DurationExpr {}

    record Paren(DurationExpr duration, Place place) implements DurationExpr {}

    /// The lesser or the greater of two.
    record Extreme(boolean isMax, DurationExpr left, DurationExpr right, Place place)
            implements DurationExpr {}

    enum Operator {
        ADD("+", 1),
        SUBTRACT("-", 1),
        MULTIPLY("*", 2),
        DIVIDE("/", 2),
        MODULO("%", 2),
        POWER("^", 3);

        private final String sign;
        private final int precedence;

        Operator(String sign, int precedence) {
            this.sign = sign;
            this.precedence = precedence;
        }

        String sign() {
            return sign;
        }

        int precedence() {
            return precedence;
        }
    }

    /// Its length in milliseconds, in a query with this step and range (both in milliseconds, 0 in an instant query).
    /// Whether it may be negative or 0 depends on where it stands; the caller checks.
    ///
    /// @throws SyntaxProblem where it cannot be calculated
    default long millis(long step, long range) {
        return Durations.millis(this, step, range);
    }

    /// Whether its length is the same in every query.
    default boolean isConstant() {
        return switch (this) {
            case Literal _ -> true;
            case Step _, Range _ -> false;
            case Sign sign -> sign.duration().isConstant();
            case Paren paren -> paren.duration().isConstant();
            case Binary binary -> binary.left().isConstant() && binary.right().isConstant();
            case Extreme extreme -> extreme.left().isConstant() && extreme.right().isConstant();
        };
    }
}
