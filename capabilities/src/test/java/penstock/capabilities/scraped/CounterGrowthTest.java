package penstock.capabilities.scraped;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.Line;

/// What a counter grew by in an interval, whatever happens to it.
final class CounterGrowthTest {
    private static final Span SPAN = new Span(100_000, 110_000, 20_000);

    /// A series with pairs of a time in seconds and a value.
    private static Line line(String instance, double... timesAndValues) {
        var times = new long[timesAndValues.length / 2];
        var values = new double[times.length];
        for (int i = 0; i < times.length; i++) {
            times[i] = (long) (timesAndValues[2 * i] * 1_000);
            values[i] = timesAndValues[2 * i + 1];
        }
        return new Line(Labels.of("job", "shop", "instance", instance), times, values, null);
    }

    private static CounterGrowth growth(Span span, Line... lines) {
        return CounterGrowth.of(List.of(lines), Presence.of(List.of(lines)), span);
    }

    private static double sum(Line... lines) {
        return growth(SPAN, lines).sum();
    }

    @Test
    void growthIsWhatCameAfterTheLastSampleBeforeTheInterval() {
        assertThat(sum(line("a", 94, 10, 99, 15, 104, 18, 109, 30, 114, 90))).isEqualTo(15);
    }

    @Test
    void everySampleCountsInOneIntervalOnly() {
        var line = line("a", 94, 10, 99, 15, 104, 18, 109, 30, 114, 90, 119, 95, 124, 200);
        double whole = growth(new Span(100_000, 120_000, 20_000), line).sum();

        assertThat(
                        growth(SPAN, line).sum()
                                + growth(new Span(110_000, 120_000, 20_000), line).sum())
                .isEqualTo(whole)
                .isEqualTo(80);
    }

    @Test
    void aCounterThatBeganAnewShowsOnlyGrowth() {
        assertThat(sum(line("a", 99, 1_000, 104, 1_005, 109, 7))).isEqualTo(12);
    }

    @Test
    void growthOverAGapIsNotOfThisInterval() {
        assertThat(sum(line("a", 80, 100, 105, 900, 110, 903))).isEqualTo(3);
    }

    @Test
    void whatGrewBeforeAnInstanceWasKnownDoesNotCount() {
        assertThat(sum(line("a", 103, 5_000, 108, 5_004))).isEqualTo(4);
    }

    @Test
    void aSeriesThatAKnownInstanceBeginsHasGrownFromNothing() {
        var requests = line("a", 99, 50, 104, 60, 109, 70);
        var errors = line("a", 104, 2, 109, 5);

        var growth =
                CounterGrowth.of(List.of(errors), Presence.of(List.of(requests, errors)), SPAN);

        assertThat(growth.sum()).isEqualTo(5);
    }

    @Test
    void aSampleThatCameLateChangesNothingThatWasCounted() {
        var early = line("a", 94, 10, 99, 15, 109, 30);
        var late = line("a", 94, 10, 99, 15, 104, 18, 109, 30);
        var next = new Span(110_000, 120_000, 20_000);
        var later = line("a", 99, 15, 104, 18, 109, 30, 114, 33);

        assertThat(sum(early)).isEqualTo(sum(late)).isEqualTo(15);
        assertThat(growth(next, later).sum()).isEqualTo(3);
    }

    @Test
    void instancesComeAndGo() {
        var goes = line("a", 95, 10, 101, 16);
        var comes = line("b", 104, 1, 109, 5);
        var stays = line("c", 98, 7, 108, 8);

        assertThat(sum(goes, comes, stays)).isEqualTo(6 + 4 + 1);
    }

    @Test
    void whatNoCounterTellsIsLeftOut() {
        var growth =
                growth(
                        SPAN,
                        line(
                                "a",
                                99,
                                10,
                                101,
                                Double.NaN,
                                103,
                                Double.POSITIVE_INFINITY,
                                105,
                                -4,
                                107,
                                12));

        assertThat(growth.sum()).isEqualTo(2);
        assertThat(growth.ignored()).isEqualTo(3);
    }

    @Test
    void aCounterBeyondAllMeasureDoesNotOverflow() {
        var growth =
                growth(SPAN, line("a", 99, 0, 109, Double.MAX_VALUE), line("b", 99, 0, 109, 1e308));

        assertThat(growth.whole()).isPositive().isLessThan(1L << 41);
    }

    @Test
    void manyInstancesWhoseClocksDifferAreCountedEachByItsOwn() {
        var lines = new ArrayList<Line>();
        for (int i = 0; i < 500; i++) {
            double late = i % 10 / 2.0;
            lines.add(line("i" + i, 95 + late, 100, 100 + late, 107, 105 + late, 109));
        }

        var growth = CounterGrowth.of(lines, Presence.of(lines), SPAN);

        // Those on time have grown by 2 in the interval, those that are late by 9.
        assertThat(growth.sum()).isEqualTo(50 * 2 + 450 * 9);
        assertThat(Presence.of(lines).millis(SPAN)).isEqualTo(50 * 5_000 + 450 * 10_000);
    }
}
