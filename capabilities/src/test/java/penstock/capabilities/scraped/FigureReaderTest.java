package penstock.capabilities.scraped;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.capabilities.scraped.FigureReader.Outcome;
import penstock.capabilities.services.JudgeSpec;
import penstock.judge.Exposure;
import penstock.judge.Histogram;
import penstock.judge.Moments;
import penstock.judge.Tally;
import penstock.metrics.source.MetricAnswer;
import penstock.metrics.source.MetricQuery;
import penstock.metrics.source.MetricSource;
import penstock.model.Decoder;
import penstock.model.Text;

/// Each kind of figure, from what instances told to what the judge takes.
final class FigureReaderTest {
    private static final Whose STABLE = new Whose("production", "shop", "1.0.0", "stable");
    private static final Whose CANDIDATE = new Whose("production", "shop", "2.0.0", "candidate");
    private static final Span SPAN = new Span(Told.at(10), Told.at(20), 20_000);

    private final Told told;

    FigureReaderTest(@TempDir Path folder) {
        told = new Told(folder.resolve("metrics"));
    }

    @AfterEach
    void close() {
        told.close();
    }

    private static List<Wanted> wanted(String judge) {
        var node = Text.readYaml(judge, "judge").getFirst();
        return Wanted.of(Decoder.decode(JudgeSpec.class, node, "", "judge"));
    }

    private Outcome outcome(String metric) {
        var wanted = wanted("{ metrics: [" + metric + "] }").getFirst();
        return new FigureReader(told.source()).read(wanted, STABLE, CANDIDATE, SPAN);
    }

    private Outcome.Compared read(String metric) {
        return (Outcome.Compared) outcome(metric);
    }

    private void both(String name, double before, double after, String... labels) {
        for (var version : List.of("1.0.0", "2.0.0")) {
            var instance = "i-" + version;
            told.scrape(9, version, instance).add(name, before, labels).store();
            told.scrape(19, version, instance).add(name, after, labels).store();
        }
    }

    @Test
    void aMeanIsReadFromAClassicHistogram() {
        told.scrape(9, "1.0.0", "a").addScores("score", 5, 5).store();
        told.scrape(19, "1.0.0", "a").addScores("score", 5, 15).store();
        told.scrape(9, "2.0.0", "b").addScores("score", 1, 0).store();
        told.scrape(19, "2.0.0", "b").addScores("score", 4, 0).store();

        var read = read("{ name: score, better: higher, range: { from: 0.8, to: 1 } }");

        var stable = (Moments) read.stable().sums();
        var candidate = (Moments) read.candidate().sums();
        assertThat(stable.n()).isEqualTo(10);
        assertThat(stable.mean()).isCloseTo(0.15, within(1e-6));
        assertThat(candidate.n()).isEqualTo(3);
        assertThat(candidate.mean()).isCloseTo(0.05, within(1e-6));
    }

    @Test
    void aScoreThatAnInstanceTellsForTheFirstTimeCountsFromTheBeginning() {
        told.scrape(9, "1.0.0", "a").addScores("score", 5, 5).store();
        told.scrape(19, "1.0.0", "a").addScores("score", 5, 15).store();
        told.scrape(9, "2.0.0", "b").store();
        told.scrape(19, "2.0.0", "b").addScores("score", 2, 1).store();

        var read = read("{ name: score, better: higher }");

        assertThat(read.candidate().sums().size()).isEqualTo(3);
    }

    @Test
    void aGaugeIsOneObservationForEachScrape() {
        both("saturation", 0.25, 0.75);
        told.scrape(14, "2.0.0", "i-2.0.0").add("saturation", 7).store();
        told.scrape(15, "2.0.0", "i-2.0.0").add("saturation", Double.NaN).store();

        var read = read("{ name: saturation, kind: gauge, better: lower }");

        assertThat(((Moments) read.stable().sums()).mean()).isEqualTo(0.75);
        assertThat(((Moments) read.candidate().sums()).mean()).isEqualTo((0.75 + 1) / 2);
        assertThat(read.candidate().oddities()).isEqualTo(new Oddities(1, 1));
    }

    @Test
    void aShareIsSomeOfAll() {
        both("orders_total", 100, 150);
        both("orders_refused_total", 10, 14);

        var read =
                read(
                        "{ name: refused, kind: share, series: orders_refused_total, of: orders_total, better: lower }");

        assertThat(read.candidate().sums()).isEqualTo(new Tally(50, 4));
    }

    @Test
    void aRateIsByTheTimeThatInstancesWereThereOrByAnotherCounter() {
        both("restarts_total", 3, 5);
        both("orders_total", 100, 150);

        var byTime = read("{ name: restarts_total, kind: rate, better: lower }");
        var byOrders =
                read("{ name: restarts_total, kind: rate, of: orders_total, better: lower }");

        assertThat(byTime.stable().sums()).isEqualTo(new Exposure(10_000, 2));
        assertThat(byOrders.stable().sums()).isEqualTo(new Exposure(50, 2));
    }

    @Test
    void aQuantileIsReadFromTheBuckets() {
        for (var version : List.of("1.0.0", "2.0.0")) {
            told.scrape(9, version, "i-" + version).addScores("age", new double[10]).store();
            told.scrape(19, version, "i-" + version)
                    .addScores("age", 90, 0, 0, 0, 0, 0, 0, 0, 0, 10)
                    .store();
        }

        var read = read("{ name: age, kind: quantile, quantile: 99%, better: lower }");

        var values = (Histogram) read.candidate().sums();
        assertThat(values.count()).isEqualTo(100);
        assertThat(values.countAbove(Histogram.indexOf(0.9))).isEqualTo(10);
        assertThat(values.countAbove(Histogram.indexOf(1))).isZero();
    }

