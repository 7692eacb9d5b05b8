package penstock.metrics.promql.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import penstock.metrics.labels.Matcher;

/// Reads queries by recursive descent, with Prometheus' precedences. Only the first mistake is reported: those after it are
/// mostly its consequences. Messages and places are those of Prometheus.
public final class Parser {
    /// How deep parentheses, calls and signs may be nested: each level takes stack.
    private static final int MAX_NESTING = 250;

    /// How high a tree may be, which a long chain of operators makes it too: whoever walks the tree takes stack for it.
    private static final int MAX_HEIGHT = 500;

    /// A sign binds as close as a multiplication.
    private static final int SIGN_PRECEDENCE = BinaryOperator.MULTIPLY.precedence();

    private final TokenStream tokens;
    private final ParserOptions options;
    private final SelectorParser selectors;
    private final SuffixParser suffixes;
    private int nesting;

    /// Of the tree read last.
    private int height;

    private Parser(String query, ParserOptions options) {
        this.tokens = new TokenStream(query);
        this.options = options;
        this.selectors = new SelectorParser(tokens);
        this.suffixes = new SuffixParser(tokens, options);
    }

    /// @throws SyntaxProblem when the text is no query
    public static Expr parse(String query, ParserOptions options) {
        return new Parser(query, options).query();
    }

    /// The matchers of a text that is one selector, such as `up{job="a"}`.
    ///
    /// @throws SyntaxProblem when the text is no selector
    public static List<Matcher> parseSelector(String selector) {
        var parser = new Parser(selector, ParserOptions.STABLE);
        Expr.VectorSelector read = parser.selectors.vectorSelector();
        if (!parser.tokens.is(TokenKind.END)) {
            throw parser.tokens.unexpected();
        }
        new TypeCheck(selector).check(read);
        return read.matchers();
    }

    private Expr query() {
        if (tokens.is(TokenKind.END)) {
            throw tokens.problem(Place.NONE, "no expression found in input");
        }
        Expr expr = expression(1);
        if (!tokens.is(TokenKind.END)) {
            throw tokens.unexpected();
        }
        return new TypeCheck(tokens.query()).check(expr);
    }

    private Expr expression(int minimum) {
        Expr left = unary();
        int leftHeight = height;
        while (true) {
            Optional<BinaryOperator> operator = tokens.kind().operator();
            if (operator.isEmpty() || operator.get().precedence() < minimum) {
                height = leftHeight;
                return left;
            }
            Place place = tokens.take().place();
            int precedence = operator.get().precedence();
            int next = operator.get() == BinaryOperator.POWER ? precedence : precedence + 1;
            boolean isBool = tokens.accept(TokenKind.BOOL).isPresent();
            VectorMatching matching = matching(operator.get());
            enter(place);
            Expr right = expression(next);
            nesting--;
            leftHeight = higher(Math.max(leftHeight, height), place);
            Place whole = left.place().to(right.place());
            requireFill(matching, whole);
            left =
                    new Expr.Binary(
                            operator.get(), left, right, isBool, Optional.of(matching), whole);
        }
    }

    private int higher(int below, Place place) {
        if (below >= MAX_HEIGHT) {
            throw tokens.problem(
                    place,
                    "expression too complex (expected: at most "
                            + MAX_HEIGHT
                            + " operators in a chain)");
        }
        return below + 1;
    }

    private void enter(Place place) {
        nesting++;
        if (nesting > MAX_NESTING) {
            throw tokens.problem(
                    place,
                    "expression nested too deep (expected: at most " + MAX_NESTING + " levels)");
        }
    }

    private void requireFill(VectorMatching matching, Place place) {
        boolean hasFill = matching.fillLeft().isPresent() || matching.fillRight().isPresent();
        if (hasFill && !options.fill()) {
            throw tokens.problem(place, "binop fill modifiers are experimental and not enabled");
        }
    }

