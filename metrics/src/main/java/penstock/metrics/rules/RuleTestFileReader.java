package penstock.metrics.rules;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import penstock.metrics.histogram.HistogramText;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.GoNumber;
import penstock.metrics.promql.syntax.SeriesName;
import penstock.metrics.promql.syntax.SyntaxProblem;
import penstock.metrics.rules.RuleTestFile.Alerts;
import penstock.metrics.rules.RuleTestFile.Expectations;
import penstock.metrics.rules.RuleTestFile.ExpectedAlert;
import penstock.metrics.rules.RuleTestFile.ExpectedSample;
import penstock.metrics.rules.RuleTestFile.External;
import penstock.metrics.rules.RuleTestFile.Query;
import penstock.metrics.script.SeriesLine;
import penstock.metrics.tree.Mistake;
import penstock.metrics.tree.Tree;

/// Reads a file of unit tests of rules.
final class RuleTestFileReader {
    private static final long MINUTE = 60_000;
    private static final Set<String> FILE =
            Set.of(
                    "rule_files",
                    "evaluation_interval",
                    "group_eval_order",
                    "fuzzy_compare",
                    "tests");
    private static final Set<String> TEST =
            Set.of(
                    "name",
                    "interval",
                    "start_timestamp",
                    "input_series",
                    "alert_rule_test",
                    "promql_expr_test",
                    "external_labels",
                    "external_url");

    /// Of all series of a file.
    private static final int MAX_ITEMS = 1_000_000;

    private final List<Mistake> mistakes = new ArrayList<>();
    private int items;

    RuleTestFile read(@Nullable Object content) {
        Tree.Fields file = Tree.root(content, mistakes).fields("unit test file", FILE);
        long interval = positive(file.get("evaluation_interval"), MINUTE);
        List<String> order = texts(file.get("group_eval_order"));
        var seen = new HashSet<String>();
        for (String group : order) {
            if (!seen.add(group)) {
                file.get("group_eval_order")
                        .refuse("group name repeated in evaluation order: " + group);
            }
        }
        var tests = new ArrayList<RuleTestFile.Test>();
        for (Tree test : file.get("tests").items()) {
            tests.add(test(test.fields("test", TEST), interval));
        }
        return new RuleTestFile(
                texts(file.get("rule_files")),
                interval,
                file.get("fuzzy_compare").truth(),
                order,
                tests,
                mistakes);
    }

    private static List<String> texts(Tree tree) {
        var texts = new ArrayList<String>();
        tree.items().forEach(item -> texts.add(item.text()));
        return texts;
    }

    private static long positive(Tree tree, long otherwise) {
        return tree.duration().filter(given -> given > 0).orElse(otherwise);
    }

    private RuleTestFile.Test test(Tree.Fields fields, long interval) {
        var series = new ArrayList<SeriesLine>();
        for (Tree tree : fields.get("input_series").items()) {
            series(tree).ifPresent(series::add);
        }
        var alerts = new ArrayList<Alerts>();
        for (Tree tree : fields.get("alert_rule_test").items()) {
            alerts.add(alerts(tree));
        }
        var queries = new ArrayList<Query>();
        for (Tree tree : fields.get("promql_expr_test").items()) {
            queries.add(query(tree));
        }
        return new RuleTestFile.Test(
                fields.get("name").text(),
                positive(fields.get("interval"), interval),
                start(fields.get("start_timestamp")),
                series,
                new Expectations(alerts, queries),
                new External(
                        Labels.of(fields.get("external_labels").texts()),
                        fields.get("external_url").text()));
    }

    /// Seconds since 1970, or a date and time.
    private static long start(Tree tree) {
        String text = tree.text();
        if (text.isEmpty()) {
            return 0;
        }
        OptionalDouble seconds = GoNumber.parse(text);
        if (seconds.isPresent()) {
            return Math.round(seconds.getAsDouble() * 1000);
        }
        try {
            return Instant.parse(text).toEpochMilli();
        } catch (DateTimeParseException e) {
            tree.refuse("\"" + text + "\" (expected: seconds since 1970, or 2006-01-02T15:04:05Z)");
            return 0;
        }
    }

    private Optional<SeriesLine> series(Tree tree) {
        Tree.Fields fields = tree.fields("input series", Set.of("series", "values"));
        String text = fields.get("series").text() + " " + fields.get("values").text();
        if (items > MAX_ITEMS) {
            return Optional.empty();
        }
        try {
            SeriesLine line = SeriesLine.parse(text);
            items += line.items().size();
            if (items > MAX_ITEMS) {
                tree.refuse(
                        "more than "
                                + MAX_ITEMS
                                + " values (expected: at most so many in all series)");
            }
            return Optional.of(line);
        } catch (SyntaxProblem | IllegalArgumentException e) {
            tree.refuse(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private static Alerts alerts(Tree tree) {
        Tree.Fields fields =
                tree.fields("alert test", Set.of("eval_time", "alertname", "exp_alerts"));
        long time = fields.get("eval_time").duration().orElse(0L);
        String name = fields.get("alertname").text();
        if (name.isEmpty()) {
            tree.refuse("an item under alert_rule_test misses required attribute alertname");
        }
        var expected = new ArrayList<ExpectedAlert>();
        for (Tree item : fields.get("exp_alerts").items()) {
            Tree.Fields alert =
                    item.fields("expected alert", Set.of("exp_labels", "exp_annotations"));
            Map<String, String> labels = new HashMap<>(alert.get("exp_labels").texts());
            labels.put(AlertSeries.ALERT_NAME, name);
            expected.add(
                    new ExpectedAlert(Labels.of(labels), alert.get("exp_annotations").texts()));
        }
        return new Alerts(time, name, expected);
    }

    private static Query query(Tree tree) {
        Tree.Fields fields = tree.fields("query test", Set.of("expr", "eval_time", "exp_samples"));
        long time = fields.get("eval_time").duration().orElse(0L);
        var expected = new ArrayList<ExpectedSample>();
        for (Tree item : fields.get("exp_samples").items()) {
            sample(item).ifPresent(expected::add);
        }
        return new Query(time, fields.get("expr").text(), expected);
    }

    private static Optional<ExpectedSample> sample(Tree tree) {
        Tree.Fields fields = tree.fields("expected sample", Set.of("labels", "value", "histogram"));
        String labels = fields.get("labels").text();
        try {
            return Optional.of(
                    new ExpectedSample(
                            labels.isEmpty() ? Labels.EMPTY : SeriesName.parse(labels),
                            fields.get("value").number(),
                            histogram(fields.get("histogram").text())));
        } catch (SyntaxProblem | IllegalArgumentException e) {
            tree.refuse(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /// Written the one way in which results are written.
    private static Optional<String> histogram(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        List<SeriesLine.Item> items = SeriesLine.parse("{} " + text).items();
        if (items.size() != 1 || items.getFirst().histogram() == null) {
            throw new IllegalArgumentException(text + " (expected: one histogram)");
        }
        return Optional.of(
                HistogramText.script(new StringBuilder(), items.getFirst().histogram()).toString());
    }
}
