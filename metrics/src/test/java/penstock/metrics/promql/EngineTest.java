package penstock.metrics.promql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.EngineOptions.Limits;
import penstock.metrics.promql.QueryProblem.Kind;
import penstock.metrics.script.MemorySeries;
import penstock.metrics.series.SeriesSource;

class EngineTest {
    private static final long MINUTE = 60_000;

    private final MemorySeries series = new MemorySeries();

    private void add(String name, double... values) {
        for (int i = 0; i < values.length; i++) {
            series.add(Labels.of("__name__", name), i * MINUTE, values[i], 0);
        }
    }

    private static Engine engine(Limits limits) {
        return new Engine(EngineOptions.DEFAULT.withLimits(limits));
    }

    private static Limits samples(long samples) {
        return new Limits(samples, 11_000, 20, Duration.ofMinutes(1));
    }

    @Test
    void answersWithWhatItTook() {
        add("up", 1, 2, 3, 4);

        var result =
                engine(Limits.DEFAULT)
                        .range(series, "sum_over_time(up[2m])", 0, 3 * MINUTE, MINUTE);

        var matrix = (QueryValue.Matrix) result.value();
        assertThat(matrix.lines()).hasSize(1);
        assertThat(matrix.lines().getFirst().value(3)).isEqualTo(7);
        assertThat(result.statistics().samples()).isEqualTo(1 + 2 + 2 + 2);
        assertThat(result.statistics().peak()).isPositive();
    }

    @Test
    void aTextAndANumberAreAnswersToo() {
        var engine = engine(Limits.DEFAULT);

        assertThat(engine.instant(series, "\"word\"", 5).value())
                .isEqualTo(new QueryValue.Text(5, "word"));
        assertThat(engine.instant(series, "(1 + 2)", 5).value())
                .isEqualTo(new QueryValue.Scalar(5, 3));
    }

    @Test
    void refusesWhatIsNoQuery() {
        var engine = engine(Limits.DEFAULT);

        assertThatThrownBy(() -> engine.instant(series, "sum(", 0))
                .isInstanceOfSatisfying(
                        QueryProblem.class,
                        problem -> {
                            assertThat(problem.kind()).isEqualTo(Kind.BAD_DATA);
                            assertThat(problem).hasMessageContaining("parse error");
                        });
    }

    @Test
    void aRangeOfRangesIsRefused() {
        var engine = engine(Limits.DEFAULT);

        assertThatThrownBy(() -> engine.range(series, "up[5m]", 0, 10, 1))
                .hasMessage(
                        "invalid expression type \"range vector\" for range query, must be Scalar or"
                                + " instant Vector");
    }

    @Test
    void aRangeOfTooManyPointsOrWithoutAStepIsRefused() {
        var engine = engine(Limits.DEFAULT);

        assertThatThrownBy(() -> engine.range(series, "up", 0, 11_001, 1))
                .hasMessage(
                        "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing"
                                + " the query resolution (?step=XX)");
        assertThatThrownBy(() -> engine.range(series, "up", 0, 1, 0))
                .hasMessageStartingWith("zero or negative query resolution step widths");
        assertThat(engine.range(series, "up", 0, 11_000, 1).value()).isNotNull();
    }

    @Test
    void aRangeThatEndsBeforeItStartsIsEmpty() {
        add("up", 1, 2);

        var result = engine(Limits.DEFAULT).range(series, "up + 1", MINUTE, 0, MINUTE);

        assertThat(result.value()).isEqualTo(new QueryValue.Matrix(List.of()));
    }

    @Test
    void aQueryOverTooManySamplesFailsWhereverTheyAre() {
        add("up", new double[2000]);
        var engine = engine(samples(1000));

        for (String query :
                List.of(
                        "up",
                        "sum_over_time(up[1m])",
                        "up + up",
                        "vector(1)",
                        "sum_over_time(up[2m:1m])",
                        "max_over_time(up[150m:])")) {
            assertThatThrownBy(() -> engine.range(series, query, 0, 1999 * MINUTE, MINUTE))
                    .as(query)
                    .hasMessage(
                            "query processing would load too many samples into memory in query"
                                    + " execution");
        }
        assertThatThrownBy(() -> engine.instant(series, "count_over_time(up[30h])", 1999 * MINUTE))
                .hasMessageContaining("too many samples");
        assertThat(engine.range(series, "up", 0, 99 * MINUTE, MINUTE).value()).isNotNull();
    }

