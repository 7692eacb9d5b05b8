package penstock.metrics.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.metrics.Fuzz;
import penstock.metrics.labels.Labels;
import penstock.metrics.store.head.Exemplar;
import penstock.metrics.store.head.Refusal;

/// A clock that is set forward or back: nothing that was stored goes, and what comes next is taken.
final class ClockTest {
    private static final Labels SERIES = Labels.of(Labels.NAME, "m");
    private static final StoreSettings SETTINGS =
            StoreSettings.DEFAULTS
                    .withRetention(Duration.ofDays(1), Long.MAX_VALUE)
                    .withSegmentBytes(4 * 1024);
    private static final Duration EVERY = Duration.ofMinutes(5);

    @TempDir private Path folder;
    private final NavigableMap<Long, String> expected = new TreeMap<>();
    private Instant now = Instant.parse("2026-11-21T08:00:00Z");
    private TimeSeriesStore store;

    @BeforeEach
    void open() {
        store = TimeSeriesStore.open(folder, SETTINGS, () -> now);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void restart() {
        store.close();
        open();
    }

    /// Time passes as the clock has it, with a sample every five minutes.
    private void pass(Duration time) {
        for (var end = now.plus(time); now.isBefore(end); now = now.plus(EVERY)) {
            assertThat(put(now).stored()).as("stored at %s", now).isEqualTo(1);
            store.maintain();
        }
    }

    private Outcome put(Instant at) {
        long time = at.toEpochMilli();
        expected.put(
                time, time + "@0 " + Long.toHexString(Double.doubleToRawLongBits((double) time)));
        return Stores.put(store, SERIES, time, (double) time);
    }

    private void set(Duration by) {
        now = now.plus(by);
        // what is sent before the store has looked at the clock may be refused
        store.maintain();
    }

    private void assertAllIsThere() {
        assertThat(Stores.samples(store, SERIES)).isEqualTo(expected);
    }

    private List<Condition.Reason> conditions() {
        return store.conditions().stream().map(Condition::reason).toList();
    }

    private List<Path> segments() throws IOException {
        try (var files = Files.list(folder.resolve("wal"))) {
            return files.sorted().toList();
        }
    }

    private void forthAndBack(Duration by) throws IOException {
        pass(Duration.ofHours(8));
        set(by);
        pass(Duration.ofHours(1));
        assertAllIsThere();
        restart();
        assertAllIsThere();
        pass(Duration.ofMinutes(10));

        set(by.negated());
        assertThat(conditions()).containsExactly(Condition.Reason.CLOCK);
        pass(Duration.ofHours(1));
        assertAllIsThere();
        restart();
        pass(Duration.ofHours(5));

        assertAllIsThere();
        restart();
        assertAllIsThere();
        assertThat(conditions()).isEmpty();
        assertThat(segments()).as("segments of the log").hasSizeLessThan(5);
    }

    @Test
    void forthByAnHourAndBackLosesNothingAndShutsNothingOut() throws IOException {
        forthAndBack(Duration.ofHours(1));
    }

    @Test
    void forthByAYearAndBackLosesNothingAndShutsNothingOut() throws IOException {
        forthAndBack(Duration.ofDays(365));
    }

    @Test
    void backToTheBeginningOfTimeAndForthAgainLosesNothing() {
        pass(Duration.ofHours(8));
        var right = now;
        set(Duration.between(now, Instant.EPOCH));
        pass(Duration.ofHours(3));
        restart();
        now = right;
        pass(Duration.ofHours(8));

        assertAllIsThere();
        restart();
        assertAllIsThere();
    }

    @Test
    void aClockThatWasSetBackWhileNothingRanShutsNothingOut() {
        pass(Duration.ofHours(5));
        now = now.plus(Duration.ofDays(30));
        pass(Duration.ofHours(5));
        store.close();
        now = now.minus(Duration.ofDays(30));
        open();
        store.maintain();

        assertThat(conditions()).containsExactly(Condition.Reason.CLOCK);
        assertThat(store.conditions().getFirst().message())
                .contains("the clock was set back to 2026-11-21T18:00:00Z", "They are kept");
        pass(Duration.ofHours(3));
        assertAllIsThere();
    }

    @Test
    void retentionIsTheTimeThatBlocksCoverWhateverTheClockSays() {
        pass(Duration.ofHours(30));
        long first = Stores.samples(store, SERIES).firstKey();
        set(Duration.ofDays(365));
        pass(Duration.ofHours(6));

        // as far as six hours more make old, and no further
        assertThat(Stores.samples(store, SERIES).firstKey())
                .isBetween(first, first + Duration.ofHours(8).toMillis());
        pass(Duration.ofHours(30));
        assertThat(Stores.samples(store, SERIES).firstKey())
                .isGreaterThan(first + Duration.ofDays(300).toMillis());
    }

    @Test
    void samplesAheadOfTheClockAreRefusedWithAReasonThatEndsAfterAnHour() {
        var outcome = put(now.plus(Duration.ofDays(1)));

        assertThat(outcome.refused()).containsOnlyKeys(Refusal.TOO_FAR_AHEAD);
        assertThat(store.conditions())
                .singleElement()
                .satisfies(
                        one -> {
                            assertThat(one.reason()).isEqualTo(Condition.Reason.CLOCK);
                            assertThat(one.message())
                                    .contains(
                                            "samples of 2026-11-22T08:00:00Z came at 2026-11-21T08:00:00Z",
                                            "600 s ahead");
                        });
        expected.clear();
        pass(Duration.ofMinutes(65));
        assertThat(conditions()).isEmpty();
        assertAllIsThere();
    }

    @Test
    void exemplarsAreTakenAgainToo() {
        set(Duration.ofDays(1));
        put(now);
        putExemplar("ahead");
        set(Duration.ofDays(-1));
        putExemplar("now");

        var found = store.exemplars(0, Long.MAX_VALUE, List.of(List.of()));
        assertThat(found.get(SERIES))
                .extracting(one -> one.labels().get("trace_id"))
                .containsExactly("ahead", "now");
    }

    private void putExemplar(String trace) {
        var batch = store.batch();
        batch.exemplar(
                batch.series(SERIES, "t"),
                new Exemplar(Labels.of("trace_id", trace), 1, now.toEpochMilli()));
        batch.commit();
    }

    @Test
    void aDamagedBorderShowsEachSampleOnceAndIsNamed() throws IOException {
        pass(Duration.ofHours(8));
        store.close();
        var file = folder.resolve("border");
        for (var content : List.of(new byte[0], new byte[16])) {
            Files.write(file, content);
            open();
            assertThat(store.conditions().getFirst().message()).contains(file.toString());
            assertAllIsThere();
            pass(Duration.ofHours(3));
            assertAllIsThere();
            store.close();
        }
        open();
        assertThat(conditions()).isEmpty();
        assertAllIsThere();
    }

    @Test
    void whateverTheClockDoesAllIsThereOnce() {
        Fuzz.run(
                random -> {
                    store.close();
                    expected.clear();
                    var all = folder;
                    folder = Files.createTempDirectory(all, "store");
                    open();
                    var jumps = new ArrayList<Long>();
                    for (int i = 0; i < 6; i++) {
                        long minutes = random.nextLong(random.nextBoolean() ? 90 : 20_000);
                        jumps.add(random.nextBoolean() ? minutes : -minutes);
                        // a minute of its own for each, so that no time comes twice
                        now = now.plus(Duration.ofMinutes(5 * (jumps.getLast() / 5)));
                        now = now.plusMillis(1);
                        store.maintain();
                        if (random.nextInt(3) == 0) {
                            restart();
                        }
                        for (int k = random.nextInt(40); k > 0; k--) {
                            now = now.plus(EVERY);
                            if (put(now).stored() == 0) {
                                expected.remove(now.toEpochMilli());
                            }
                            if (random.nextInt(8) == 0) {
                                store.maintain();
                            }
                        }
                    }
                    assertThat(Stores.samples(store, SERIES)).as("%s", jumps).isEqualTo(expected);
                    restart();
                    store.maintain();
                    assertThat(Stores.samples(store, SERIES)).as("%s", jumps).isEqualTo(expected);
                    folder = all;
                });
    }
}
