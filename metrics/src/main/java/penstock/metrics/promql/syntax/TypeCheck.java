package penstock.metrics.promql.syntax;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import penstock.metrics.labels.Labels;
import penstock.metrics.labels.Matcher;

/// Checks that the parts of a query fit together, from the leaves up, and says so where they do not.
final class TypeCheck {
    private final String query;
    private final byte[] bytes;

    TypeCheck(String query) {
        this.query = query;
        this.bytes = query.getBytes(StandardCharsets.UTF_8);
    }

    /// The same expression; vector matching is left out of it where there are no two vectors to match.
    ///
    /// @throws SyntaxProblem with the first mistake
    Expr check(Expr expr) {
        return switch (expr) {
            case Expr.Number _, Expr.Text _ -> expr;
            case Expr.VectorSelector selector -> {
                checkName(selector);
                checkNotEmpty(selector);
                yield expr;
            }
            case Expr.MatrixSelector matrix -> {
                check(matrix.selector());
                yield expr;
            }
            case Expr.Subquery subquery -> check(subquery);
            case Expr.Call call -> check(call);
            case Expr.Aggregation aggregation -> check(aggregation);
            case Expr.Binary binary -> check(binary);
            case Expr.Unary unary -> {
                Expr inner = check(unary.expr());
                if (!isScalarOrVector(inner)) {
                    throw problem(
                            unary.place(),
                            "unary expression only allowed on expressions of type scalar or"
                                    + " instant vector, got "
                                    + GoText.quoted(inner.type().description()));
                }
                yield new Expr.Unary(unary.isNegative(), inner, unary.place());
            }
            case Expr.Paren paren -> new Expr.Paren(check(paren.expr()), paren.place());
        };
    }

    private static boolean isScalarOrVector(Expr expr) {
        return expr.type() == ValueType.SCALAR || expr.type() == ValueType.VECTOR;
    }

    private void checkName(Expr.VectorSelector selector) {
        if (selector.name().isEmpty()) {
            return;
        }
        List<Matcher> inBraces = selector.matchers().subList(0, selector.matchers().size() - 1);
        for (Matcher matcher : inBraces) {
            if (matcher.name().equals(Labels.NAME)) {
                throw problem(
                        selector.place(),
                        "metric name must not be set twice: "
                                + GoText.quoted(selector.name())
                                + " or "
                                + GoText.quoted(matcher.value()));
            }
        }
    }

    /// So that no one selects everything by a slip.
    private void checkNotEmpty(Expr.VectorSelector selector) {
        boolean isNarrow = selector.matchers().stream().anyMatch(matcher -> !matcher.matches(""));
        if (!isNarrow) {
            throw problem(
                    selector.place(),
                    "vector selector must contain at least one non-empty matcher");
        }
    }

    private Expr check(Expr.Subquery subquery) {
        Expr inner = check(subquery.expr());
        if (inner.type() != ValueType.VECTOR) {
            throw problem(
                    subquery.place(),
                    "subquery is only allowed on instant vector, got "
                            + inner.type().code()
                            + " instead");
        }
        return new Expr.Subquery(
                inner,
                subquery.range(),
                subquery.step(),
                subquery.offset(),
                subquery.at(),
                subquery.place());
    }

    private Expr check(Expr.Aggregation aggregation) {
        Expr inner = check(aggregation.expr());
        require(inner, ValueType.VECTOR, "aggregation expression");
        Optional<Expr> parameter = aggregation.parameter().map(this::check);
        ValueType expected =
                aggregation.aggregator() == Aggregator.COUNT_VALUES
                        ? ValueType.STRING
                        : ValueType.SCALAR;
        parameter.ifPresent(given -> require(given, expected, "aggregation parameter"));
        return new Expr.Aggregation(
                aggregation.aggregator(),
                inner,
                parameter,
                aggregation.grouping(),
                aggregation.isWithout(),
                aggregation.place());
    }

    private void require(Expr expr, ValueType expected, String where) {
        if (expr.type() != expected) {
            throw problem(
                    expr.place(),
                    "expected type "
                            + expected.description()
                            + " in "
                            + where
                            + ", got "
                            + expr.type().description());
        }
    }

    private Expr check(Expr.Call call) {
        Function function = call.function();
        checkCount(call);
        boolean isInfo = function.name().equals("info") && call.arguments().size() > 1;
        if (isInfo) {
            checkInfo(call);
        }
        String where = "call to function " + GoText.quoted(function.name());
        var arguments = new ArrayList<Expr>(call.arguments().size());
        for (int i = 0; i < call.arguments().size(); i++) {
            Expr argument = call.arguments().get(i);
            // The labels that info() adds may be those of all series with information.
            Expr checked = isInfo && i == 1 ? argument : check(argument);
            require(
                    checked,
                    function.arguments().get(Math.min(i, function.arguments().size() - 1)),
                    where);
            arguments.add(checked);
        }
        return new Expr.Call(function, arguments, call.place());
    }

