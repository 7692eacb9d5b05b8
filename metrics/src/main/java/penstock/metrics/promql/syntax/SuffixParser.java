package penstock.metrics.promql.syntax;

import java.util.Locale;
import java.util.Optional;
import penstock.metrics.labels.Numbers;

/// Reads what may follow an expression: ranges, `offset`, `@`, `anchored`, `smoothed`. They bind closer than any operator.
final class SuffixParser {
    private static final String SELECTORS =
            " modifier must be preceded by an instant vector selector or range vector selector or"
                    + " a subquery";
    private static final String DURATIONS = "number, duration, step(), or range()";

    private final TokenStream tokens;
    private final ParserOptions options;
    private final DurationParser durations;
    private int levels;

    SuffixParser(TokenStream tokens, ParserOptions options) {
        this.tokens = tokens;
        this.options = options;
        this.durations = new DurationParser(tokens, options);
    }

    /// How many levels the last call of [#apply] put on top of the tree.
    int levels() {
        return levels;
    }

    Expr apply(Expr expr) {
        levels = 0;
        Expr read = expr;
        while (true) {
            switch (tokens.kind()) {
                case LEFT_BRACKET -> read = range(read);
                case OFFSET -> read = offset(read);
                case AT -> read = at(read);
                case ANCHORED -> read = extended(read, Extension.ANCHORED, "anchored");
                case SMOOTHED -> read = extended(read, Extension.SMOOTHED, "smoothed");
                default -> {
                    return read;
                }
            }
        }
    }

    private Expr range(Expr expr) {
        Token left = tokens.take();
        levels++;
        DurationExpr range =
                tokens.in("subquery or range selector", DURATIONS, durations::positive);
        if (tokens.accept(TokenKind.COLON).isPresent()) {
            return subquery(expr, range);
        }
        if (!tokens.is(TokenKind.RIGHT_BRACKET)) {
            throw tokens.unexpected("subquery or range", "\":\" or \"]\"");
        }
        Place brackets = left.place().to(tokens.take().place());
        if (!(expr instanceof Expr.VectorSelector selector)) {
            throw tokens.problem(brackets, "ranges only allowed for vector selectors");
        }
        if (selector.offset().isPresent()) {
            throw tokens.problem(brackets, "no offset modifiers allowed before range");
        }
        if (!(selector.at() instanceof At.Now)) {
            throw tokens.problem(brackets, "no @ modifiers allowed before range");
        }
        return new Expr.MatrixSelector(selector, range, selector.place().to(brackets));
    }

    private Expr subquery(Expr expr, DurationExpr range) {
        Optional<DurationExpr> step = Optional.empty();
        if (!tokens.is(TokenKind.RIGHT_BRACKET)) {
            step =
                    Optional.of(
                            tokens.in(
                                    "subquery selector",
                                    "number, duration, step(), range(), or \"]\"",
                                    durations::positive));
        }
        if (!tokens.is(TokenKind.RIGHT_BRACKET)) {
            throw tokens.unexpected("subquery selector", "\"]\"");
        }
        Place place = expr.place().to(tokens.take().place());
        return new Expr.Subquery(expr, range, step, Optional.empty(), At.NOW, place);
    }

    private Expr offset(Expr expr) {
        tokens.take();
        DurationExpr offset = tokens.in("offset", DURATIONS, durations::offset);
        // An offset of nothing is none, so that another may follow.
        boolean isZero = offset instanceof DurationExpr.Literal literal && literal.seconds() == 0;
        Optional<DurationExpr> value = isZero ? Optional.empty() : Optional.of(offset);
        var whole = new Place(expr.place().start(), tokens.lastEnd());
        return switch (expr) {
            case Expr.VectorSelector selector -> {
                requireNoOffset(selector.offset(), expr.place());
                yield selector.withOffset(value, whole);
            }
            case Expr.MatrixSelector matrix -> {
                requireNoOffset(matrix.selector().offset(), expr.place());
                Expr.VectorSelector selector = matrix.selector();
                yield new Expr.MatrixSelector(
                        selector.withOffset(value, selector.place()), matrix.range(), whole);
            }
            case Expr.Subquery subquery -> {
                requireNoOffset(subquery.offset(), expr.place());
                yield subquery.withOffset(value, whole);
            }
            default -> throw tokens.problem(expr.place(), "offset" + SELECTORS);
        };
    }

