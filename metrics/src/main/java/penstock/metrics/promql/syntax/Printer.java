package penstock.metrics.promql.syntax;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import penstock.metrics.labels.Matcher;
import penstock.metrics.labels.Numbers;
import penstock.metrics.labels.Quoting;

/// Writes queries. What is written is read as the same tree again, but for its places in the text.
public final class Printer {
    /// A longer part of a query takes more than one line when it is written for people.
    private static final int LINE = 100;

    /// Deeper levels are not indented further, so that the text stays short.
    private static final int MAX_INDENT = 50;

    private Printer() {}

    /// In one line.
    public static String text(Expr expr) {
        var out = new StringBuilder();
        write(out, expr);
        return out.toString();
    }

    /// In as many lines as needed, two blanks to each level.
    public static String pretty(Expr expr) {
        return pretty(expr, 0);
    }

    private static void write(StringBuilder out, Expr expr) {
        switch (expr) {
            case Expr.Number number -> out.append(number(number));
            case Expr.Text text -> Quoting.text(out, text.value());
            case Expr.VectorSelector selector -> {
                series(out, selector);
                at(out, selector.at());
                extension(out, selector.extension());
                offset(out, selector.offset());
            }
            case Expr.MatrixSelector matrix -> {
                Expr.VectorSelector selector = matrix.selector();
                series(out, selector);
                out.append('[');
                duration(out, matrix.range());
                out.append(']');
                extension(out, selector.extension());
                at(out, selector.at());
                offset(out, selector.offset());
            }
            case Expr.Subquery subquery -> {
                write(out, subquery.expr());
                suffix(out, subquery);
            }
            case Expr.Call call -> {
                out.append(call.function().name()).append('(');
                list(out, call.arguments());
                out.append(')');
            }
            case Expr.Aggregation aggregation -> {
                head(out, aggregation);
                out.append('(');
                aggregation
                        .parameter()
                        .ifPresent(
                                parameter -> {
                                    write(out, parameter);
                                    out.append(", ");
                                });
                write(out, aggregation.expr());
                out.append(')');
            }
            case Expr.Binary binary -> {
                write(out, binary.left());
                out.append(' ');
                operator(out, binary);
                out.append(' ');
                write(out, binary.right());
            }
            case Expr.Unary unary -> {
                out.append(unary.isNegative() ? '-' : '+');
                write(out, unary.expr());
            }
            case Expr.Paren paren -> {
                out.append('(');
                write(out, paren.expr());
                out.append(')');
            }
        }
    }

    private static String number(Expr.Number number) {
        return number.isDuration()
                ? Literals.durationText(number.value())
                : Numbers.plain(number.value());
    }

    private static void list(StringBuilder out, List<Expr> expressions) {
        for (int i = 0; i < expressions.size(); i++) {
            if (i > 0) {
                out.append(", ");
            }
            write(out, expressions.get(i));
        }
    }

    private static void series(StringBuilder out, Expr.VectorSelector selector) {
        out.append(selector.name());
        List<Matcher> matchers = selector.writtenMatchers();
        if (matchers.isEmpty() && !selector.name().isEmpty()) {
            return;
        }
        out.append('{');
        for (int i = 0; i < matchers.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            out.append(matchers.get(i));
        }
        out.append('}');
    }

    private static void at(StringBuilder out, At at) {
        switch (at) {
            case At.Now _ -> {}
            case At.Fixed(long time) ->
                    out.append(" @ ")
                            .append(time < 0 ? "-" : "")
                            .append(Math.abs(time / 1000))
                            .append(String.format(Locale.ROOT, ".%03d", Math.abs(time % 1000)));
            case At.Start _ -> out.append(" @ start()");
            case At.End _ -> out.append(" @ end()");
        }
    }

    private static void extension(StringBuilder out, Extension extension) {
        switch (extension) {
            case NONE -> {}
            case ANCHORED -> out.append(" anchored");
            case SMOOTHED -> out.append(" smoothed");
        }
    }

    private static void offset(StringBuilder out, Optional<DurationExpr> offset) {
        offset.ifPresent(
                duration -> {
                    out.append(" offset ");
                    duration(out, duration);
                });
    }

    private static void suffix(StringBuilder out, Expr.Subquery subquery) {
        out.append('[');
        duration(out, subquery.range());
        out.append(':');
        subquery.step().ifPresent(step -> duration(out, step));
        out.append(']');
        at(out, subquery.at());
        offset(out, subquery.offset());
    }

