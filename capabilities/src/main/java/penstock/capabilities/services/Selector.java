package penstock.capabilities.services;

import java.util.List;
import java.util.stream.Stream;
import penstock.metrics.labels.Labels;
import penstock.metrics.labels.Matcher;
import penstock.metrics.promql.syntax.Parser;
import penstock.metrics.promql.syntax.SyntaxProblem;
import penstock.model.AsText;

/// Series of one name, as PromQL selects them: `conversion_quality_score{image_type="logo"}`. A value may name the version that is
/// meant: `{environment}`, `{service}`, `{version}` and `{role}` (`stable` or `candidate`) stand for those of each of the two that are
/// compared. A selector without any of them is meant with the labels `environment`, `service` and `version` that scraped instances have.
@AsText
public record Selector(String text) {
    private static final List<String> PLACEHOLDERS =
            List.of("{environment}", "{service}", "{version}", "{role}");

    public Selector {
        var named = read(text);
        if (named.stream().noneMatch(Selector::isName)) {
            throw new IllegalArgumentException(
                    "\""
                            + text
                            + "\" (expected: a selector with the name of its series, such as requests_total{code=\"200\"})");
        }
    }

    public static Selector parse(String text) {
        return new Selector(text.strip());
    }

    private static List<Matcher> read(String text) {
        try {
            return Parser.parseSelector(text);
        } catch (SyntaxProblem e) {
            throw new IllegalArgumentException(
                    "\""
                            + text
                            + "\" (expected: a selector such as requests_total{code=\"200\"}; "
                            + e.text()
                            + ")",
                    e);
        }
    }

    private static boolean isName(Matcher matcher) {
        return matcher.name().equals(Labels.NAME) && matcher.kind() == Matcher.Kind.EQUAL;
    }

    /// The name of the series.
    public String name() {
        return read(text).stream().filter(Selector::isName).findFirst().orElseThrow().value();
    }

    /// What the labels have to fulfil, besides the name, with the placeholders as they are written.
    public List<Matcher> conditions() {
        return read(text).stream().filter(matcher -> !isName(matcher)).toList();
    }

    /// Whether it says by itself which version is meant.
    public boolean hasPlaceholder() {
        return conditions().stream()
                .anyMatch(matcher -> PLACEHOLDERS.stream().anyMatch(matcher.value()::contains));
    }

    /// The labels by which instances that this server scrapes are told apart.
    public static Stream<String> ownLabels() {
        return Stream.of("environment", "service", "version");
    }

    @Override
    public String toString() {
        return text;
    }
}
