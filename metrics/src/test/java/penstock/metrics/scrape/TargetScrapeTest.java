package penstock.metrics.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.metrics.labels.Labels;
import penstock.metrics.series.Samples;
import penstock.metrics.store.Stores;

/// What scrapes of one target leave in the store, over real HTTP.
final class TargetScrapeTest {
    private static final String STALE = Long.toHexString(Samples.STALE_BITS);

    @TempDir private Path folder;
    private final List<Scraping> opened = new ArrayList<>();

    private Scraping scraping(ScrapeSettings settings) throws IOException {
        opened.add(new Scraping(folder, settings));
        return scraping();
    }

    private Scraping scraping() {
        return opened.getLast();
    }

    @AfterEach
    void close() throws IOException {
        scraping().close();
    }

    private static String bits(double value) {
        return Long.toHexString(Double.doubleToRawLongBits(value));
    }

    private void assertNow(double value, String name, String... labels) {
        assertThat(scraping().now(name, labels)).as(name).contains(bits(value));
    }

    private void assertEnded(String name, String... labels) {
        assertThat(scraping().now(name, labels)).as(name).contains(STALE);
    }

    @Test
    void anAnswerIsStoredWithTheLabelsOfTheTargetAndWhatIsToldOfTheScrape() throws IOException {
        var status =
                scraping(Scraping.USUAL)
                        .scrape("# TYPE a counter", "a{b=\"c\"} 7", "a{b=\"d\"} 8", "e 9");

        assertNow(7, "a", "b", "c");
        assertNow(8, "a", "b", "d");
        assertNow(9, "e");
        assertNow(1, "up");
        assertNow(3, "scrape_samples_scraped");
        assertNow(3, "scrape_samples_post_metric_relabeling");
        assertNow(3, "scrape_series_added");
        assertThat(scraping().now("scrape_duration_seconds")).isPresent();
        assertThat(scraping().now("scrape_timeout_seconds")).isEmpty();
        assertThat(status.health()).isEqualTo(TargetStatus.Health.UP);
        assertThat(status.error()).isEmpty();
        assertThat(status.samples()).isEqualTo(3);
        assertThat(status.lastScrape()).map(at -> at.toEpochMilli()).contains(scraping().time());
    }

    @Test
    void theSecondScrapeAddsNoSeriesAndASeriesThatIsGoneEnds() throws IOException {
        scraping(Scraping.USUAL).scrape("a 1", "b{x=\"1\"} 2");

        scraping().scrape("a 3", "c 4");

        assertNow(3, "a");
        assertNow(4, "c");
        assertEnded("b", "x", "1");
        assertNow(1, "scrape_series_added");
        scraping().scrape("a 5", "c 6");
        assertThat(scraping().now("b", "x", "1")).isEmpty();
        assertThat(scraping().samples("a")).hasSize(3);
    }

    @Test
    void aSeriesThatIsWrittenInAnotherWayIsStillTheSame() throws IOException {
        scraping(Scraping.USUAL).scrape("a{x=\"1\",y=\"2\"} 1");

        scraping().scrape("a{y=\"2\", x=\"1\"} 2");

        assertNow(2, "a", "x", "1", "y", "2");
        scraping().scrape("other 1");
        assertEnded("a", "x", "1", "y", "2");
    }

    @Test
    void aScrapeThatFailsEndsAllSeriesAndCountsAsDown() throws IOException {
        scraping(Scraping.USUAL).scrape("a 1", "b 2");
        scraping()
                .exporter
                .answer(out -> Exporter.text(out, "HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n"));

        var status = scraping().scrape();

        assertEnded("a");
        assertEnded("b");
        assertNow(0, "up");
        assertNow(0, "scrape_samples_scraped");
        assertThat(status.health()).isEqualTo(TargetStatus.Health.DOWN);
        assertThat(status.error()).isEqualTo("it answers 503 (expected: 200)");
        scraping().scrape();
        assertThat(scraping().now("a")).as("ended once").isEmpty();
        scraping().scrape("a 3");
        assertNow(3, "a");
        assertNow(1, "up");
    }

