package penstock.metrics.rules;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import penstock.metrics.YamlReader;
import penstock.metrics.labels.Labels;
import penstock.metrics.labels.Numbers;
import penstock.metrics.promql.Cancellation;
import penstock.metrics.promql.Engine;
import penstock.metrics.promql.EngineOptions;
import penstock.metrics.promql.syntax.ParserOptions;
import penstock.metrics.promql.syntax.SeriesName;
import penstock.metrics.script.MemorySeries;
import penstock.metrics.series.Samples;

/// Groups of rules, series in memory and a time that goes on.
final class Scene {
    static final long MINUTE = 60_000;

    final MemorySeries series = new MemorySeries();
    final List<Point> written = new ArrayList<>();
    private final MemorySink memory = new MemorySink(series, 1_000_000);
    final List<RuleGroup> groups;
    final List<GroupState> states = new ArrayList<>();
    private final RuleEvaluator evaluator;

    Scene(String yaml) {
        this(yaml, false, RuleSettings.DEFAULT);
    }

    Scene(String yaml, boolean restores, RuleSettings settings) {
        groups = groups(yaml);
        groups.forEach(group -> states.add(GroupState.initial(group, restores)));
        evaluator =
                new RuleEvaluator(new Engine(EngineOptions.DEFAULT), settings, new Cancellation());
    }

    static List<RuleGroup> groups(String yaml) {
        RuleFile file = file(yaml);
        if (!file.mistakes().isEmpty()) {
            throw new IllegalArgumentException(file.mistakes().toString());
        }
        return file.groups();
    }

    static RuleFile file(String yaml) {
        return RuleFile.read(
                "rules.yaml",
                YamlReader.read(yaml),
                new RuleFile.Options(ParserOptions.ALL, MINUTE));
    }

    void sample(String name, long time, double value) {
        series.add(SeriesName.parse(name), time, value, 0);
    }

    /// Evaluates all groups.
    List<RuleEvaluator.Evaluation> evaluate(long time) {
        var evaluations = new ArrayList<RuleEvaluator.Evaluation>();
        for (int i = 0; i < groups.size(); i++) {
            PointSink sink =
                    points -> {
                        written.addAll(points);
                        return memory.write(points);
                    };
            var evaluation = evaluator.evaluate(groups.get(i), states.get(i), series, sink, time);
            states.set(i, evaluation.state());
            evaluations.add(evaluation);
        }
        return evaluations;
    }

    /// The alerts of the first rule, as `pending {job="a"}`.
    List<String> alerts() {
        var shown = new ArrayList<String>();
        for (Alert alert : states.getFirst().rules().getFirst().alerts().values()) {
            Labels labels = alert.labels().without("alertname");
            shown.add(alert.state().text() + " " + labels);
        }
        return shown;
    }

    /// What was written at a time, as `up{job="a"} 1`.
    List<String> writtenAt(long time) {
        var shown = new ArrayList<String>();
        for (Point point : written) {
            if (point.time() == time) {
                String value =
                        Samples.isStale(point.value()) ? "stale" : Numbers.general(point.value());
                shown.add(
                        point.labels().metricName()
                                + point.labels().without(Labels.NAME)
                                + " "
                                + value);
            }
        }
        return shown;
    }

    static long millis(String duration) {
        return Duration.parse("PT" + duration.toUpperCase(Locale.ROOT)).toMillis();
    }

    Map<String, String> annotations() {
        return states.getFirst()
                .rules()
                .getFirst()
                .alerts()
                .values()
                .iterator()
                .next()
                .annotations();
    }
}
