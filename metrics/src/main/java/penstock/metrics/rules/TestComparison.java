package penstock.metrics.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import penstock.metrics.histogram.HistogramText;
import penstock.metrics.labels.Labels;
import penstock.metrics.labels.Numbers;
import penstock.metrics.labels.Quoting;
import penstock.metrics.promql.QueryValue;
import penstock.metrics.rules.RuleTestFile.ExpectedAlert;
import penstock.metrics.rules.RuleTestFile.ExpectedSample;

/// Compares what a test expects with what is there.
final class TestComparison {
    private final boolean isFuzzy;

    TestComparison(boolean isFuzzy) {
        this.isFuzzy = isFuzzy;
    }

    Optional<TestFailure> alerts(RuleTestFile.Alerts expected, List<Alert> got) {
        List<String> lines = new ArrayList<>();
        for (ExpectedAlert alert : expected.expected()) {
            lines.add(shown(alert.labels(), alert.annotations()));
        }
        List<String> gotLines = new ArrayList<>();
        for (Alert alert : got) {
            gotLines.add(shown(alert.labels(), alert.annotations()));
        }
        lines.sort(null);
        gotLines.sort(null);
        return lines.equals(gotLines)
                ? Optional.empty()
                : Optional.of(
                        new TestFailure.Different(
                                "alertname: " + expected.alert(),
                                expected.time(),
                                lines,
                                gotLines));
    }

    private static String shown(Labels labels, Map<String, String> annotations) {
        var text = new StringBuilder("Labels:").append(labels).append(" Annotations:{");
        new TreeMap<>(annotations)
                .forEach(
                        (name, value) -> {
                            text.append(text.charAt(text.length() - 1) == '{' ? "" : ", ");
                            Quoting.text(text.append(name).append('='), value);
                        });
        return text.append('}').toString();
    }

    Optional<TestFailure> samples(RuleTestFile.Query query, List<QueryValue.Sample> samples) {
        var expected = new ArrayList<>(query.expected());
        expected.sort(Comparator.comparing(ExpectedSample::labels));
        var got = new ArrayList<ExpectedSample>();
        for (QueryValue.Sample sample : samples) {
            got.add(
                    new ExpectedSample(
                            sample.labels(),
                            sample.histogram() == null ? sample.value() : 0,
                            Optional.ofNullable(sample.histogram())
                                    .map(
                                            histogram ->
                                                    HistogramText.script(
                                                                    new StringBuilder(), histogram)
                                                            .toString())));
        }
        got.sort(Comparator.comparing(ExpectedSample::labels));
        boolean isSame = expected.size() == got.size();
        for (int i = 0; i < expected.size() && isSame; i++) {
            isSame = isSame(expected.get(i), got.get(i));
        }
        return isSame
                ? Optional.empty()
                : Optional.of(
                        new TestFailure.Different(
                                "expr: " + Quoting.quoted(query.query()),
                                query.time(),
                                lines(expected),
                                lines(got)));
    }

    private boolean isSame(ExpectedSample a, ExpectedSample b) {
        return a.labels().equals(b.labels())
                && a.histogram().equals(b.histogram())
                && isSame(a.value(), b.value());
    }

    /// As in promtool, NaN is not even equal to itself.
    private boolean isSame(double a, double b) {
        return a == b || (isFuzzy && (Math.nextUp(a) == b || Math.nextDown(a) == b));
    }

    private static List<String> lines(List<ExpectedSample> samples) {
        var lines = new ArrayList<String>();
        for (ExpectedSample sample : samples) {
            lines.add(
                    sample.labels()
                            + " "
                            + sample.histogram().orElseGet(() -> Numbers.general(sample.value())));
        }
        return lines;
    }
}
