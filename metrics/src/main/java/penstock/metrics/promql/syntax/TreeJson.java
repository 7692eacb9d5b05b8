package penstock.metrics.promql.syntax;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import penstock.metrics.labels.Matcher;
import penstock.metrics.labels.Numbers;

/// Writes a query as the JSON that Prometheus' API answers under `parse_query`, from which consoles draw trees. Durations are
/// in milliseconds; those that depend on the evaluation are 0.
public final class TreeJson {
    private final StringBuilder out = new StringBuilder();

    private TreeJson() {}

    public static String json(Expr expr) {
        var json = new TreeJson();
        json.expr(expr);
        return json.out.toString();
    }

    private void expr(Expr expr) {
        switch (expr) {
            case Expr.Number number -> {
                start("numberLiteral");
                text("val", Numbers.plain(number.value()));
            }
            case Expr.Text text -> {
                start("stringLiteral");
                text("val", text.value());
            }
            case Expr.VectorSelector selector -> selector(selector, Optional.empty());
            case Expr.MatrixSelector matrix ->
                    selector(matrix.selector(), Optional.of(matrix.range()));
            case Expr.Subquery subquery -> {
                start("subquery");
                expr("expr", subquery.expr());
                number("range", millis(Optional.of(subquery.range())));
                number("offset", millis(subquery.offset()));
                number("step", millis(subquery.step()));
                at(subquery.at());
            }
            case Expr.Call call -> call(call);
            case Expr.Aggregation aggregation -> {
                start("aggregation");
                text("op", aggregation.aggregator().word());
                expr("expr", aggregation.expr());
                key("param");
                aggregation.parameter().ifPresentOrElse(this::expr, () -> out.append("null"));
                texts("grouping", aggregation.grouping());
                flag("without", aggregation.isWithout());
            }
            case Expr.Binary binary -> {
                start("binaryExpr");
                text("op", binary.operator().sign());
                expr("lhs", binary.left());
                expr("rhs", binary.right());
                key("matching");
                binary.matching().ifPresentOrElse(this::matching, () -> out.append("null"));
                flag("bool", binary.isBool());
            }
            case Expr.Unary unary -> {
                start("unaryExpr");
                text("op", unary.isNegative() ? "-" : "+");
                expr("expr", unary.expr());
            }
            case Expr.Paren paren -> {
                start("parenExpr");
                expr("expr", paren.expr());
            }
        }
        out.append('}');
    }

    private void selector(Expr.VectorSelector selector, Optional<DurationExpr> range) {
        start(range.isPresent() ? "matrixSelector" : "vectorSelector");
        text("name", selector.name());
        if (range.isPresent()) {
            number("range", millis(range));
        }
        number("offset", millis(selector.offset()));
        key("matchers").append('[');
        for (Matcher matcher : selector.matchers()) {
            next();
            out.append('{');
            text("name", matcher.name());
            text("value", matcher.value());
            text("type", matcher.kind().sign());
            out.append('}');
        }
        out.append(']');
        at(selector.at());
        flag("anchored", selector.extension() == Extension.ANCHORED);
        flag("smoothed", selector.extension() == Extension.SMOOTHED);
    }

    private void call(Expr.Call call) {
        Function function = call.function();
        start("call");
        key("func").append('{');
        text("name", function.name());
        texts("argTypes", function.arguments().stream().map(ValueType::code).toList());
        number("variadic", function.variadic());
        text("returnType", function.returns().code());
        out.append('}');
        key("args").append('[');
        for (Expr argument : call.arguments()) {
            next();
            expr(argument);
        }
        out.append(']');
    }

    private void matching(VectorMatching matching) {
        out.append('{');
        text(
                "card",
                switch (matching.cardinality()) {
                    case ONE_TO_ONE -> "one-to-one";
                    case MANY_TO_ONE -> "many-to-one";
                    case ONE_TO_MANY -> "one-to-many";
                    case MANY_TO_MANY -> "many-to-many";
                });
        texts("labels", matching.labels());
        flag("on", matching.isOn());
        texts("include", matching.include());
        key("fillValues").append('{');
        fill("lhs", matching.fillLeft());
        fill("rhs", matching.fillRight());
        out.append("}}");
    }

    private void fill(String name, OptionalDouble value) {
        key(name);
        boolean isNumber = value.isPresent() && Double.isFinite(value.getAsDouble());
        out.append(isNumber ? Numbers.plain(value.getAsDouble()) : "null");
    }

    private void at(At at) {
        key("timestamp").append(at instanceof At.Fixed(long time) ? String.valueOf(time) : "null");
        key("startOrEnd");
        switch (at) {
            case At.Start _ -> out.append("\"start\"");
            case At.End _ -> out.append("\"end\"");
            case At.Now _, At.Fixed _ -> out.append("null");
        }
    }

    private static long millis(Optional<DurationExpr> duration) {
        try {
            return duration.filter(DurationExpr::isConstant)
                    .map(constant -> constant.millis(0, 0))
                    .orElse(0L);
        } catch (SyntaxProblem e) {
            return 0;
        }
    }

    private void start(String type) {
        out.append('{');
        text("type", type);
    }

    private void expr(String name, Expr expr) {
        key(name);
        expr(expr);
    }

    private void number(String name, long value) {
        key(name).append(value);
    }

    private void flag(String name, boolean value) {
        key(name).append(value);
    }

    private void text(String name, String value) {
        key(name);
        quoted(value);
    }

    private void texts(String name, List<String> values) {
        key(name).append('[');
        for (String value : values) {
            next();
            quoted(value);
        }
        out.append(']');
    }

    private StringBuilder key(String name) {
        next();
        return out.append('"').append(name).append("\":");
    }

    /// A comma, unless it would be the first thing in an object or a list.
    private void next() {
        char last = out.charAt(out.length() - 1);
        if (last != '{' && last != '[') {
            out.append(',');
        }
    }

    private void quoted(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isAlone =
                    Character.isSurrogate(c)
                            && !(Character.isHighSurrogate(c)
                                    && i + 1 < text.length()
                                    && Character.isLowSurrogate(text.charAt(i + 1)))
                            && !(Character.isLowSurrogate(c)
                                    && i > 0
                                    && Character.isHighSurrogate(text.charAt(i - 1)));
            if (isAlone) {
                out.append('\uFFFD');
            } else if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