    private static void duration(StringBuilder out, DurationExpr duration) {
        switch (duration) {
            case DurationExpr.Literal literal ->
                    out.append(
                            literal.isDuration()
                                    ? Literals.durationText(literal.seconds())
                                    : Numbers.plain(literal.seconds()));
            case DurationExpr.Step _ -> out.append("step()");
            case DurationExpr.Range _ -> out.append("range()");
            case DurationExpr.Sign sign -> {
                out.append(sign.isNegative() ? '-' : '+');
                duration(out, sign.duration());
            }
            case DurationExpr.Paren paren -> {
                out.append('(');
                duration(out, paren.duration());
                out.append(')');
            }
            case DurationExpr.Binary binary -> {
                duration(out, binary.left());
                out.append(' ').append(binary.operator().sign()).append(' ');
                duration(out, binary.right());
            }
            case DurationExpr.Extreme extreme -> {
                out.append(extreme.isMax() ? "max_of(" : "min_of(");
                duration(out, extreme.left());
                out.append(", ");
                duration(out, extreme.right());
                out.append(')');
            }
        }
    }

    private static void head(StringBuilder out, Expr.Aggregation aggregation) {
        out.append(aggregation.aggregator().word());
        if (aggregation.isWithout() || !aggregation.grouping().isEmpty()) {
            out.append(aggregation.isWithout() ? " without (" : " by (");
            labels(out, aggregation.grouping());
            out.append(") ");
        }
    }

    private static void labels(StringBuilder out, List<String> labels) {
        for (int i = 0; i < labels.size(); i++) {
            if (i > 0) {
                out.append(", ");
            }
            String label = labels.get(i);
            // Outside braces the words of numbers are no names.
            boolean isNumber = TokenKind.ofWord(label.toLowerCase(Locale.ROOT)) == TokenKind.NUMBER;
            if (isNumber) {
                Quoting.text(out, label);
            } else {
                Quoting.name(out, label);
            }
        }
    }

    private static void operator(StringBuilder out, Expr.Binary binary) {
        out.append(binary.operator().sign());
        if (binary.isBool()) {
            out.append(" bool");
        }
        binary.matching().ifPresent(matching -> matching(out, matching));
    }

    private static void matching(StringBuilder out, VectorMatching matching) {
        boolean isGroup =
                switch (matching.cardinality()) {
                    case MANY_TO_ONE, ONE_TO_MANY -> true;
                    case ONE_TO_ONE, MANY_TO_MANY -> false;
                };
        if (matching.isOn() || isGroup || !matching.labels().isEmpty()) {
            out.append(matching.isOn() ? " on (" : " ignoring (");
            labels(out, matching.labels());
            out.append(')');
        }
        if (isGroup) {
            boolean isLeft = matching.cardinality() == VectorMatching.Cardinality.MANY_TO_ONE;
            out.append(isLeft ? " group_left (" : " group_right (");
            labels(out, matching.include());
            out.append(')');
        }
        if (matching.fillLeft().equals(matching.fillRight())) {
            fill(out, " fill (", matching.fillLeft());
        } else {
            fill(out, " fill_left (", matching.fillLeft());
            fill(out, " fill_right (", matching.fillRight());
        }
    }

    private static void fill(StringBuilder out, String word, OptionalDouble value) {
        value.ifPresent(number -> out.append(word).append(Numbers.plain(number)).append(')'));
    }

    private static String pretty(Expr expr, int level) {
        String indent = indent(level);
        String line = text(expr);
        if (line.length() <= LINE) {
            return indent + line;
        }
        return switch (expr) {
            case Expr.Number _, Expr.Text _, Expr.VectorSelector _, Expr.MatrixSelector _ ->
                    indent + line;
            case Expr.Subquery subquery -> {
                var out = new StringBuilder(pretty(subquery.expr(), level));
                suffix(out, subquery);
                yield out.toString();
            }
            case Expr.Call call ->
                    call.arguments().isEmpty()
                            ? indent + line
                            : lines(indent + call.function().name(), call.arguments(), level);
            case Expr.Aggregation aggregation -> {
                var head = new StringBuilder(indent);
                head(head, aggregation);
                List<Expr> inner =
                        aggregation
                                .parameter()
                                .map(parameter -> List.of(parameter, aggregation.expr()))
                                .orElseGet(() -> List.of(aggregation.expr()));
                yield lines(head.toString(), inner, level);
            }
            case Expr.Binary binary -> {
                var out = new StringBuilder(pretty(binary.left(), level + 1));
                out.append('\n').append(indent);
                operator(out, binary);
                yield out.append('\n').append(pretty(binary.right(), level + 1)).toString();
            }
            case Expr.Unary unary ->
                    indent + (unary.isNegative() ? '-' : '+') + pretty(unary.expr(), level).strip();
            case Expr.Paren paren -> lines(indent, List.of(paren.expr()), level);
        };
    }

    private static String indent(int level) {
        return "  ".repeat(Math.min(level, MAX_INDENT));
    }

    /// What stands between parentheses, each in lines of its own.
    private static String lines(String head, List<Expr> inner, int level) {
        var out = new StringBuilder(head).append("(\n");
        for (int i = 0; i < inner.size(); i++) {
            out.append(i > 0 ? ",\n" : "").append(pretty(inner.get(i), level + 1));
        }
        return out.append('\n').append(indent(level)).append(')').toString();
    }
}
