package penstock.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.QueryValue;
import penstock.metrics.source.MetricAnswer;
import penstock.metrics.source.MetricAnswer.Fault;
import penstock.metrics.source.MetricAnswer.Known;
import penstock.metrics.source.MetricAnswer.NotKnown;
import penstock.metrics.source.MetricAnswer.Reason;
import penstock.metrics.source.MetricAnswer.Refused;
import penstock.metrics.source.MetricQuery;
import penstock.metrics.source.MetricSource;

/// The rules every [MetricSource] keeps. An implementation's test extends this. One source answers all tests, which change nothing.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class MetricSourceContract {
    protected static final Duration LONG = Duration.ofSeconds(60);

    /// The time of the last samples.
    private static final long END = 1_767_436_620_000L;

    private static final int POINTS = 21;
    private static final long STEP = 15_000;

    /// So much to do that no source is through with it before somebody loses patience.
    private static final String ENDLESS = "quantile_over_time(0.5, vector(1)[4h:10ms])";

    @SuppressWarnings("NullAway.Init") // by openSource
    private MetricSource source;

    /// One sample.
    ///
    /// @param time milliseconds since 1970
    public record Point(Labels labels, long time, double value) {}

    /// A source that has these samples, sorted by series and time, and no others that match them.
    protected abstract MetricSource open(List<Point> points, Path folder) throws IOException;

    /// A source that gives no answers, since what it asks is not there.
    protected abstract MetricSource withoutAnswers();

    /// Whether the source knows how to take another lookback than its own.
    protected boolean takesLookback() {
        return true;
    }

    /// Ends what was opened besides the source.
    protected abstract void end();

    @BeforeAll
    final void openSource(@TempDir Path folder) throws IOException {
        var points = new ArrayList<Point>();
        for (var status : List.of("200", "500")) {
            var labels =
                    Labels.of(Labels.NAME, "requests_total", "status", status, "raum", "süd\"");
            for (int i = 0; i < POINTS; i++) {
                double value = status.equals("200") ? 60 * i : i;
                points.add(new Point(labels, END - (POINTS - 1 - i) * STEP, value));
            }
        }
        source = open(points, folder);
    }

    @AfterAll
    final void closeSource() {
        source.close();
        end();
    }

    private static MetricQuery query(String text) {
        return MetricQuery.of(text, LONG);
    }

    private QueryValue instant(String query, long time) {
        return known(source.instant(query(query), time)).value();
    }

    private static Known known(MetricAnswer answer) {
        assertThat(answer).isInstanceOf(Known.class);
        return (Known) answer;
    }

    @Test
    void aVectorHasLabelsTimesAndValues() {
        var value = instant("sort(requests_total)", END + 1_500);

        assertThat(value)
                .asInstanceOf(type(QueryValue.Vector.class))
                .satisfies(
                        vector -> {
                            assertThat(vector.samples()).hasSize(2);
                            var first = vector.samples().getFirst();
                            assertThat(first.labels().get("status")).isEqualTo("500");
                            assertThat(first.labels().get("raum")).isEqualTo("süd\"");
                            assertThat(first.labels().metricName()).isEqualTo("requests_total");
                            assertThat(first.time()).isEqualTo(END + 1_500);
                            assertThat(first.value()).isEqualTo(20);
                        });
    }

    @Test
    void aRangeHasALineForEachSeriesAndAPointForEachStep() {
        var times = new MetricSource.Times(END - 60_001, END, 20_000);

        var value = known(source.range(query("rate(requests_total[1m])"), times)).value();

        assertThat(value)
                .asInstanceOf(type(QueryValue.Matrix.class))
                .satisfies(
                        matrix -> {
                            assertThat(matrix.lines())
                                    .extracting(line -> line.labels().get("status"))
                                    .containsExactly("200", "500");
                            var line = matrix.lines().getFirst();
                            assertThat(line.size()).isEqualTo(4);
                            assertThat(line.time(0)).isEqualTo(END - 60_001);
                            assertThat(line.time(3)).isEqualTo(END - 1);
                            assertThat(line.value(3)).isCloseTo(4, within(1e-9));
                        });
    }

    @Test
    void rangeVectorsScalarsAndTextsAreAnswersToo() {
        assertThat(instant("requests_total{status=\"500\"}[31s]", END + 1))
                .asInstanceOf(type(QueryValue.Matrix.class))
                .satisfies(matrix -> assertThat(matrix.lines().getFirst().size()).isEqualTo(3));
        assertThat(instant("1 / 3", END)).isEqualTo(new QueryValue.Scalar(END, 1.0 / 3));
        assertThat(instant("\"süd\"", END)).isEqualTo(new QueryValue.Text(END, "süd"));
    }

    @Test
    void numbersThatAreNotFiniteArrive() {
        assertThat(instant("1 / 0", END))
                .isEqualTo(new QueryValue.Scalar(END, Double.POSITIVE_INFINITY));
        assertThat(instant("-1 / 0", END))
                .isEqualTo(new QueryValue.Scalar(END, Double.NEGATIVE_INFINITY));
        assertThat(instant("0 / 0", END)).isEqualTo(new QueryValue.Scalar(END, Double.NaN));
        assertThat(instant("1e-300", END)).isEqualTo(new QueryValue.Scalar(END, 1e-300));
    }

    @Test
    void noSeriesIsAnAnswer() {
        assertThat(instant("nothing", END)).isEqualTo(new QueryValue.Vector(List.of()));
    }

    @Test
    void aSampleIsAsOldAsTheQueryAllows() {
        long later = END + 10_000;
        var strict = query("requests_total").withLookback(Duration.ofSeconds(5));

        assertThat(((QueryValue.Vector) instant("requests_total", later)).samples()).hasSize(2);
        assertThat(((QueryValue.Vector) known(source.instant(strict, later)).value()).samples())
                .hasSize(takesLookback() ? 0 : 2);
    }

    @Test
    void whatIsNoQueryIsRefused() {
        var answer = source.instant(query("rate(requests_total"), END);

        assertThat(answer)
                .asInstanceOf(type(Refused.class))
                .satisfies(
                        refused -> {
                            assertThat(refused.fault()).isEqualTo(Fault.MALFORMED);
                            assertThat(refused.message()).contains("unclosed left parenthesis");
                        });
    }

    @Test
    void aTypeThatARangeCannotHaveIsRefused() {
        var answer =
                source.range(
                        query("requests_total[1m]"), new MetricSource.Times(END - 1_000, END, 500));

        assertThat(answer)
                .asInstanceOf(type(Refused.class))
                .satisfies(refused -> assertThat(refused.fault()).isEqualTo(Fault.MALFORMED));
    }

    @Test
    void aQueryThatDoesNotFitTheDataIsNotEvaluated() {
        var answer = source.instant(query("requests_total * on (raum) requests_total"), END);

        assertThat(answer)
                .asInstanceOf(type(Refused.class))
                .satisfies(
                        refused -> {
                            assertThat(refused.fault()).isEqualTo(Fault.NOT_EVALUATED);
                            assertThat(refused.message()).contains("duplicate series");
                        });
    }

    @Test
    void whoRunsOutOfTimeKnowsNothing() {
        var impatient = MetricQuery.of(ENDLESS, Duration.ofMillis(100));
        var times = new MetricSource.Times(0, 1_000_000, 100);

        var answer = source.range(impatient, times);

        assertThat(answer)
                .asInstanceOf(type(NotKnown.class))
                .satisfies(known -> assertThat(known.reason()).isEqualTo(Reason.TIMED_OUT));
    }

    @Test
    void aQueryThatIsCancelledEnds() throws InterruptedException {
        var query = query(ENDLESS);
        var times = new MetricSource.Times(0, 1_000_000, 100);
        var answers = new ArrayList<MetricAnswer>();
        var asking = Thread.ofVirtual().start(() -> answers.add(source.range(query, times)));

        query.cancellation().cancel();
        asking.join();

        assertThat(answers).hasSize(1);
        assertThat(answers.getFirst())
                .asInstanceOf(type(NotKnown.class))
                .satisfies(known -> assertThat(known.reason()).isEqualTo(Reason.CANCELLED));
    }

    @Test
    void aSourceThatFailsKnowsNothing() {
        try (var failing = withoutAnswers()) {
            var answer = failing.instant(query("requests_total"), END);

            assertThat(answer)
                    .asInstanceOf(type(NotKnown.class))
                    .satisfies(known -> assertThat(known.reason()).isEqualTo(Reason.UNAVAILABLE));
        }
    }
}
