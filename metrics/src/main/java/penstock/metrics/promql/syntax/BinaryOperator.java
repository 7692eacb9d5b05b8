package penstock.metrics.promql.syntax;

/// What joins two expressions. A higher precedence binds closer.
public enum BinaryOperator {
    OR("or", 1, Kind.SET),
    AND("and", 2, Kind.SET),
    UNLESS("unless", 2, Kind.SET),
    EQUAL("==", 3, Kind.COMPARISON),
    NOT_EQUAL("!=", 3, Kind.COMPARISON),
    LESS("<", 3, Kind.COMPARISON),
    LESS_OR_EQUAL("<=", 3, Kind.COMPARISON),
    GREATER(">", 3, Kind.COMPARISON),
    GREATER_OR_EQUAL(">=", 3, Kind.COMPARISON),
    /// Keeps of a histogram what is below a bound.
    TRIM_UPPER("</", 3, Kind.TRIM),
    /// Keeps of a histogram what is above a bound.
    TRIM_LOWER(">/", 3, Kind.TRIM),
    ADD("+", 4, Kind.ARITHMETIC),
    SUBTRACT("-", 4, Kind.ARITHMETIC),
    MULTIPLY("*", 5, Kind.ARITHMETIC),
    DIVIDE("/", 5, Kind.ARITHMETIC),
    MODULO("%", 5, Kind.ARITHMETIC),
    ATAN2("atan2", 5, Kind.ARITHMETIC),
    /// The only one of which a chain is read from the right.
    POWER("^", 6, Kind.ARITHMETIC);

    private enum Kind {
        SET,
        COMPARISON,
        TRIM,
        ARITHMETIC
    }

    private final String sign;
    private final int precedence;
    private final Kind kind;

    BinaryOperator(String sign, int precedence, Kind kind) {
        this.sign = sign;
        this.precedence = precedence;
        this.kind = kind;
    }

    public String sign() {
        return sign;
    }

    int precedence() {
        return precedence;
    }

    /// `and`, `or`, `unless`: they look at labels, not at values.
    public boolean isSet() {
        return kind == Kind.SET;
    }

    /// Filters, or yields 0 and 1 with `bool`.
    public boolean isComparison() {
        return kind == Kind.COMPARISON;
    }
}