    private void checkCount(Expr.Call call) {
        Function function = call.function();
        int expected = function.arguments().size();
        int got = call.arguments().size();
        if (function.variadic() == 0) {
            if (got != expected) {
                throw wrongCount(call, "", expected);
            }
        } else if (got < expected - 1) {
            throw wrongCount(call, "at least ", expected - 1);
        } else if (function.variadic() > 0 && got > expected - 1 + function.variadic()) {
            throw wrongCount(call, "at most ", expected - 1 + function.variadic());
        }
    }

    private SyntaxProblem wrongCount(Expr.Call call, String limit, int expected) {
        return problem(
                call.place(),
                "expected "
                        + limit
                        + expected
                        + " argument(s) in call to "
                        + GoText.quoted(call.function().name())
                        + ", got "
                        + call.arguments().size());
    }

    private void checkInfo(Expr.Call call) {
        Expr labels = call.arguments().get(1);
        if (labels.type() != ValueType.VECTOR) {
            throw problem(
                    call.place(),
                    "expected type instant vector in call to function \"info\", got "
                            + labels.type().description());
        }
        if (!(labels instanceof Expr.VectorSelector selector)) {
            throw problem(labels.place(), "expected label selectors only");
        }
        if (!selector.name().isEmpty()) {
            throw problem(
                    labels.place(), "expected label selectors only, got vector selector instead");
        }
    }

    private Expr check(Expr.Binary binary) {
        Expr left = check(binary.left());
        Expr right = check(binary.right());
        BinaryOperator operator = binary.operator();
        boolean areVectors = left.type() == ValueType.VECTOR && right.type() == ValueType.VECTOR;
        boolean areScalars = left.type() == ValueType.SCALAR && right.type() == ValueType.SCALAR;
        if (binary.isBool() && !operator.isComparison()) {
            throw problem(
                    operatorPlace(binary),
                    "bool modifier can only be used on comparison operators");
        }
        if (operator.isComparison() && !binary.isBool() && areScalars) {
            throw problem(
                    operatorPlace(binary), "comparisons between scalars must use BOOL modifier");
        }
        VectorMatching matching = binary.matching().orElseThrow();
        checkInclude(binary, matching);
        for (Expr side : List.of(left, right)) {
            if (!isScalarOrVector(side)) {
                throw problem(
                        side.place(),
                        "binary expression must contain only scalar and instant vector types");
            }
        }
        if (areVectors) {
            checkSet(binary, matching);
        } else {
            checkNoMatching(binary, matching);
        }
        return new Expr.Binary(
                operator,
                left,
                right,
                binary.isBool(),
                areVectors ? binary.matching() : Optional.empty(),
                binary.place());
    }

    private void checkInclude(Expr.Binary binary, VectorMatching matching) {
        if (!matching.isOn()) {
            return;
        }
        for (String label : matching.labels()) {
            if (matching.include().contains(label)) {
                throw problem(
                        operatorPlace(binary),
                        "label "
                                + GoText.quoted(label)
                                + " must not occur in ON and GROUP clause at once");
            }
        }
    }

    private void checkSet(Expr.Binary binary, VectorMatching matching) {
        if (!binary.operator().isSet()) {
            return;
        }
        if (matching.cardinality() != VectorMatching.Cardinality.MANY_TO_MANY) {
            throw problem(
                    binary.place(),
                    "no grouping allowed for "
                            + GoText.quoted(binary.operator().sign())
                            + " operation");
        }
        if (hasFill(matching)) {
            throw problem(
                    binary.place(), "filling in missing series not allowed for set operators");
        }
    }

    private void checkNoMatching(Expr.Binary binary, VectorMatching matching) {
        if (!matching.labels().isEmpty()) {
            throw problem(binary.place(), "vector matching only allowed between instant vectors");
        }
        if (hasFill(matching)) {
            throw problem(
                    binary.place(),
                    "filling in missing series only allowed between instant vectors");
        }
        if (binary.operator().isSet()) {
            throw problem(
                    binary.place(),
                    "set operator "
                            + GoText.quoted(binary.operator().sign())
                            + " not allowed in binary scalar expression");
        }
    }

    private static boolean hasFill(VectorMatching matching) {
        return matching.fillLeft().isPresent() || matching.fillRight().isPresent();
    }

    /// From after the left side to before the right one, the last byte not counted, as Prometheus reports it.
    private Place operatorPlace(Expr.Binary binary) {
        int start = binary.left().place().end();
        while (start < bytes.length - 1 && isSpace(bytes[start])) {
            start++;
        }
        int end = binary.right().place().start() - 1;
        while (end > start && isSpace(bytes[end])) {
            end--;
        }
        return new Place(start, end);
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\n' || b == '\r';
    }

    private SyntaxProblem problem(Place place, String text) {
        return new SyntaxProblem(query, place, text);
    }
}
