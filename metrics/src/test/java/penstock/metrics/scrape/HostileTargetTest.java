package penstock.metrics.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Targets that tell too much, too slowly or nonsense: each fails with its reason, takes up no more memory than it may, and is scraped again
/// as if nothing had been. All bodies together may have 4 MiB here.
final class HostileTargetTest {
    private static final int MEMORY = 4 << 20;
    private static final ScrapeLimits SMALL = new ScrapeLimits(100_000, 0, 0, 0, 0);

    @TempDir private Path folder;
    private final List<Scraping> opened = new ArrayList<>();

    private void start(ScrapeSettings settings) throws IOException {
        opened.add(new Scraping(folder, settings));
    }

    private Scraping scraping() {
        return opened.getLast();
    }

    @AfterEach
    void worksAgainAndHoldsNoMemory() throws IOException {
        assertThat(scraping().memory.free()).isEqualTo(MEMORY);
        var status = scraping().scrape("fine 1");
        assertThat(status.health()).as(status.error()).isEqualTo(TargetStatus.Health.UP);
        assertThat(scraping().memory.free()).isEqualTo(MEMORY);
        scraping().close();
    }

    private static ScrapeSettings within(Duration timeout, ScrapeLimits limits) {
        var usual = Scraping.USUAL;
        return new ScrapeSettings(
                usual.interval(),
                timeout,
                usual.http(),
                usual.formats(),
                usual.labelling(),
                limits,
                false);
    }

    private void assertTooLarge(TargetStatus status) {
        assertThat(status.error())
                .isEqualTo(
                        "the answer has more than the 100000 bytes that are allowed (body_size_limit)");
        assertThat(status.health()).isEqualTo(TargetStatus.Health.DOWN);
    }

    @Test
    void aBodyOfAGigabyteIsGivenUpBeforeItIsRead() throws IOException {
        start(Scraping.with(SMALL));
        var written = new AtomicLong();
        scraping()
                .exporter
                .answer(
                        out -> {
                            Exporter.head(
                                    out, "Content-Type: text/plain", "Content-Length: 1073741824");
                            flood(out, written);
                        });

        assertTooLarge(scraping().scrape());
        assertThat(written.get()).as("no more than what sockets hold").isLessThan(64 << 20);
    }

    @Test
    void aBodyWithoutEndIsGivenUpAtTheLimit() throws IOException {
        start(Scraping.with(SMALL));
        var written = new AtomicLong();
        scraping()
                .exporter
                .answer(
                        out -> {
                            Exporter.head(
                                    out, "Content-Type: text/plain", "Transfer-Encoding: chunked");
                            flood(out, written);
                        });

        assertTooLarge(scraping().scrape());
        assertThat(written.get()).isLessThan(64 << 20);
    }

    /// Chunks of comments until nobody reads any more.
    private static void flood(OutputStream out, AtomicLong written) throws IOException {
        byte[] chunk =
                ("1000\r\n#" + "x".repeat(4_094) + "\n\r\n").getBytes(StandardCharsets.UTF_8);
        while (true) {
            out.write(chunk);
            written.addAndGet(chunk.length);
        }
    }

    @Test
    void aPackedBodyCountsUnpacked() throws IOException {
        start(Scraping.with(SMALL));
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(new byte[50 << 20]);
        }
        scraping()
                .exporter
                .answer(
                        out -> {
                            Exporter.head(
                                    out, "Content-Type: text/plain", "Content-Encoding: gzip");
                            packed.writeTo(out);
                        });

