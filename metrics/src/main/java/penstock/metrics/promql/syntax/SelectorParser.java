package penstock.metrics.promql.syntax;

import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import penstock.metrics.labels.Labels;
import penstock.metrics.labels.Matcher;
import penstock.metrics.labels.Quoting;

/// Reads selectors of series, and lists of labels in parentheses.
final class SelectorParser {
    private static final String LABEL_MATCHING = "label matching";
    private static final String GROUPING = "grouping opts";

    /// How many instructions all regular expressions of a query may have: they are in memory at once.
    private static final int MAX_PROGRAMS = 20_000;

    private final TokenStream tokens;
    private int programs;

    SelectorParser(TokenStream tokens) {
        this.tokens = tokens;
    }

    Expr.VectorSelector vectorSelector() {
        String name = "";
        Place start = tokens.peek().place();
        var matchers = new ArrayList<Matcher>();
        if (!tokens.is(TokenKind.LEFT_BRACE)) {
            if (!tokens.kind().isMetricName()) {
                throw tokens.unexpected();
            }
            name = tokens.take().text();
        }
        if (tokens.is(TokenKind.LEFT_BRACE)) {
            matchers(matchers);
        }
        if (!name.isEmpty()) {
            matchers.add(Matcher.of(Matcher.Kind.EQUAL, Labels.NAME, name));
        }
        var place = new Place(start.start(), tokens.lastEnd());
        return new Expr.VectorSelector(
                name, matchers, Optional.empty(), At.NOW, Extension.NONE, place);
    }

    private void matchers(List<Matcher> into) {
        tokens.take();
        while (tokens.accept(TokenKind.RIGHT_BRACE).isEmpty()) {
            into.add(matcher());
            if (tokens.accept(TokenKind.COMMA).isEmpty() && !tokens.is(TokenKind.RIGHT_BRACE)) {
                throw tokens.unexpected(LABEL_MATCHING, "\",\" or \"}\"");
            }
        }
    }

    private Matcher matcher() {
        boolean isQuoted = tokens.is(TokenKind.STRING);
        if (!isQuoted && !tokens.is(TokenKind.IDENTIFIER)) {
            throw tokens.unexpected(LABEL_MATCHING, "identifier or \"}\"");
        }
        Token label = tokens.take();
        String name = isQuoted ? TokenStream.unquoted(label) : label.text();
        if (!tokens.kind().isMatchOperator()) {
            if (isQuoted) {
                return Matcher.of(Matcher.Kind.EQUAL, Labels.NAME, name);
            }
            throw tokens.unexpected(LABEL_MATCHING, "label matching operator");
        }
        Matcher.Kind kind = kind(tokens.take().kind());
        if (!tokens.is(TokenKind.STRING)) {
            throw tokens.unexpected(LABEL_MATCHING, "string");
        }
        Token value = tokens.take();
        Place place = label.place().to(value.place());
        try {
            Matcher matcher = Matcher.of(kind, name, TokenStream.unquoted(value));
            count(matcher.programSize(), place);
            return matcher;
        } catch (PatternSyntaxException e) {
            throw tokens.problem(
                    place,
                    "error parsing regexp: " + e.getDescription() + ": `" + e.getPattern() + "`");
        }
    }

    private void count(int programSize, Place place) {
        programs += programSize;
        if (programs > MAX_PROGRAMS) {
            throw tokens.problem(
                    place,
                    "regular expressions too large (expected: at most "
                            + MAX_PROGRAMS
                            + " instructions in all of a query)");
        }
    }

    private static Matcher.Kind kind(TokenKind operator) {
        return switch (operator) {
            case NOT_EQUAL -> Matcher.Kind.NOT_EQUAL;
            case REGEX -> Matcher.Kind.REGEX;
            case NOT_REGEX -> Matcher.Kind.NOT_REGEX;
            default -> Matcher.Kind.EQUAL;
        };
    }

    /// `(a, b)`, as after `by` and `on`.
    List<String> groupingLabels() {
        if (!tokens.is(TokenKind.LEFT_PAREN)) {
            throw tokens.unexpected(GROUPING, "\"(\"");
        }
        tokens.take();
        var labels = new ArrayList<String>();
        while (tokens.accept(TokenKind.RIGHT_PAREN).isEmpty()) {
            labels.add(groupingLabel());
            if (tokens.accept(TokenKind.COMMA).isEmpty() && !tokens.is(TokenKind.RIGHT_PAREN)) {
                throw tokens.unexpected(GROUPING, "\",\" or \")\"");
            }
        }
        return labels;
    }

    private String groupingLabel() {
        boolean isQuoted = tokens.is(TokenKind.STRING);
        if (!isQuoted && !tokens.kind().isLabelName()) {
            throw tokens.unexpected(GROUPING, "label");
        }
        Token label = tokens.take();
        String name = isQuoted ? TokenStream.unquoted(label) : label.text();
        boolean isValid = !name.isEmpty() && name.chars().noneMatch(Quoting::isByte);
        if (!isValid) {
            throw tokens.problem(
                    label.place(), "invalid label name for grouping: " + GoText.quoted(name));
        }
        return name;
    }
}
