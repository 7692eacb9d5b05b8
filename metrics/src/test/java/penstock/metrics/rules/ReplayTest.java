package penstock.metrics.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.Cancellation;
import penstock.metrics.promql.Engine;
import penstock.metrics.promql.EngineOptions;
import penstock.metrics.script.MemorySeries;
import penstock.metrics.series.Samples;

/// Rules over history.
final class ReplayTest {
    private static final String RULES =
            """
            groups:
              - name: first
                interval: 1m
                rules:
                  - record: bad
                    expr: errors > 5
              - name: second
                interval: 1m
                rules:
                  - alert: Bad
                    expr: bad
                    for: 2m
            """;

    private final RuleEvaluator evaluator =
            new RuleEvaluator(
                    new Engine(EngineOptions.DEFAULT), RuleSettings.DEFAULT, new Cancellation());

    @Test
    void tellsWhatWouldHaveFiredAndYieldsTheSeries() {
        var history = new MemorySeries();
        for (int minute = 0; minute < 120; minute++) {
            history.add(
                    Labels.of(Labels.NAME, "errors"),
                    minute * 60_000L,
                    minute >= 30 && minute < 60 ? 10 : 0,
                    0);
        }
        var points = new ArrayList<Point>();

        var report =
                new Replay(evaluator, Replay.Limits.DEFAULT, new Cancellation())
                        .run(
                                Scene.groups(RULES),
                                history,
                                written -> {
                                    points.addAll(written);
                                    return Optional.empty();
                                },
                                0,
                                119 * 60_000L);

        assertThat(report.failures()).isEmpty();
        assertThat(report.evaluations()).isBetween(236L, 240L);
        assertThat(report.transitions())
                .extracting(Replay.Transition::to)
                .containsExactly(Alert.State.PENDING, Alert.State.FIRING, Alert.State.INACTIVE);
        assertThat(report.transitions().get(1).time())
                .isEqualTo(report.transitions().getFirst().time() + 120_000);
        assertThat(points)
                .filteredOn(point -> point.labels().metricName().equals("bad"))
                .hasSize(31)
                .last()
                .satisfies(point -> assertThat(Samples.isStale(point.value())).isTrue());
    }

    @Test
    void refusesWhatWouldTakeTooLong() {
        var replay = new Replay(evaluator, new Replay.Limits(100, 1000, 10), new Cancellation());

        assertThatThrownBy(
                        () ->
                                replay.run(
                                        Scene.groups(RULES),
                                        new MemorySeries(),
                                        points -> Optional.empty(),
                                        0,
                                        86_400_000))
                .hasMessage(
                        "replay: 2882 evaluations (expected: at most 100; take a shorter time or"
                                + " fewer groups)");
    }
}
