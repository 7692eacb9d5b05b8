package penstock.metrics.promql.syntax;

import org.jspecify.annotations.Nullable;

/// Reads durations: those between `[` and `]`, and those after `offset`.
final class DurationParser {
    private static final int SIGN_PRECEDENCE = 2;

    /// Operators, signs, words and parentheses of one duration.
    private static final int MAX_PARTS = 100;

    private final TokenStream tokens;
    private final ParserOptions options;
    private int parts;

    DurationParser(TokenStream tokens, ParserOptions options) {
        this.tokens = tokens;
        this.options = options;
    }

    /// The length of a range or a step.
    DurationExpr positive() {
        parts = 0;
        DurationExpr duration = alone(sum(1));
        if (duration instanceof DurationExpr.Literal literal && !(literal.seconds() > 0)) {
            throw tokens.problem(literal.place(), "duration must be greater than 0");
        }
        return duration;
    }

    /// After `offset`, where an operator ends the duration, unless a parenthesis has begun it.
    DurationExpr offset() {
        parts = 0;
        if (tokens.is(TokenKind.LEFT_PAREN)) {
            return alone(sum(1));
        }
        if (!tokens.isSign()) {
            return alone(operand());
        }
        Token sign = tokens.take();
        boolean isOperand =
                tokens.isNumber()
                        || tokens.is(TokenKind.LEFT_PAREN)
                        || tokens.kind().isDurationWord();
        return alone(signed(sign, isOperand ? operand() : signedOperand()));
    }

    boolean isStart() {
        return tokens.isNumber()
                || tokens.isSign()
                || tokens.is(TokenKind.LEFT_PAREN)
                || tokens.kind().isDurationWord();
    }

    /// A number that stands alone is one of milliseconds, however it was written.
    private static DurationExpr alone(DurationExpr duration) {
        return switch (duration) {
            case DurationExpr.Paren(DurationExpr.Literal inner, Place _) -> alone(inner);
            case DurationExpr.Paren(DurationExpr.Paren inner, Place _) -> alone(inner);
            case DurationExpr.Literal(double seconds, boolean _, Place place) ->
                    new DurationExpr.Literal(seconds, Literals.isWholeMillis(seconds), place);
            default -> duration;
        };
    }

    private DurationExpr sum(int minimum) {
        DurationExpr left = signedOperand();
        while (true) {
            var operator = operator(tokens.kind());
            if (operator == null || operator.precedence() < minimum) {
                return left;
            }
            Token sign = tokens.take();
            int next =
                    operator == DurationExpr.Operator.POWER
                            ? operator.precedence()
                            : operator.precedence() + 1;
            enter(sign.place());
            DurationExpr right = sum(next);
            requireExpressions(left.place());
            requireNonZero(operator, right, sign);
            left = new DurationExpr.Binary(operator, left, right, left.place().to(right.place()));
        }
    }

    private void requireNonZero(DurationExpr.Operator operator, DurationExpr right, Token sign) {
        if (!(right instanceof DurationExpr.Literal literal) || literal.seconds() != 0) {
            return;
        }
        if (operator == DurationExpr.Operator.DIVIDE) {
            throw tokens.problem(sign.place(), "division by zero");
        }
        if (operator == DurationExpr.Operator.MODULO) {
            throw tokens.problem(sign.place(), "modulo by zero");
        }
    }

    private static DurationExpr.@Nullable Operator operator(TokenKind kind) {
        return switch (kind) {
            case ADD -> DurationExpr.Operator.ADD;
            case SUBTRACT -> DurationExpr.Operator.SUBTRACT;
            case MULTIPLY -> DurationExpr.Operator.MULTIPLY;
            case DIVIDE -> DurationExpr.Operator.DIVIDE;
            case MODULO -> DurationExpr.Operator.MODULO;
            case POWER -> DurationExpr.Operator.POWER;
            default -> null;
        };
    }

    /// A sign binds as close as a multiplication: `-2^2` is `-(2^2)`.
    private DurationExpr signedOperand() {
        if (!tokens.isSign()) {
            return operand();
        }
        Token sign = tokens.take();
        enter(sign.place());
        DurationExpr operand = sum(SIGN_PRECEDENCE + 1);
        return signed(sign, operand);
    }

    private static DurationExpr signed(Token sign, DurationExpr operand) {
        boolean isNegative = sign.kind() == TokenKind.SUBTRACT;
        Place place = sign.place().to(operand.place());
        return switch (operand) {
            case DurationExpr.Literal literal ->
                    new DurationExpr.Literal(
                            isNegative ? -literal.seconds() : literal.seconds(),
                            literal.isDuration(),
                            place);
            case DurationExpr.Paren(DurationExpr.Literal literal, Place _) -> signed(sign, literal);
            default -> isNegative ? new DurationExpr.Sign(true, operand, place) : operand;
        };
    }

    private DurationExpr operand() {
        return switch (tokens.kind()) {
            case NUMBER, DURATION -> literal();
            case LEFT_PAREN -> paren();
            case STEP -> {
                Place place = call();
                yield new DurationExpr.Step(place);
            }
            case RANGE -> {
                Place place = call();
                yield new DurationExpr.Range(place);
            }
            case MIN_OF, MAX_OF -> extreme();
            default -> throw tokens.unexpected();
        };
    }

    private DurationExpr literal() {
        Place place = tokens.peek().place();
        boolean isDuration = tokens.is(TokenKind.DURATION);
        double seconds = tokens.takeNumber();
        if (!Literals.isDuration(seconds)) {
            throw tokens.problem(place, "duration out of range");
        }
        return new DurationExpr.Literal(seconds, isDuration, place);
    }

    private DurationExpr paren() {
        Token left = tokens.take();
        enter(left.place());
        DurationExpr inner = sum(1);
        Token right = tokens.expect(TokenKind.RIGHT_PAREN);
        requireExpressions(inner.place());
        return new DurationExpr.Paren(inner, left.place().to(right.place()));
    }

    /// `step()` and `range()`, which have no arguments.
    private Place call() {
        Token word = tokens.take();
        tokens.expect(TokenKind.LEFT_PAREN);
        Token right = tokens.expect(TokenKind.RIGHT_PAREN);
        requireExpressions(word.place());
        return word.place().to(right.place());
    }

    private DurationExpr extreme() {
        Token word = tokens.take();
        requireExpressions(word.place());
        enter(word.place());
        tokens.expect(TokenKind.LEFT_PAREN);
        DurationExpr left = sum(1);
        tokens.expect(TokenKind.COMMA);
        DurationExpr right = sum(1);
        Token end = tokens.expect(TokenKind.RIGHT_PAREN);
        boolean isMax = word.kind() == TokenKind.MAX_OF;
        return new DurationExpr.Extreme(isMax, left, right, word.place().to(end.place()));
    }

    private void requireExpressions(Place place) {
        if (!options.durationExpressions()) {
            throw tokens.problem(place, "experimental duration expression is not enabled");
        }
    }

    private void enter(Place place) {
        parts++;
        if (parts > MAX_PARTS) {
            throw tokens.problem(
                    place, "duration too complex (expected: at most " + MAX_PARTS + " operators)");
        }
    }
}
