package penstock.metrics.promql.syntax;

/// Calculates durations. A literal alone is exact to the nanosecond before it is cut to milliseconds; the result of an
/// expression is cut at once, as in Prometheus.
final class Durations {
    private Durations() {}

    static long millis(DurationExpr duration, long step, long range) {
        if (duration instanceof DurationExpr.Literal literal) {
            return Math.round(literal.seconds() * 1e9) / 1_000_000;
        }
        double seconds = seconds(duration, step / 1000.0, range / 1000.0);
        if (!(Math.abs(seconds) <= Long.MAX_VALUE / 1e9)) {
            throw new SyntaxProblem("", duration.place(), "duration out of range");
        }
        return (long) (seconds * 1000);
    }

    private static double seconds(DurationExpr duration, double step, double range) {
        return switch (duration) {
            case DurationExpr.Literal literal -> literal.seconds();
            case DurationExpr.Step _ -> step;
            case DurationExpr.Range _ -> range;
            case DurationExpr.Paren paren -> seconds(paren.duration(), step, range);
            case DurationExpr.Sign sign -> {
                double value = seconds(sign.duration(), step, range);
                yield sign.isNegative() ? -value : value;
            }
            case DurationExpr.Extreme extreme -> {
                double left = seconds(extreme.left(), step, range);
                double right = seconds(extreme.right(), step, range);
                yield extreme.isMax() ? Math.max(left, right) : Math.min(left, right);
            }
            case DurationExpr.Binary binary ->
                    calculated(
                            binary,
                            seconds(binary.left(), step, range),
                            seconds(binary.right(), step, range));
        };
    }

    private static double calculated(DurationExpr.Binary binary, double left, double right) {
        return switch (binary.operator()) {
            case ADD -> left + right;
            case SUBTRACT -> left - right;
            case MULTIPLY -> left * right;
            case DIVIDE -> {
                if (right == 0) {
                    throw new SyntaxProblem("", binary.place(), "division by zero");
                }
                yield left / right;
            }
            case MODULO -> {
                if (right == 0) {
                    throw new SyntaxProblem("", binary.place(), "modulo by zero");
                }
                yield left % right;
            }
            case POWER -> Math.pow(left, right);
        };
    }
}