    @Test
    void aSubqueryOfMoreStepsThanSamplesAreAllowedFails() {
        var engine = engine(samples(1000));

        for (String query :
                List.of(
                        "max_over_time(vector(time())[290y:1ms])",
                        "absent_over_time(up[1h:1ms])",
                        "count_over_time(sum(up)[1001s:1s])",
                        "sum_over_time(vector(time() + (time() + (time() + time())))[400s:1s])")) {
            assertThatThrownBy(() -> engine.instant(series, query, 0))
                    .as(query)
                    .hasMessageContaining("too many samples");
        }
    }

    @Test
    void anExpressionAsDeepAsTheParserAllowsIsEvaluated() {
        add("up", 1);
        String chain = "up" + " + up".repeat(490);
        String numbers = "1" + " + 1".repeat(490);
        String nested = "-(".repeat(120) + "up" + ")".repeat(120);
        var engine = engine(Limits.DEFAULT);

        assertThat(value(engine.instant(series, chain, 0))).isEqualTo(491);
        assertThat(engine.instant(series, numbers, 0).value())
                .isEqualTo(new QueryValue.Scalar(0, 491));
        assertThat(value(engine.instant(series, nested, 0))).isEqualTo(1);
        assertThat(engine.range(series, chain, 0, MINUTE, MINUTE).value()).isNotNull();
    }

    private static double value(QueryResult result) {
        return ((QueryValue.Vector) result.value()).samples().getFirst().value();
    }

    @Test
    void aCancelledQueryEnds() {
        add("up", 1, 2, 3);
        var engine = engine(Limits.DEFAULT);
        var cancellation = new Cancellation();
        SeriesSource cancelling =
                (from, to, matchers) -> {
                    cancellation.cancel();
                    return series.select(from, to, matchers);
                };
        var request =
                new Engine.Request(
                        cancelling,
                        engine.parse("sum(rate(up[5m]))"),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(5),
                        cancellation);

        assertThatThrownBy(() -> engine.instant(request, 0))
                .isInstanceOfSatisfying(
                        QueryProblem.class,
                        problem -> {
                            assertThat(problem.kind()).isEqualTo(Kind.CANCELLED);
                            assertThat(problem)
                                    .hasMessage("query was canceled in expression evaluation");
                        });
    }

    @Test
    void aQueryThatTakesTooLongEnds() {
        add("up", 1, 2, 3);
        var now = new AtomicLong(Long.MAX_VALUE - 5);
        var engine = new Engine(EngineOptions.DEFAULT, now::get);
        SeriesSource slow =
                (from, to, matchers) -> {
                    now.addAndGet(Duration.ofMinutes(3).toNanos());
                    return series.select(from, to, matchers);
                };

        assertThatThrownBy(() -> engine.instant(slow, "rate(up[5m])", 0))
                .isInstanceOfSatisfying(
                        QueryProblem.class,
                        problem -> {
                            assertThat(problem.kind()).isEqualTo(Kind.TIMEOUT);
                            assertThat(problem)
                                    .hasMessage("query timed out in expression evaluation");
                        });
    }