        assertTooLarge(scraping().scrape());
    }

    @Test
    void anAnswerThatTricklesInIsCutOffInTime() throws IOException {
        start(within(Duration.ofMillis(300), SMALL));
        scraping()
                .exporter
                .answer(
                        out -> {
                            Exporter.head(
                                    out, "Content-Type: text/plain", "Transfer-Encoding: chunked");
                            while (true) {
                                Exporter.text(out, "4\r\na 1\n\r\n");
                                LockSupport.parkNanos(1_000_000);
                            }
                        });

        assertThat(scraping().scrape().error())
                .isEqualTo("no whole answer within 0.3 s (scrape_timeout)");
    }

    @Test
    void aTargetThatNeverAnswersIsCutOffInTime() throws IOException {
        start(within(Duration.ofMillis(300), SMALL));
        scraping().exporter.answer(_ -> LockSupport.parkNanos(2_000_000_000L));

        assertThat(scraping().scrape().error())
                .isEqualTo("no whole answer within 0.3 s (scrape_timeout)");
    }

    @Test
    void aMillionLabelsOfASeriesAreTooMany() throws IOException {
        start(Scraping.with(new ScrapeLimits(500_000, 0, 0, 0, 0)));
        var line = new StringBuilder("a{");
        for (int i = 0; line.length() < 400_000; i++) {
            line.append('l').append(Integer.toString(i, 36)).append("=\"\",");
        }

        assertThat(scraping().scrape(line.append("} 1").toString()).error())
                .startsWith("line 1, column ")
                .endsWith(": more labels than the 1024 that are allowed");
    }

    @Test
    void moreSamplesThanEverFitAreRefusedWhateverTheLimit() throws IOException {
        start(Scraping.with(new ScrapeLimits(2 << 20, 0, 0, 0, 0)));
        int count = Appending.MOST_SAMPLES + 1;

        var status = scraping().scrape("a 1 1\n".repeat(count));

        assertThat(status.error())
                .isEqualTo(
                        "more than 250000 samples (expected: at most that many at once, whatever the sample_limit)");
    }

    @Test
    void answersThatTogetherTakeUpTheMemoryFailWithThatReason() throws IOException {
        start(Scraping.with(ScrapeLimits.NONE));
        try (var others = scraping().memory.lease()) {
            others.growTo(MEMORY - 100_000);

            var status = scraping().scrape("a 1", "#" + "x".repeat(200_000));

            assertThat(status.error())
                    .startsWith("the answers of other targets take up the memory");
        }
    }

    @Test
    void garbageIsNoMetrics() throws IOException {
        start(Scraping.with(SMALL));
        var random = new Random(7);
        for (int i = 0; i < 200; i++) {
            var garbage = new byte[random.nextInt(2_000)];
            random.nextBytes(garbage);
            byte[] bytes = "a{b=\"c\"} 1\n{{{{".getBytes(StandardCharsets.UTF_8);
            String type =
                    switch (i % 3) {
                        case 0 -> "text/plain";
                        case 1 -> "application/openmetrics-text";
                        default ->
                                "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";
                    };
            scraping()
                    .exporter
                    .answer(
                            out -> {
                                Exporter.head(out, "Content-Type: " + type);
                                out.write(bytes);
                                out.write(garbage);
                            });

            var status = scraping().scrape();

            assertThat(status.health()).isEqualTo(TargetStatus.Health.DOWN);
            assertThat(status.error()).containsAnyOf("line ", "byte ").doesNotContain("Exception");
        }
    }

    @Test
    void namesThatNobodySawBeforeAreNotRememberedForEver() throws IOException {
        var none =
                RelabelRule.of(RelabelRule.Spec.DEFAULT.with(RelabelAction.DROP).from("__name__"));
        start(Scraping.with(new Labelling(false, true, false, List.of(none))));
        for (int round = 0; round < 20; round++) {
            var body = new StringBuilder();
            for (int i = 0; i < 1_000; i++) {
                body.append("m").append(round).append('_').append(i).append(" 1\n");
            }
            scraping().scrape(body.append("broken").toString());

            assertThat(scraping().target().knownSeries()).isLessThan(3_000);
        }
    }

    @Test
    void anAnswerThatIsNoHttpIsToldAsSuch() throws IOException {
        start(Scraping.with(SMALL));
        scraping().exporter.answer(out -> Exporter.text(out, "SSH-2.0-OpenSSH_9.2\r\n\r\n"));

        var status = scraping().scrape();

        assertThat(status.health()).isEqualTo(TargetStatus.Health.DOWN);
        assertThat(status.error()).startsWith(scraping().exporter.url().getAuthority() + ": ");
    }
}