    @Test
    void ofAnAnswerThatCannotBeReadToItsEndNothingIsStored() throws IOException {
        scraping(Scraping.USUAL).scrape("a 1");

        var status = scraping().scrape("a 2", "b 3", "c four");

        assertEnded("a");
        assertThat(scraping().samples("b")).isEmpty();
        assertNow(0, "up");
        assertThat(status.error()).startsWith("line 3, column 3: ");
    }

    @Test
    void aTargetThatRefusesTheConnectionIsDownWithItsAddress() throws IOException {
        scraping(Scraping.USUAL).scrape("a 1");
        var url = scraping().exporter.url();
        scraping().exporter.close();

        var status = scraping().scrape();

        assertEnded("a");
        assertNow(0, "up");
        assertThat(status.error()).isEqualTo(url.getAuthority() + " refuses the connection");
    }

    @Test
    void aTargetThatIsGoneEndsWithAllItsSeries() throws IOException {
        scraping(Scraping.USUAL).scrape("a 1");

        scraping().end();

        assertEnded("a");
        assertEnded("up");
        assertEnded("scrape_duration_seconds");
    }

    @Test
    void whatCannotBeAskedIsDownForTheReasonGiven() throws IOException {
        scraping(Scraping.USUAL).scrape("a 1");
        var before = scraping().target().target();
        scraping()
                .target()
                .moveTo(
                        new ScrapeTarget(
                                before.discovered(),
                                before.labels(),
                                new ScrapeTarget.Nowhere(before.url(), "there is no process"),
                                before.settings()));

        var status = scraping().scrape();

        assertThat(status.error()).isEqualTo("there is no process");
        assertNow(0, "up");
        assertEnded("a");
    }

    @Test
    void labelsOfATargetWinAndThoseOfTheSampleAreKeptUnderAnotherName() throws IOException {
        scraping(Scraping.USUAL)
                .scrape("a{job=\"own\"} 1", "b{job=\"own\",exported_job=\"older\"} 2");

        assertNow(1, "a", "exported_job", "own");
        assertNow(2, "b", "exported_job", "older", "exported_exported_job", "own");
    }

    @Test
    void honouredLabelsWinAlsoWhenTheyAreEmpty() throws IOException {
        scraping(Scraping.with(new Labelling(true, true, false, List.of())))
                .scrape("a{job=\"own\"} 1", "b{instance=\"\",job=\"own\"} 2");

        assertNow(1, "a", "job", "own");
        assertThat(scraping().bits(Labels.of("__name__", "b", "job", "own")))
                .containsEntry(scraping().time(), bits(2));
    }

    @Test
    void rulesDropAndChangeSeriesAndWhatIsDroppedIsCounted() throws IOException {
        var drop =
                RelabelRule.of(
                        RelabelRule.Spec.DEFAULT
                                .with(RelabelAction.DROP)
                                .from("__name__")
                                .matching("go_.*"));
        var rename =
                RelabelRule.of(
                        RelabelRule.Spec.DEFAULT
                                .from("x")
                                .matching("(.*)")
                                .to("y")
                                .replacedBy("$1!"));
        scraping(Scraping.with(new Labelling(false, true, false, List.of(drop, rename))));
        for (int i = 0; i < 2; i++) {
            scraping().scrape("go_threads 1", "go_gc 2", "a{x=\"1\"} 3");

            assertNow(3, "a", "x", "1", "y", "1!");
            assertNow(3, "scrape_samples_scraped");
            assertNow(1, "scrape_samples_post_metric_relabeling");
            assertThat(scraping().samples("go_gc")).isEmpty();
        }
    }

    @Test
    void timesOfSamplesCountAndTheirSeriesDoNotEnd() throws IOException {
        scraping(Scraping.USUAL).scrape("a 1 " + (Stores.NOW - 5_000_000), "b 2");

        scraping().scrape("b 3");

        assertThat(scraping().samples("a"))
                .containsOnly(Map.entry(Stores.NOW - 5_000_000, bits(1)));
        assertNow(3, "b");
    }

    @Test
    void timesOfSamplesDoNotCountWhenTheyAreNotHonoured() throws IOException {
        scraping(Scraping.with(new Labelling(false, false, false, List.of())))
                .scrape("a 1 " + (Stores.NOW - 5_000_000));

        assertNow(1, "a");
        scraping().scrape("b 1");
        assertEnded("a");
    }

