package penstock.metrics.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.Cancellation;
import penstock.metrics.promql.Engine;
import penstock.metrics.promql.EngineOptions;
import penstock.metrics.store.StoreSettings;
import penstock.metrics.store.Stores;
import penstock.metrics.store.TimeSeriesStore;

/// Rules that read and write a store on disk.
final class StoreSinkTest {
    private static final long MINUTE = Scene.MINUTE;
    private static final long START = Stores.NOW - 120 * MINUTE;
    private static final Labels UP = Labels.of(Labels.NAME, "up", "job", "a");

    private static final RuleGroup GROUP =
            Scene.groups(
                            """
                            groups:
                              - name: g
                                rules:
                                  - record: down
                                    expr: up == 0
                                  - alert: Down
                                    expr: down
                                    for: 30m
                            """)
                    .getFirst();

    private final RuleEvaluator evaluator =
            new RuleEvaluator(
                    new Engine(EngineOptions.DEFAULT), RuleSettings.DEFAULT, new Cancellation());

    @TempDir private Path folder;

    private TimeSeriesStore open() {
        return TimeSeriesStore.open(folder, StoreSettings.DEFAULTS, Stores.CLOCK);
    }

    /// Minute by minute, with `up` at 0.
    private GroupState evaluate(TimeSeriesStore store, GroupState state, int from, int to) {
        var sink = new StoreSink(store, "rules");
        GroupState now = state;
        for (int minute = from; minute <= to; minute++) {
            long time = START + minute * MINUTE;
            Stores.put(store, UP, time, 0);
            var evaluation = evaluator.evaluate(GROUP, now, store, sink, time);
            assertThat(evaluation.failures()).isEmpty();
            now = evaluation.state();
        }
        return now;
    }

    @Test
    void anAlertWaitsOnAfterARestart() {
        GroupState before;
        try (var store = open()) {
            before = evaluate(store, GroupState.initial(GROUP, false), 0, 15);
        }

        GroupState after;
        try (var store = open()) {
            after = evaluate(store, GroupState.initial(GROUP, true), 20, 22);
        }

        Alert alert = before.rules().get(1).active().getFirst();
        Alert restored = after.rules().get(1).active().getFirst();
        assertThat(alert.activeAt()).isEqualTo(START);
        assertThat(restored.activeAt()).isEqualTo(START + 6 * MINUTE);
        assertThat(restored.labels()).isEqualTo(alert.labels());
    }

    @Test
    void aSecondValueAtATimeIsAProblemAndALateEndIsNot() {
        try (var store = open()) {
            var sink = new StoreSink(store, "rules");
            var series = Labels.of(Labels.NAME, "r");

            Optional<String> first = sink.write(List.of(Point.of(series, START, 1)));
            Optional<String> again = sink.write(List.of(Point.of(series, START, 1)));
            Optional<String> second = sink.write(List.of(Point.of(series, START, 2)));
            Optional<String> end = sink.write(List.of(Point.stale(series, START)));

            assertThat(first).isEmpty();
            assertThat(again).isEmpty();
            assertThat(second).hasValue("1 refused: a series has two values at one time");
            assertThat(end).isEmpty();
            assertThat(Stores.samples(store, series)).hasSize(1);
        }
    }
}
