package penstock.metrics.promql.syntax;

import penstock.metrics.labels.Labels;
import penstock.metrics.labels.Matcher;

/// Reads the name and labels of one series: `up{job="a"}`.
public final class SeriesName {
    private SeriesName() {}

    /// @throws SyntaxProblem when the text is no series
    public static Labels parse(String text) {
        var tokens = new TokenStream(text);
        Expr.VectorSelector read = new SelectorParser(tokens).vectorSelector();
        if (!tokens.is(TokenKind.END)) {
            throw tokens.unexpected("label set", "\",\" or \"}\"");
        }
        var labels = Labels.builder();
        for (Matcher matcher : read.matchers()) {
            if (matcher.kind() != Matcher.Kind.EQUAL) {
                throw tokens.problem(
                        read.place(),
                        "label " + matcher + " of a series (expected: \"=\" after its name)");
            }
            labels.set(matcher.name(), matcher.value());
        }
        return labels.build();
    }
}
