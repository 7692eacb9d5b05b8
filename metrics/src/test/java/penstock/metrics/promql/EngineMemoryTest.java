package penstock.metrics.promql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import penstock.metrics.histogram.Bounds;
import penstock.metrics.histogram.Buckets;
import penstock.metrics.histogram.CounterReset;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.labels.Labels;
import penstock.metrics.labels.Matcher;
import penstock.metrics.promql.EngineOptions.Limits;
import penstock.metrics.promql.syntax.ParserOptions;
import penstock.metrics.script.MemorySeries;
import penstock.metrics.series.Samples;
import penstock.metrics.series.Series;
import penstock.metrics.series.SeriesSource;

/// What a query may have in memory is counted before it is there.
class EngineMemoryTest {
    private static final long MINUTE = 60_000;
    private static final String TOO_MANY = "query processing would load too many samples";

    private final MemorySeries series = new MemorySeries();

    private static Engine engine(long samples) {
        var limits = new Limits(samples, 11_000, 1, Duration.ofMinutes(1));
        return new Engine(EngineOptions.DEFAULT.withLimits(limits));
    }

    @Test
    void aHistogramCountsAsManyValuesAsItTakes() {
        for (int i = 0; i < 100; i++) {
            var counts = new double[160];
            counts[0] = i;
            var histogram =
                    new FloatHistogram(
                            3,
                            0,
                            0,
                            i,
                            i,
                            Buckets.run(0, counts),
                            Buckets.NONE,
                            Bounds.NONE,
                            CounterReset.UNKNOWN);
            series.add(Labels.of("__name__", "h"), i * MINUTE, histogram, 0);
        }
        var engine = engine(20_000);

        for (String query : List.of("h", "rate(h[5m])", "sum(h)", "-h", "h * 2", "h + h")) {
            assertThatThrownBy(() -> engine.range(series, query, 0, 99 * MINUTE, MINUTE))
                    .as(query)
                    .hasMessageContaining(TOO_MANY);
        }
        assertThatThrownBy(() -> engine.instant(series, "h[200m]", 99 * MINUTE))
                .hasMessageContaining(TOO_MANY);
        assertThat(engine.range(series, "h", 0, 10 * MINUTE, MINUTE).statistics().peak())
                .isGreaterThan(10 * 160);
    }

    @Test
    void aLongSeriesIsGivenUpBeforeItIsInMemory() {
        var read = new AtomicLong();
        Series endless =
                new Series() {
                    @Override
                    public Labels labels() {
                        return Labels.of("__name__", "endless");
                    }

                    @Override
                    public void read(long from, long to, Samples into) {
                        for (long time = from; time <= to; time += 1000) {
                            into.add(time, 1);
                            read.incrementAndGet();
                        }
                    }
                };
        SeriesSource source = (from, to, matchers) -> List.of(endless);

        for (String query : List.of("max_over_time(endless[1000d])", "endless[1000d]")) {
            read.set(0);
            assertThatThrownBy(() -> engine(100_000).instant(source, query, 0))
                    .as(query)
                    .hasMessageContaining(TOO_MANY);
            assertThat(read.get()).as(query).isLessThan(300_000);
        }
        assertThat(
                        engine(1_000_000)
                                .instant(source, "count_over_time(endless[1d])", 0)
                                .statistics()
                                .samples())
                .isEqualTo(86_400);
    }

    @Test
    void whatIsTheSameAtAllTimesIsCountedBeforeItIsSpread() {
        for (int i = 0; i < 1000; i++) {
            series.add(Labels.of("__name__", "up", "i", "" + i), 0, 1, 0);
        }
        var engine = engine(50_000_000);

        assertThatThrownBy(() -> engine.instant(series, "max_over_time((up @ 0)[4900s:1ms])", 0))
                .hasMessageContaining(TOO_MANY);
    }

    @Test
    void manySeriesAreGivenUpBeforeTheyAreAllInMemory() {
        var shown = new AtomicLong();
        SeriesSource source =
                new SeriesSource() {
                    @Override
                    public List<Series> select(long from, long to, List<Matcher> matchers) {
                        throw new IllegalStateException("all of them");
                    }

                    @Override
                    public void visit(
                            long from, long to, List<Matcher> matchers, Predicate<Series> visitor) {
                        series.add(Labels.of("__name__", "up"), shown.get() + 1, 1, 0);
                        Series one = series.select(from, to, List.of()).getFirst();
                        while (visitor.test(one)) {
                            shown.incrementAndGet();
                        }
                    }
                };

        for (String query : List.of("up", "rate(up[5m])", "count(up smoothed)")) {
            assertThatThrownBy(() -> extended(100_000).instant(source, query, 0))
                    .as(query)
                    .hasMessageContaining(TOO_MANY);
        }
        assertThat(shown.get()).isLessThan(100_000);
    }

    private static Engine extended(long samples) {
        var limits = new Limits(samples, 11_000, 1, Duration.ofMinutes(1));
        return new Engine(EngineOptions.DEFAULT.withLanguage(ParserOptions.ALL).withLimits(limits));
    }

    @Test
    void labelsThatAQueryMakesAreLimitedOneByOneAndTogether() {
        for (int i = 0; i < 100; i++) {
            series.add(Labels.of("__name__", "up", "i", "x".repeat(1000) + i), 0, 1, 0);
        }
        var engine = engine(100_000);

        assertThatThrownBy(
                        () ->
                                engine.instant(
                                        series,
                                        "label_replace(up, \"a\", \""
                                                + "$1".repeat(70)
                                                + "\","
                                                + " \"i\", \"(.*)\")",
                                        0))
                .hasMessage(
                        "label value made by label_replace() is too long (expected: at most 65536"
                                + " characters)");
        assertThatThrownBy(
                        () ->
                                engine.instant(
                                        series,
                                        "label_join(up, \"a\", \"\"" + ", \"i\"".repeat(70) + ")",
                                        0))
                .hasMessageStartingWith("label value made by label_join() is too long");
        assertThatThrownBy(
                        () ->
                                engine.instant(
                                        series,
                                        "label_join(up, \"a\", \"\"" + ", \"i\"".repeat(10) + ")",
                                        0))
                .hasMessageContaining(TOO_MANY);
    }

    @Test
    void manyWarningsAreKeptToAThousand() {
        for (int i = 0; i < 1500; i++) {
            series.add(Labels.of("__name__", "gauge_" + i, "i", "" + i), 0, 1, 0);
            series.add(Labels.of("__name__", "gauge_" + i, "i", "" + i), 1000, 1, 0);
        }

        var result = engine(1_000_000).instant(series, "rate({__name__=~\"gauge.*\"}[5m])", 1000);

        assertThat(result.infos()).hasSize(1000);
    }

    @Test
    void aPlaceIsTakenUntilItIsLeft() {
        var engine = engine(1000);
        var patience = Duration.ofMillis(1);
        var place = engine.enter(Duration.ofMinutes(1), new Cancellation());

        assertThatThrownBy(() -> engine.enter(patience, new Cancellation()))
                .hasMessage("query timed out in query queue");
        place.close();
        place.close();
        try (var _ = engine.enter(patience, new Cancellation())) {
            assertThatThrownBy(() -> engine.enter(patience, new Cancellation()))
                    .hasMessage("query timed out in query queue");
        }
    }
}