    private void requireNoOffset(Optional<DurationExpr> offset, Place place) {
        if (offset.isPresent()) {
            throw tokens.problem(place, "offset may not be set multiple times");
        }
    }

    private Expr at(Expr expr) {
        tokens.take();
        At at = tokens.in("@", "timestamp", () -> at(expr.place()));
        var whole = new Place(expr.place().start(), tokens.lastEnd());
        return switch (expr) {
            case Expr.VectorSelector selector -> {
                requireNow(selector.at(), expr.place());
                yield selector.withAt(at, whole);
            }
            case Expr.MatrixSelector matrix -> {
                requireNow(matrix.selector().at(), expr.place());
                Expr.VectorSelector selector = matrix.selector();
                yield new Expr.MatrixSelector(
                        selector.withAt(at, selector.place()), matrix.range(), whole);
            }
            case Expr.Subquery subquery -> {
                requireNow(subquery.at(), expr.place());
                yield subquery.withAt(at, whole);
            }
            default -> throw tokens.problem(expr.place(), "@" + SELECTORS);
        };
    }

    private void requireNow(At at, Place place) {
        if (!(at instanceof At.Now)) {
            throw tokens.problem(place, "@ <timestamp> may not be set multiple times");
        }
    }

    private At at(Place place) {
        if (tokens.is(TokenKind.START) || tokens.is(TokenKind.END_WORD)) {
            At at = tokens.take().kind() == TokenKind.START ? new At.Start() : new At.End();
            tokens.expect(TokenKind.LEFT_PAREN);
            tokens.expect(TokenKind.RIGHT_PAREN);
            return at;
        }
        boolean isNegative = tokens.is(TokenKind.SUBTRACT);
        if (tokens.isSign()) {
            tokens.take();
        }
        if (!tokens.isNumber()) {
            throw tokens.unexpected();
        }
        double seconds = tokens.takeNumber() * (isNegative ? -1 : 1);
        if (!(Math.abs(seconds) < Long.MAX_VALUE)) {
            throw tokens.problem(
                    place, "timestamp out of bounds for @ modifier: " + sixDigits(seconds));
        }
        return new At.Fixed(Math.round(seconds * 1000));
    }

    private static String sixDigits(double value) {
        return Double.isFinite(value)
                ? String.format(Locale.ROOT, "%.6f", value)
                : Numbers.plain(value);
    }

    private Expr extended(Expr expr, Extension extension, String word) {
        tokens.take();
        if (!options.extendedRanges()) {
            throw tokens.problem(expr.place(), word + " modifier is experimental and not enabled");
        }
        return switch (expr) {
            case Expr.VectorSelector selector -> extended(selector, extension, expr.place());
            case Expr.MatrixSelector matrix ->
                    new Expr.MatrixSelector(
                            extended(matrix.selector(), extension, expr.place()),
                            matrix.range(),
                            matrix.place());
            case Expr.Subquery _ ->
                    throw tokens.problem(
                            expr.place(), word + " modifier is not supported for subqueries");
            // In Prometheus' words: only what selects can be extended.
            default -> throw tokens.problem(expr.place(), word + " modifier not implemented");
        };
    }

    private Expr.VectorSelector extended(
            Expr.VectorSelector selector, Extension extension, Place whole) {
        if (selector.extension() != Extension.NONE && selector.extension() != extension) {
            throw tokens.problem(whole, "anchored and smoothed modifiers cannot be used together");
        }
        return selector.withExtension(extension);
    }
}