    @Test
    void requestsErrorsAndLatencyMayBeOfAnothersGateway() {
        for (var role : List.of("stable", "candidate")) {
            told.scrape(9, "any", role)
                    .add("proxy_requests_total", 100, "backend", "shop-" + role)
                    .store();
            told.scrape(19, "any", role)
                    .add("proxy_requests_total", 160, "backend", "shop-" + role)
                    .add("proxy_requests_total", 5, "backend", "shop-" + role, "code", "503")
                    .store();
        }
        var wanted =
                wanted(
                        """
                        compare: [errors]
                        source:
                          requests: proxy_requests_total{backend="{service}-{role}"}
                          errors: proxy_requests_total{backend=~"{service}-{role}",code=~"5.."}
                        """);

        var read =
                (Outcome.Compared)
                        new FigureReader(told.source())
                                .read(wanted.getFirst(), STABLE, CANDIDATE, SPAN);

        assertThat(wanted).hasSize(1);
        assertThat(read.candidate().sums()).isEqualTo(new Tally(65, 5));
    }

    @Test
    void anIntervalInWhichOneVersionIsSilentSaysNothing() {
        told.scrape(9, "1.0.0", "a").addScores("score", 5, 5).store();
        told.scrape(19, "1.0.0", "a").addScores("score", 5, 15).store();

        var outcome = (Outcome.Silent) outcome("{ name: score, better: higher }");

        assertThat(outcome.why())
                .startsWith("candidate tells nothing under ")
                .contains("version=\"2.0.0\"");
    }

    @Test
    void whoIsBehindLosesNothing() {
        for (int second = 9; second <= 40; second++) {
            told.scrape(second, "1.0.0", "a").add("orders_total", 10 * second).store();
            told.scrape(second - 8, "2.0.0", "b").add("orders_total", 10 * second - 80).store();
        }
        var wanted =
                wanted(
                                "{ metrics: [{ name: refused, kind: share, series: nobody, of: orders_total, better: lower }] }")
                        .getFirst();
        var reader = new FigureReader(told.source());

        var first = (Outcome.Compared) reader.read(wanted, STABLE, CANDIDATE, span(10, 20));
        var next = (Outcome.Compared) reader.read(wanted, STABLE, CANDIDATE, span(12, 40));

        assertThat(first.to()).isEqualTo(Told.at(20));
        assertThat(next.to()).isEqualTo(Told.at(32));
        assertThat(next.stable().sums()).isEqualTo(new Tally(200, 0));
        assertThat(next.candidate().sums()).isEqualTo(new Tally(200, 0));
    }

    private static Span span(int from, int to) {
        return new Span(Told.at(from), Told.at(to), 20_000);
    }

    @Test
    void aSourceThatIsAwayIsNotKnown() {
        told.setThere(false);

        var outcome = (Outcome.NotKnown) outcome("{ name: score, better: higher }");

        assertThat(outcome.isOfSource()).isTrue();
        assertThat(outcome.why()).contains("the store of metrics is not open");
    }

    @Test
    void aQueryThatIsRefusedIsNotKnownButOthersMayBe() {
        MetricSource refusing =
                new MetricSource() {
                    @Override
                    public MetricAnswer instant(MetricQuery query, long time) {
                        return new MetricAnswer.Refused(
                                MetricAnswer.Fault.NOT_EVALUATED, "too many samples");
                    }

                    @Override
                    public MetricAnswer range(MetricQuery query, Times times) {
                        return instant(query, times.end());
                    }
                };
        var wanted = wanted("{ metrics: [{ name: score, better: higher }] }").getFirst();

        var outcome =
                (Outcome.NotKnown) new FigureReader(refusing).read(wanted, STABLE, CANDIDATE, SPAN);

        assertThat(outcome.isOfSource()).isFalse();
        assertThat(outcome.why()).contains("too many samples");
    }

    @Test
    void aValueThatPlaysWithTheLanguageStaysAValue() {
        var hostile = new Whose("production", "shop", "1\"} or up{version=~\".*", "candidate");
        told.scrape(9, "1.0.0", "a").addScores("score", 5, 5).store();
        told.scrape(19, "1.0.0", "a").addScores("score", 5, 15).store();
        var wanted = wanted("{ metrics: [{ name: score, better: higher }] }").getFirst();

        var outcome = new FigureReader(told.source()).read(wanted, STABLE, hostile, SPAN);

        assertThat(outcome).isInstanceOf(Outcome.Silent.class);
    }

    @Test
    void whatWasReadIsReadAgainFromItsText() {
        var readings =
                List.of(
                        new FigureReading(new Tally(7, 2), Oddities.NONE),
                        new FigureReading(Moments.of(0.3), new Oddities(4, 5)),
                        new FigureReading(new Exposure(9_000, 1), Oddities.NONE),
                        new FigureReading(Histogram.empty(), Oddities.NONE),
                        new FigureReading(
                                Histogram.of(new int[] {-20, 3}, new long[] {5, 6}),
                                Oddities.NONE));

        assertThat(readings)
                .allSatisfy(
                        reading ->
                                assertThat(FigureReading.parse(reading.text())).isEqualTo(reading));
    }
}
