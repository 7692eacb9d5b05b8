package penstock.capabilities.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.metrics.promql.QueryValue;
import penstock.metrics.source.MetricAnswer;

/// Checks by PromQL: thresholds, burn rates, windows.
final class QueriesTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final Bench bench;

    QueriesTest(@TempDir Path folder) {
        bench = new Bench(folder);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private Finding threshold(String query, String bounds) throws InterruptedException {
        return bench.measure("promql: { query: '" + query + "', " + bounds + " }");
    }

    private void assertFound(Finding finding, Outcome outcome, String words) {
        assertThat(finding.message()).contains(words);
        assertThat(finding.outcome()).as(finding.message()).isEqualTo(outcome);
    }

    @Test
    void aValueBetweenItsBoundsPassesAndOneOutsideFails() throws InterruptedException {
        bench.series("rate", "1.1.0", HOUR, _ -> 0.97).series("rate", "1.0.0", HOUR, _ -> 0.5);
        var query = "rate{version=\"{{version}}\"}";

        assertFound(threshold(query, "min: 0.97, max: 0.97"), Outcome.PASSED, "0.97");
        assertFound(threshold(query, "max: 0.96"), Outcome.FAILED, "(expected: at most 0.96)");
        assertFound(threshold(query, "min: 0.99"), Outcome.FAILED, "(expected: at least 0.99)");
        assertThat(threshold(query, "min: 0.99").value()).contains(0.97);
        assertFound(threshold("rate{version=\"{{stable}}\"}", "max: 0.6"), Outcome.PASSED, "0.5");
        assertFound(threshold("scalar(" + query + ")", "min: 0.9"), Outcome.PASSED, "0.97");
    }

    @Test
    void aValueBetweenTheTwoPairsIsInconclusive() throws InterruptedException {
        bench.series("rate", "1.1.0", HOUR, _ -> 0.97);

        assertFound(threshold("rate", "min: 0.99, failBelow: 0.95"), Outcome.INCONCLUSIVE, "0.97");
        assertFound(threshold("rate", "min: 0.96, failBelow: 0.95"), Outcome.PASSED, "0.97");
        assertFound(threshold("rate", "min: 0.99, failBelow: 0.98"), Outcome.FAILED, "0.97");
        assertFound(threshold("rate", "failAbove: 0.98"), Outcome.PASSED, "0.97");
        assertFound(threshold("rate", "failAbove: 0.96"), Outcome.FAILED, "0.97");
        assertFound(threshold("rate", "min: 0, failAbove: 0.9"), Outcome.FAILED, "0.97");
    }

    @Test
    void noDataIsNeitherGoodNorBad() throws InterruptedException {
        bench.series("zero", "1.1.0", HOUR, _ -> 0.0);

        assertFound(threshold("absent_metric", "min: 0"), Outcome.INCONCLUSIVE, "no data");
        assertFound(threshold("zero / zero", "max: 1"), Outcome.INCONCLUSIVE, "NaN");
        assertFound(threshold("zero offset 2h", "max: 1"), Outcome.INCONCLUSIVE, "no data");
        assertFound(threshold("1 / scalar(zero)", "max: 1"), Outcome.FAILED, "+Inf");
        assertThat(threshold("1 / scalar(zero)", "max: 1").value()).isEmpty();
    }

    @Test
    void severalSeriesAreAnErrorUnlessAllAreAskedFor() throws InterruptedException {
        bench.series("rate", "1.1.0", HOUR, _ -> 1.0).series("rate", "1.0.0", HOUR, _ -> 0.2);

        assertFound(
                threshold("rate", "min: 0"),
                Outcome.ERROR,
                "2 series (expected: one; aggregate them");
        assertFound(threshold("rate", "min: 0.1, series: all"), Outcome.PASSED, "1");
        assertFound(
                threshold("rate", "min: 0.3, series: all"), Outcome.FAILED, "version=\"1.0.0\"");
    }

    @Test
    void aQueryThatHasNoAnswerIsAnErrorAndNoFailure() throws InterruptedException {
        bench.series("rate", "1.1.0", HOUR, _ -> 1.0).series("rate", "1.0.0", HOUR, _ -> 0.2);

        assertFound(threshold("rate +", "min: 0"), Outcome.ERROR, "cannot be read");
        assertFound(threshold("rate[5m]", "min: 0"), Outcome.ERROR, "a range of values");
        assertFound(threshold("\"x\"", "min: 0"), Outcome.ERROR, "a text");
        assertFound(
                threshold("label_replace(rate, \"version\", \"a\", \"\", \"\")", "min: 0"),
                Outcome.ERROR,
                "has no answer");
        assertFound(
                Bench.answering(
                                new MetricAnswer.NotKnown(
                                        MetricAnswer.Reason.UNAVAILABLE, "connection refused"))
                        .measure(Bench.order("promql: { query: up, min: 0 }")),
                Outcome.ERROR,
                "did not answer: connection refused");
        assertFound(
                new Gauge(Optional::empty, () -> Bench.NOW)
                        .measure(Bench.order("promql: { query: up, min: 0 }")),
                Outcome.ERROR,
                "no source of metrics");
    }

    @Test
    void aQueryThatTakesTooLongIsGivenUp() throws InterruptedException {
        var slow = "quantile_over_time(0.5, vector(1)[4h:10ms])";

        var finding = bench.measure("{ promql: { query: '" + slow + "', min: 0 }, timeout: 1ms }");

        assertFound(finding, Outcome.ERROR, "did not answer: query timed out");
    }

    @Test
    void aBudgetBurnsTooFastOnlyOverAllWindows() throws InterruptedException {
        bench.counter("http_requests_total", "1.1.0", HOUR, 10)
                .counter("http_requests_failed_total", "1.1.0", HOUR, 0.2);

        assertFound(
                bench.measure("slo: { objective: 99.9% }"),
                Outcome.FAILED,
                "burns 20 over 5m, 20 over 1h (expected: at most 14.4 times what 99.9% allows)");
        assertFound(bench.measure("slo: { objective: 99% }"), Outcome.PASSED, "burns 2 over 5m");
        assertFound(
                bench.measure("slo: { objective: 99.9%, maxBurn: 21 }"),
                Outcome.PASSED,
                "burns 20");
    }

    @Test
    void aBurstThatIsOverBurnsNoMore() throws InterruptedException {
        var labels = penstock.metrics.labels.Labels.builder().set("__name__", "bad_total");
        bench.series(labels, HOUR, age -> age.compareTo(Duration.ofMinutes(20)) > 0 ? 0.0 : 500.0)
                .series("all_total", "1.1.0", HOUR, age -> 3_600.0 - age.toSeconds());
        var own =
                "slo: { objective: 99.9%, bad: 'sum(increase(bad_total[{{window}}]))', total: 'sum(increase(all_total[{{window}}]))' }";

        assertFound(bench.measure(own), Outcome.PASSED, "burns 0 over 5m, 1");
    }

    @Test
    void withoutRequestsNothingIsKnownOfABudget() throws InterruptedException {
        assertFound(bench.measure("slo: {}"), Outcome.INCONCLUSIVE, "no data");

        bench.counter("http_requests_total", "1.1.0", HOUR, 0)
                .counter("http_requests_failed_total", "1.1.0", HOUR, 0);
        assertFound(bench.measure("slo: {}"), Outcome.INCONCLUSIVE, "0 requests in 5m");

        bench.counter("http_requests_total", "1.0.0", HOUR, 10);
        assertFound(bench.measure("slo: {}"), Outcome.INCONCLUSIVE, "0 requests in 5m");
    }

    private static final String COMPARE =
            "{ kayenta: { lifetime: 30m, metrics: [{ name: latency, query: 'latency{version=\"{{version}}\"}', direction: increase }] } }";

    private static double wave(Duration age) {
        return 100 + age.toMinutes() * 7 % 10;
    }

    @Test
    void windowsOfBothVersionsAreCompared() throws InterruptedException {
        bench.series("latency", "1.0.0", HOUR, QueriesTest::wave)
                .series("latency", "1.1.0", HOUR, age -> wave(age) + 20);

        assertFound(bench.measure(COMPARE), Outcome.FAILED, "score 0, 0 of 1 metrics passed; HIGH");
        assertFound(
                bench.measure(COMPARE.replace("increase", "decrease")),
                Outcome.PASSED,
                "score 100");
        assertFound(
                bench.measure(COMPARE.replace("direction: increase", "allowedIncrease: 1.5")),
                Outcome.PASSED,
                "score 100");
    }

    @Test
    void anEarlyScoreOnlyFailsWhenItIsNotAboveMarginal() throws InterruptedException {
        bench.series("latency", "1.0.0", HOUR, QueriesTest::wave)
                .series("latency", "1.1.0", HOUR, age -> wave(age) + 20)
                .series("errors", "1.0.0", HOUR, QueriesTest::wave)
                .series("errors", "1.1.0", HOUR, QueriesTest::wave);
        var two =
                COMPARE.replace(
                        "metrics: [",
                        "marginal: 40, pass: 90, metrics: [{ name: errors, group: errors, query: 'errors{version=\"{{version}}\"}' }, ");

        var early = Bench.order(two, "", Duration.ofMinutes(10), false);

        assertFound(bench.gauge().measure(early), Outcome.PASSED, "score 50");
        assertFound(bench.measure(two), Outcome.FAILED, "score 50");
    }

    @Test
    void windowsWithoutDataAreInconclusive() throws InterruptedException {
        assertFound(bench.measure(COMPARE), Outcome.INCONCLUSIVE, "no metric has data of 1.1.0");
        assertFound(
                bench.measure(COMPARE.replace("name: latency", "name: latency, gaps: zero")),
                Outcome.INCONCLUSIVE,
                "no metric has data");

        bench.series("latency", "1.1.0", HOUR, QueriesTest::wave);
        assertFound(
                bench.measure(COMPARE),
                Outcome.INCONCLUSIVE,
                "1 of 1 metrics have too little data");
    }

    @Test
    void aFailingSourceIsNoScore() throws InterruptedException {
        var gauge =
                Bench.answering(
                        new MetricAnswer.NotKnown(MetricAnswer.Reason.TIMED_OUT, "too slow"));

        assertFound(gauge.measure(Bench.order(COMPARE)), Outcome.ERROR, "latency: the source");
        assertFound(gauge.measure(Bench.order("slo: {}")), Outcome.ERROR, "too slow");
        var scalar =
                Bench.answering(
                        new MetricAnswer.Known(
                                new QueryValue.Scalar(0, 1),
                                List.of(),
                                List.of(),
                                Optional.empty()));
        assertFound(scalar.measure(Bench.order(COMPARE)), Outcome.ERROR, "single values");
    }

    @Test
    void whatMakesNoSenseIsRefusedBeforeItIsMeasured() {
        assertThatThrownBy(() -> Bench.order("promql: { query: up }"))
                .hasMessageContaining("check.promql.min: no threshold");
        assertThatThrownBy(() -> Bench.order("promql: { query: up, min: 2, max: 1 }"))
                .hasMessageContaining("min: 2.0 (expected: at most max, which is 1.0)");
        assertThatThrownBy(() -> Bench.order("promql: { query: up, min: 1, failBelow: 2 }"))
                .hasMessageContaining("failBelow: 2.0 (expected: at most min, which is 1.0)");
        assertThatThrownBy(() -> Bench.order("promql: { query: '{{version}}', min: 1 }"))
                .hasMessageContaining("check.promql.query: {{version}} outside of a text");
        assertThatThrownBy(() -> Bench.order("kayenta: { metrics: [{ name: a, query: up }] }"))
                .hasMessageContaining("{{version}} in it");
        assertThatThrownBy(() -> Bench.order("slo: { bad: 'x[{{window}}]' }"))
                .hasMessageContaining("total: missing");
        assertThatThrownBy(() -> Bench.order("slo: { objective: 90%, maxBurn: 14.4 }"))
                .hasMessageContaining("it could never fail");
        assertThatThrownBy(() -> Bench.order("{ promql: { query: up, min: 1 }, http: /x }"))
                .hasMessageContaining("2 ways to check (expected: exactly one of");
        assertThatThrownBy(() -> Bench.order("{ http: /x, every: 1ms }"))
                .hasMessageContaining("check.every: 1ms (expected: 10ms or more)");
    }
}
