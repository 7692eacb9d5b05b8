package penstock.metrics.promql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import penstock.metrics.histogram.CounterReset;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.syntax.Parser;
import penstock.metrics.promql.syntax.ParserOptions;
import penstock.metrics.script.MemorySeries;

class RowBuilderTest {
    private final Execution execution =
            new Execution(
                    new MemorySeries(),
                    EngineOptions.DEFAULT,
                    new Execution.Task(
                            Parser.parse("1", ParserOptions.STABLE), Grid.at(0), 0, false),
                    _ -> {});
    private final RowBuilder builder = new RowBuilder(execution);

    @Test
    void aRowReachesFromItsFirstValueToItsLast() {
        builder.put(1000, 1);
        builder.put(1003, 2);

        Row row = builder.build(Labels.EMPTY, false);

        assertThat(row.first()).isEqualTo(1000);
        assertThat(row.end()).isEqualTo(1004);
        assertThat(row.size()).isEqualTo(4 + Row.OVERHEAD);
        assertThat(row.has(1000)).isTrue();
        assertThat(row.has(1001)).isFalse();
        assertThat(row.has(999)).isFalse();
        assertThat(row.value(1003)).isEqualTo(2);
    }

    @Test
    void growsAsFarAsThereAreValues() {
        for (int step = 5; step < 500; step += 3) {
            builder.put(step, step);
        }
        builder.put(502, FloatHistogram.EMPTY);

        Row row = builder.build(Labels.EMPTY, false);

        for (int step = 5; step < 500; step++) {
            assertThat(row.has(step)).isEqualTo((step - 5) % 3 == 0);
            assertThat(!row.has(step) || row.value(step) == step).isTrue();
        }
        assertThat(row.histogram(502)).isEqualTo(FloatHistogram.EMPTY);
        assertThat(row.histogram(5)).isNull();
    }

    @Test
    void canBeUsedAgain() {
        builder.put(7, FloatHistogram.EMPTY);
        builder.build(Labels.EMPTY, false);
        builder.put(2, 5);

        Row row = builder.build(Labels.EMPTY, true);

        assertThat(row.first()).isEqualTo(2);
        assertThat(row.hasHistograms()).isFalse();
        assertThat(builder.build(Labels.EMPTY, false).isEmpty()).isTrue();
    }

    @Test
    void whatItTakesIsHeldAndAHistogramInTurnCountsOnce() {
        var histogram = FloatHistogram.EMPTY.withCounterReset(CounterReset.GAUGE);
        long before = execution.held();
        for (int step = 0; step < 16; step++) {
            builder.put(step, histogram);
        }

        long whileBuilding = execution.held() - before;
        Row row = builder.build(Labels.EMPTY, false);

        assertThat(whileBuilding).isEqualTo(16 + histogram.bytes() / 8);
        assertThat(row.size()).isEqualTo(Row.OVERHEAD + 2 * 16 + histogram.bytes() / 8);
        assertThat(execution.held() - before).isEqualTo(row.size());
    }
}