    /// What may follow a binary operator: `on(…) group_left(…) fill(…)`.
    private VectorMatching matching(BinaryOperator operator) {
        boolean isOn = tokens.is(TokenKind.ON);
        List<String> labels = List.of();
        List<String> include = List.of();
        var cardinality =
                operator.isSet()
                        ? VectorMatching.Cardinality.MANY_TO_MANY
                        : VectorMatching.Cardinality.ONE_TO_ONE;
        if (isOn || tokens.is(TokenKind.IGNORING)) {
            tokens.take();
            labels = selectors.groupingLabels();
            if (tokens.is(TokenKind.GROUP_LEFT) || tokens.is(TokenKind.GROUP_RIGHT)) {
                cardinality =
                        tokens.take().kind() == TokenKind.GROUP_LEFT
                                ? VectorMatching.Cardinality.MANY_TO_ONE
                                : VectorMatching.Cardinality.ONE_TO_MANY;
                include = tokens.is(TokenKind.LEFT_PAREN) ? selectors.groupingLabels() : List.of();
            }
        }
        return filled(
                new VectorMatching(
                        cardinality,
                        isOn,
                        labels,
                        include,
                        OptionalDouble.empty(),
                        OptionalDouble.empty()));
    }

    private VectorMatching filled(VectorMatching matching) {
        var left = OptionalDouble.empty();
        var right = OptionalDouble.empty();
        if (tokens.accept(TokenKind.FILL).isPresent()) {
            left = fillValue();
            right = left;
        } else if (tokens.accept(TokenKind.FILL_LEFT).isPresent()) {
            left = fillValue();
            if (tokens.accept(TokenKind.FILL_RIGHT).isPresent()) {
                right = fillValue();
            }
        } else if (tokens.accept(TokenKind.FILL_RIGHT).isPresent()) {
            right = fillValue();
            if (tokens.accept(TokenKind.FILL_LEFT).isPresent()) {
                left = fillValue();
            }
        } else {
            return matching;
        }
        return new VectorMatching(
                matching.cardinality(),
                matching.isOn(),
                matching.labels(),
                matching.include(),
                left,
                right);
    }

    private OptionalDouble fillValue() {
        tokens.expect(TokenKind.LEFT_PAREN);
        boolean isNegative = tokens.is(TokenKind.SUBTRACT);
        if (tokens.isSign()) {
            tokens.take();
        }
        if (!tokens.isNumber()) {
            throw tokens.unexpected();
        }
        double value = tokens.takeNumber();
        tokens.expect(TokenKind.RIGHT_PAREN);
        return OptionalDouble.of(isNegative ? -value : value);
    }

    private Expr unary() {
        if (!tokens.isSign()) {
            Place start = tokens.peek().place();
            Expr expr = suffixes.apply(primary());
            for (int i = 0; i < suffixes.levels(); i++) {
                height = higher(height, start);
            }
            return expr;
        }
        Token sign = tokens.take();
        enter(sign.place());
        Expr operand = expression(SIGN_PRECEDENCE + 1);
        nesting--;
        height = higher(height, sign.place());
        boolean isNegative = sign.kind() == TokenKind.SUBTRACT;
        Place place = sign.place().to(operand.place());
        if (operand instanceof Expr.Number number) {
            double value = isNegative ? -number.value() : number.value();
            return new Expr.Number(value, number.isDuration(), place);
        }
        return new Expr.Unary(isNegative, operand, place);
    }

    private Expr primary() {
        height = 1;
        TokenKind kind = tokens.kind();
        switch (kind) {
            case LEFT_PAREN -> {
                return paren();
            }
            case STRING -> {
                Token token = tokens.take();
                return new Expr.Text(TokenStream.unquoted(token), token.place());
            }
            case NUMBER, DURATION -> {
                Place place = tokens.peek().place();
                return new Expr.Number(tokens.takeNumber(), kind == TokenKind.DURATION, place);
            }
            case LEFT_BRACE -> {
                return selectors.vectorSelector();
            }
            default -> {}
        }
        TokenKind following = tokens.following();
        if (kind == TokenKind.AGGREGATOR && isAfterAggregator(following)) {
            return aggregation();
        }
        if (kind.isFunctionName() && following == TokenKind.LEFT_PAREN) {
            return call();
        }
        if (kind.isMetricName()) {
            return selectors.vectorSelector();
        }
        throw tokens.unexpected();
    }

