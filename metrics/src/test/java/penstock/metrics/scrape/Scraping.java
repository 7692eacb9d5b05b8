package penstock.metrics.scrape;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import penstock.metrics.labels.Labels;
import penstock.metrics.store.StoreSettings;
import penstock.metrics.store.Stores;
import penstock.metrics.store.TimeSeriesStore;

/// One target that is scraped whenever a test says so, into a store.
final class Scraping implements AutoCloseable {
    static final Labels TARGET = Labels.of("instance", "i", "job", "j");

    static final ScrapeSettings USUAL =
            new ScrapeSettings(
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(20),
                    new HttpSettings(true, true, new Access.None(), HttpSettings.Tls.USUAL),
                    ScrapeSettings.Formats.USUAL,
                    Labelling.USUAL,
                    ScrapeLimits.NONE,
                    false);

    private static final int MEMORY = 4 << 20;
    private static final long STEP = 10_000;

    final Exporter exporter = new Exporter();
    final TimeSeriesStore store;
    final BodyMemory memory = new BodyMemory(MEMORY);
    private final Fetcher fetcher = new Fetcher(memory, "test");
    private final TargetScrape scrape;
    private long time = Stores.NOW - 100 * STEP;

    Scraping(Path folder, ScrapeSettings settings) throws IOException {
        store = TimeSeriesStore.open(folder, StoreSettings.DEFAULTS, Stores.CLOCK);
        scrape =
                new TargetScrape(
                        target(exporter.url(), settings),
                        "test",
                        new TargetScrape.Shared(fetcher, new Semaphore(1)));
    }

    static ScrapeTarget target(URI url, ScrapeSettings settings) {
        return new ScrapeTarget(Labels.EMPTY, TARGET, new ScrapeTarget.At(url), settings);
    }

    static ScrapeSettings with(ScrapeLimits limits) {
        return new ScrapeSettings(
                USUAL.interval(),
                USUAL.timeout(),
                USUAL.http(),
                USUAL.formats(),
                USUAL.labelling(),
                limits,
                false);
    }

    static ScrapeSettings with(Labelling labelling) {
        return new ScrapeSettings(
                USUAL.interval(),
                USUAL.timeout(),
                USUAL.http(),
                USUAL.formats(),
                labelling,
                USUAL.limits(),
                false);
    }

    static ScrapeSettings with(HttpSettings http) {
        return new ScrapeSettings(
                USUAL.interval(),
                USUAL.timeout(),
                http,
                USUAL.formats(),
                USUAL.labelling(),
                USUAL.limits(),
                false);
    }

    /// Scrapes an exposition in the text format.
    TargetStatus scrape(String... lines) {
        exporter.tell(lines);
        return scrape();
    }

    /// Scrapes ten seconds after the last time.
    TargetStatus scrape() {
        time += STEP;
        try (var asked = scrape.ask()) {
            scrape.store(asked, store, time);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return scrape.status();
    }

    void end() {
        time += STEP;
        scrape.end(time);
    }

    TargetScrape target() {
        return scrape;
    }

    /// The time of the last scrape.
    long time() {
        return time;
    }

    /// The bits of the samples of a series of the target, by time.
    NavigableMap<Long, String> samples(String name, String... namesAndValues) {
        var labels = TARGET.with(Labels.NAME, name);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            labels = labels.with(namesAndValues[i], namesAndValues[i + 1]);
        }
        return bits(labels);
    }

    NavigableMap<Long, String> bits(Labels labels) {
        var samples = Stores.samples(store, labels);
        samples.replaceAll((_, text) -> text.substring(text.indexOf(' ') + 1));
        return samples;
    }

    /// The newest sample of a series of the target, if the last scrape gave it one.
    Optional<String> now(String name, String... namesAndValues) {
        return Optional.ofNullable(samples(name, namesAndValues).get(time));
    }

    @Override
    public void close() throws IOException {
        exporter.close();
        fetcher.close();
        store.close();
    }
}
