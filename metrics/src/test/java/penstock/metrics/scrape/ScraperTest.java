package penstock.metrics.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.metrics.labels.Labels;
import penstock.metrics.series.Samples;
import penstock.metrics.store.StoreSettings;
import penstock.metrics.store.Stores;
import penstock.metrics.store.TimeSeriesStore;

/// Many targets at once, that come, move and go.
final class ScraperTest {
    private static final Duration EVERY = Duration.ofMillis(100);

    private final List<Exporter> exporters = new ArrayList<>();
    private TimeSeriesStore store;
    private Scraper scraper;

    @BeforeEach
    void open(@TempDir Path folder) {
        store = TimeSeriesStore.open(folder, StoreSettings.DEFAULTS, InstantSource.system());
        scraper = new Scraper(() -> Optional.of(store), InstantSource.system(), "test");
    }

    @AfterEach
    void close() throws IOException {
        scraper.close();
        store.close();
        for (var exporter : exporters) {
            exporter.close();
        }
    }

    private Exporter exporter() throws IOException {
        var exporter = new Exporter();
        exporters.add(exporter);
        return exporter;
    }

    private static ScrapeTarget target(String name, Exporter exporter) {
        return target(name, exporter, EVERY, EVERY);
    }

    private static ScrapeTarget target(
            String name, Exporter exporter, Duration every, Duration timeout) {
        return new ScrapeTarget(
                Labels.of("__address__", exporter.url().getAuthority()),
                Labels.of("instance", name),
                new ScrapeTarget.At(exporter.url()),
                Scraping.USUAL.within(every, timeout));
    }

    private void update(ScrapeTarget... targets) {
        scraper.update("test", List.of(new TargetPool("pool", List.of(targets), List.of(), 0)));
    }

    private static void until(BooleanSupplier isSo) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!isSo.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within 30 s");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private List<String> samples(String metric, String instance) {
        return Stores.samples(store, Labels.of(Labels.NAME, metric, "instance", instance))
                .values()
                .stream()
                .map(text -> text.substring(text.indexOf(' ') + 1))
                .toList();
    }

    private boolean isStale(String metric, String instance) {
        var all = samples(metric, instance);
        return !all.isEmpty() && all.getLast().equals(Long.toHexString(Samples.STALE_BITS));
    }

    /// How often a series has ended.
    private long marks(String metric, String instance) {
        return samples(metric, instance).stream()
                .filter(Long.toHexString(Samples.STALE_BITS)::equals)
                .count();
    }

    /// How often a target was not up: a busy machine may not answer in time, and the series of the target end with that.
    private long failures(String instance) {
        return samples("up", instance).stream()
                .filter(Long.toHexString(Double.doubleToLongBits(0))::equals)
                .count();
    }

    @Test
    void aTargetThatHangsDelaysNoOther() throws IOException {
        var quick = exporter();
        quick.tell("a 1");
        var hanging = exporter();
        hanging.answer(_ -> LockSupport.parkNanos(Duration.ofMinutes(2).toNanos()));
        var targets = new ArrayList<ScrapeTarget>();
        for (int i = 0; i < 50; i++) {
            targets.add(target("slow" + i, hanging, EVERY, EVERY));
        }
        var minute = Duration.ofMinutes(1);
        for (int i = 0; i < 50; i++) {
            targets.add(target("waiting" + i, hanging, minute, minute));
        }
        // Time enough for a busy machine; less than the hanging ones take.
        var calm = Duration.ofSeconds(2);
        targets.add(target("quick", quick, calm, calm));

        update(targets.toArray(ScrapeTarget[]::new));

        until(() -> samples("a", "quick").size() >= 3);
        until(() -> samples("up", "slow7").size() >= 2);
        assertThat(samples("up", "quick")).containsOnly(samples("up", "quick").getFirst());
        assertThat(samples("up", "waiting3")).isEmpty();
    }

    @Test
    void seriesEndWhenTheirTargetGoesAndOnlyThen() throws IOException {
        var one = exporter();
        one.tell("a 1");
        var two = exporter();
        two.tell("a 2");
        update(target("one", one), target("two", two));
        until(() -> !samples("a", "one").isEmpty() && !samples("a", "two").isEmpty());

        update(target("two", two));

        until(() -> isStale("a", "one") && isStale("up", "one"));
        int before = samples("a", "two").size();
        until(() -> samples("a", "two").size() > before + 1);
        assertThat(marks("a", "two")).isLessThanOrEqualTo(failures("two"));
        assertThat(scraper.pools().getFirst().targets())
                .extracting(told -> told.status().target().labels().get("instance"))
                .containsExactly("two");
    }

    @Test
    void aTargetThatMovesGoesOnUnderItsLabels() throws IOException {
        var before = exporter();
        before.tell("a 1", "old 1");
        update(target("one", before));
        until(() -> samples("a", "one").size() >= 2);
        var after = exporter();
        after.tell("a 2");

        update(target("one", after));

        until(() -> samples("a", "one").contains(Long.toHexString(Double.doubleToLongBits(2))));
        assertThat(isStale("old", "one")).isTrue();
        assertThat(marks("a", "one")).isLessThanOrEqualTo(failures("one"));
    }

    @Test
    void aScraperThatIsClosedLeavesSeriesForTheNextOne() throws IOException {
        var one = exporter();
        one.tell("a 1");
        update(target("one", one));
        until(() -> samples("a", "one").size() >= 2);

        scraper.close();

        int asked = one.requests().size();
        assertThat(marks("a", "one")).isLessThanOrEqualTo(failures("one"));
        assertThat(isStale("up", "one")).isFalse();
        update(target("one", one));
        assertThat(scraper.pools().getFirst().targets()).isEmpty();
        assertThat(one.requests()).hasSize(asked);
    }

    @Test
    void ofTwoTargetsWithTheSameLabelsTheSecondCountsAsDropped() throws IOException {
        var one = exporter();
        one.tell("a 1");
        var two = exporter();
        two.tell("a 2");

        update(target("same", one), target("same", two));

        var pool = scraper.pools().getFirst();
        assertThat(pool.targets()).hasSize(1);
        assertThat(pool.droppedCount()).isEqualTo(1);
        assertThat(pool.dropped().getFirst().discovered().get("__address__"))
                .isEqualTo(two.url().getAuthority());
    }

    @Test
    void nothingIsAskedWhileThereIsNoStore() throws IOException {
        var one = exporter();
        one.tell("a 1");
        try (var idle = new Scraper(Optional::empty, InstantSource.system(), "test")) {
            idle.update(
                    "test",
                    List.of(new TargetPool("pool", List.of(target("one", one)), List.of(), 0)));
            update(target("two", one));

            until(() -> samples("a", "two").size() >= 3);

            assertThat(idle.pools().getFirst().targets().getFirst().status().health())
                    .isEqualTo(TargetStatus.Health.UNKNOWN);
        }
    }
}