    private static boolean isAfterAggregator(TokenKind kind) {
        return kind == TokenKind.LEFT_PAREN || kind == TokenKind.BY || kind == TokenKind.WITHOUT;
    }

    private Expr paren() {
        Token left = tokens.take();
        enter(left.place());
        Expr inner = expression(1);
        nesting--;
        height = higher(height, left.place());
        Token right = tokens.expect(TokenKind.RIGHT_PAREN);
        return new Expr.Paren(inner, left.place().to(right.place()));
    }

    private Expr call() {
        Token name = tokens.take();
        Function function =
                Functions.named(name.text())
                        .orElseThrow(
                                () ->
                                        tokens.problem(
                                                name.place(),
                                                "unknown function with name "
                                                        + GoText.quoted(name.text())));
        if (function.isExperimental() && !options.experimentalFunctions()) {
            throw tokens.problem(
                    name.place(), "function " + GoText.quoted(name.text()) + " is not enabled");
        }
        List<Expr> arguments = arguments();
        return new Expr.Call(
                function, arguments, new Place(name.place().start(), tokens.lastEnd()));
    }

    private List<Expr> arguments() {
        Token paren = tokens.expect(TokenKind.LEFT_PAREN);
        if (tokens.accept(TokenKind.RIGHT_PAREN).isPresent()) {
            height = 1;
            return List.of();
        }
        enter(paren.place());
        var arguments = new ArrayList<Expr>();
        int highest = 0;
        while (true) {
            arguments.add(expression(1));
            highest = Math.max(highest, height);
            if (tokens.accept(TokenKind.RIGHT_PAREN).isPresent()) {
                nesting--;
                height = higher(highest, paren.place());
                return arguments;
            }
            Place comma = tokens.expect(TokenKind.COMMA).place();
            if (tokens.is(TokenKind.RIGHT_PAREN)) {
                throw tokens.problem(comma, "trailing commas not allowed in function call args");
            }
        }
    }

    private Expr aggregation() {
        Token word = tokens.take();
        return tokens.in("aggregation", "", () -> aggregation(word));
    }

    private Expr aggregation(Token word) {
        boolean isFirst = tokens.kind() != TokenKind.LEFT_PAREN;
        boolean isWithout = tokens.is(TokenKind.WITHOUT);
        List<String> grouping = List.of();
        if (isFirst) {
            tokens.take();
            grouping = selectors.groupingLabels();
        }
        List<Expr> arguments = arguments();
        int argumentsHeight = height;
        if (!isFirst && (tokens.is(TokenKind.BY) || tokens.is(TokenKind.WITHOUT))) {
            isWithout = tokens.take().kind() == TokenKind.WITHOUT;
            grouping = selectors.groupingLabels();
        }
        height = argumentsHeight;
        var place = new Place(word.place().start(), tokens.lastEnd());
        var aggregator = Aggregator.valueOf(word.text().toUpperCase(Locale.ROOT));
        requireArguments(aggregator, arguments.size(), place);
        return new Expr.Aggregation(
                aggregator,
                arguments.getLast(),
                aggregator.hasParameter() ? Optional.of(arguments.getFirst()) : Optional.empty(),
                grouping,
                isWithout,
                place);
    }

    private void requireArguments(Aggregator aggregator, int got, Place place) {
        if (got == 0) {
            throw tokens.problem(place, "no arguments for aggregate expression provided");
        }
        if (aggregator.isExperimental() && !options.experimentalFunctions()) {
            throw tokens.problem(
                    place,
                    aggregator.word()
                            + "() is experimental and must be enabled with"
                            + " --enable-feature=promql-experimental-functions");
        }
        int expected = aggregator.hasParameter() ? 2 : 1;
        if (got != expected) {
            throw tokens.problem(
                    place,
                    "wrong number of arguments for aggregate expression provided, expected "
                            + expected
                            + ", got "
                            + got);
        }
    }
}