    @Test
    void queriesBeyondTheLimitWaitForTheirTurnAsLongAsTheyMay() throws InterruptedException {
        add("up", 1);
        var engine = engine(new Limits(1000, 1000, 1, Duration.ofMinutes(1)));
        var hasBegun = new CountDownLatch(1);
        var mayEnd = new CountDownLatch(1);
        SeriesSource blocking =
                (from, to, matchers) -> {
                    hasBegun.countDown();
                    await(mayEnd);
                    return series.select(from, to, matchers);
                };
        Thread first = Thread.ofVirtual().start(() -> engine.instant(blocking, "up", 0));
        hasBegun.await();
        var impatient =
                new Engine.Request(
                        series,
                        engine.parse("up"),
                        Duration.ofNanos(1),
                        Duration.ofMinutes(5),
                        new Cancellation());

        assertThatThrownBy(() -> engine.instant(impatient, 0))
                .hasMessage("query timed out in query queue");
        mayEnd.countDown();
        first.join();
        assertThat(engine.instant(series, "up", 0).value()).isInstanceOf(QueryValue.Vector.class);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aRequestMayLookBackFurther() {
        add("up", 1);
        var engine = engine(Limits.DEFAULT);
        var request =
                new Engine.Request(
                        series,
                        engine.parse("up"),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(20),
                        new Cancellation());

        assertThat(engine.instant(series, "up", 10 * MINUTE).value())
                .isEqualTo(new QueryValue.Vector(List.of()));
        assertThat(((QueryValue.Vector) engine.instant(request, 10 * MINUTE).value()).samples())
                .hasSize(1);
    }

    @Test
    void annotationsNameTheirPlaceInTheQuery() {
        add("up", 1, 2, 3);
        String query = "1 +\n  sum(rate(up[5m]))";

        var result = engine(Limits.DEFAULT).instant(series, query, 2 * MINUTE);

        assertThat(result.warnings()).isEmpty();
        assertThat(result.infos()).hasSize(1);
        assertThat(result.infos().getFirst().text())
                .isEqualTo(
                        "PromQL info: metric might not be a counter, name does not end in"
                                + " _total/_sum/_count/_bucket: \"up\"");
        assertThat(result.infos().getFirst().textIn(query)).endsWith("\"up\" (2:12)");
    }

    @Test
    void bucketsOutOfOrderAreToldOnceWithHowOftenAndHowFar() {
        for (int i = 0; i < 3; i++) {
            for (String bound : List.of("0.1", "1", "+Inf")) {
                var labels = Labels.of("__name__", "t_bucket", "le", bound);
                series.add(labels, i * MINUTE, bound.equals("1") ? 5 - i : 10, 0);
            }
        }
        String query = "histogram_quantile(0.5, t_bucket)";

        var result = engine(Limits.DEFAULT).range(series, query, 0, 2 * MINUTE, MINUTE);

        assertThat(result.infos()).hasSize(1);
        assertThat(result.infos().getFirst().textIn(query))
                .endsWith(
                        "for metric name \"t_bucket\", from buckets 1 to 1, with a max diff of 7, over"
                                + " 3 samples from 1970-01-01T00:00:00Z to 1970-01-01T00:02:00Z"
                                + " (1:25)");
    }

    @Test
    void aNameCanBeDroppedAtOnce() {
        add("a", 1);
        add("b", 2);
        var traits = new EngineOptions.Traits(false, false, true);
        var engine =
                new Engine(
                        new EngineOptions(
                                EngineOptions.DEFAULT.language(),
                                EngineOptions.DEFAULT.lookback(),
                                EngineOptions.DEFAULT.subqueryStep(),
                                Limits.DEFAULT,
                                traits));

        assertThatThrownBy(() -> engine.instant(series, "sum(abs({__name__=~\"a|b\"}))", 0))
                .hasMessage("vector cannot contain metrics with the same labelset");
        assertThat(((QueryValue.Vector) engine.instant(series, "-a", 0).value()).samples())
                .singleElement()
                .satisfies(sample -> assertThat(sample.labels()).isEqualTo(Labels.EMPTY));
    }

    @Test
    void everyFunctionOfTheLanguageIsThere() {
        add("m", 1, 2, 3);
        var engine =
                new Engine(
                        EngineOptions.DEFAULT.withLanguage(
                                penstock.metrics.promql.syntax.ParserOptions.ALL));

        for (var function : penstock.metrics.promql.syntax.Functions.list()) {
            var arguments =
                    function.arguments().stream()
                            .map(
                                    type ->
                                            switch (type) {
                                                case SCALAR -> "0.5";
                                                case VECTOR -> "m";
                                                case MATRIX -> "m[5m]";
                                                case STRING -> "\"x\"";
                                            })
                            .toList();
            String query =
                    function.name().equals("info")
                            ? "info(m)"
                            : function.name() + "(" + String.join(", ", arguments) + ")";

            assertThat(engine.instant(series, query, 2 * MINUTE).value()).as(query).isNotNull();
            assertThat(engine.range(series, query, 0, 2 * MINUTE, MINUTE).value())
                    .as(query)
                    .isNotNull();
        }
    }

    @Test
    void asInAStockPrometheusSeriesThatDifferInNameOnlyDoNotGoTogetherInARange() {
        add("first_total", 1, 2, 3);
        for (int i = 20; i < 23; i++) {
            series.add(Labels.of("__name__", "second_total"), i * MINUTE, i, 0);
        }
        var stock =
                new Engine(
                        EngineOptions.DEFAULT
                                .withTraits(EngineOptions.Traits.STOCK)
                                .withLookback(Duration.ofMinutes(2)));

        for (String query :
                List.of("increase({__name__=~\".*_total\"}[2m])", "-{__name__=~\".*_total\"}")) {
            assertThatThrownBy(() -> stock.range(series, query, 0, 22 * MINUTE, MINUTE))
                    .as(query)
                    .hasMessage("vector cannot contain metrics with the same labelset");
        }
        for (String query :
                List.of(
                        "abs({__name__=~\".*_total\"})",
                        "{__name__=~\".*_total\"} * 2",
                        "last_over_time({__name__=~\".*_total\"}[2m])")) {
            assertThat(stock.range(series, query, 0, 22 * MINUTE, MINUTE).value())
                    .as(query)
                    .isNotNull();
        }
    }
}