    @Test
    void timedSeriesEndTooWhenTheyAreTracked() throws IOException {
        scraping(Scraping.with(new Labelling(false, true, true, List.of())))
                .scrape("a 1 " + (Stores.NOW - 5_000_000));

        scraping().scrape("b 1");

        assertEnded("a");
    }

    @Test
    void aSeriesThatComesTwiceCountsOnceAndIsTold() throws IOException {
        var status = scraping(Scraping.USUAL).scrape("a 1", "a 2", "b 3");

        assertNow(1, "a");
        assertNow(3, "b");
        assertNow(3, "scrape_samples_scraped");
        assertThat(status.health()).isEqualTo(TargetStatus.Health.UP);
        assertThat(status.error()).isEqualTo("1 not taken: the answer has the series twice");
    }

    @Test
    void aNanOfATargetDoesNotEndASeries() throws IOException {
        scraping(Scraping.USUAL).scrape("a NaN");

        assertNow(Double.NaN, "a");
    }

    @Test
    void sampleAndLabelLimitsFailTheScrapeAsAWhole() throws IOException {
        scraping(Scraping.with(new ScrapeLimits(0, 2, 5, 8, 10))).scrape("a 1", "b 1");
        assertNow(1, "up");

        assertThat(scraping().scrape("a 1", "b 1", "c 1").error())
                .isEqualTo("3 samples (expected: at most 2, the sample_limit)");
        assertNow(0, "up");
        assertNow(3, "scrape_samples_post_metric_relabeling");
        assertEnded("a");
        assertThat(scraping().scrape("a{x=\"1\",y=\"2\",z=\"3\"} 1").error())
                .isEqualTo("a has 6 labels (expected: at most 5, the label_limit)");
        assertThat(scraping().scrape("a{far_too_long=\"1\"} 1").error())
                .isEqualTo(
                        "a has a label whose name has 12 characters (expected: at most 8, the label_name_length_limit)");
        assertThat(scraping().scrape("a{x=\"12345678901\"} 1").error())
                .isEqualTo(
                        "a has a value of label x with 11 characters (expected: at most 10, the label_value_length_limit)");
        scraping().scrape("a 1");
        assertNow(1, "up");
    }

    @Test
    void exemplarsAndFamiliesOfOpenMetricsAreKept() throws IOException {
        scraping(Scraping.USUAL)
                .exporter
                .tellAs(
                        "application/openmetrics-text; version=1.0.0; charset=utf-8",
                        "# TYPE r counter",
                        "# HELP r Requests.",
                        "# UNIT r_seconds seconds",
                        "r_total 5 # {trace=\"t1\"} 0.5",
                        "# EOF");

        var status = scraping().scrape();

        assertThat(status.error()).isEmpty();
        assertNow(5, "r_total");
        assertThat(scraping().store.exemplars(0, Stores.NOW, List.of(List.of())).values())
                .hasSize(1)
                .allSatisfy(
                        all -> {
                            assertThat(all.getFirst().labels()).isEqualTo(Labels.of("trace", "t1"));
                            assertThat(all.getFirst().time()).isEqualTo(scraping().time());
                        });
        assertThat(scraping().target().families().get("r"))
                .extracting(family -> family.type().text(), FamilyText::help)
                .containsExactly("counter", "Requests.");
    }

    @Test
    void theThreeSeriesMoreAreThereOnRequest() throws IOException {
        var usual = Scraping.USUAL;
        scraping(
                new ScrapeSettings(
                        usual.interval(),
                        usual.timeout(),
                        usual.http(),
                        usual.formats(),
                        usual.labelling(),
                        new ScrapeLimits(0, 10, 0, 0, 0),
                        true));

        scraping().scrape("a 1");

        assertNow(20, "scrape_timeout_seconds");
        assertNow(10, "scrape_sample_limit");
        assertNow(4, "scrape_body_size_bytes");
    }

    @Test
    void anAnswerThatIsNoMetricsIsRefusedByItsType() throws IOException {
        scraping(Scraping.USUAL).exporter.tellAs("text/html", "<html>");

        assertThat(scraping().scrape().error())
                .isEqualTo(
                        "Content-Type: \"text/html\" (expected: text/plain or application/openmetrics-text,"
                                + " or a fallback_scrape_protocol)");
    }
}
