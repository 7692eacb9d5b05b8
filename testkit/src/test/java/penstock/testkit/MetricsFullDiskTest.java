package penstock.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.metrics.labels.Labels;
import penstock.metrics.series.Samples;
import penstock.metrics.store.Condition;
import penstock.metrics.store.StoreException;
import penstock.metrics.store.StoreSettings;
import penstock.metrics.store.TimeSeriesStore;

/// The store of time series on a disk that is really full.
final class MetricsFullDiskTest {
    private static final Labels SERIES = Labels.of(Labels.NAME, "m");

    @TempDir private Path folder;
    private final VirtualClock clock = VirtualClock.create();

    private void onSmallDisk(Consumer<SmallDisk> test) throws IOException {
        Files.createDirectory(folder.resolve("disk"));
        var mounted = SmallDisk.mount(folder.resolve("disk"), 4);
        if (mounted.isPresent()) {
            try (var disk = mounted.get()) {
                test.accept(disk);
            }
        }
    }

    private static final StoreSettings SETTINGS =
            StoreSettings.DEFAULTS
                    .withBlockRange(Duration.ofSeconds(1))
                    .withOutOfOrder(Duration.ZERO)
                    .withReserveBytes(0);

    private TimeSeriesStore open() {
        return open(SETTINGS);
    }

    private TimeSeriesStore open(StoreSettings settings) {
        return TimeSeriesStore.open(folder.resolve("disk").resolve("metrics"), settings, clock);
    }

    private static void put(TimeSeriesStore store, int step) {
        var batch = store.batch();
        batch.sample(batch.series(SERIES, "t"), 10L * step, step);
        batch.commit();
    }

    private static List<Integer> steps(TimeSeriesStore store) {
        var steps = new ArrayList<Integer>();
        var samples = new Samples();
        for (var series : store.select(0, Long.MAX_VALUE, List.of())) {
            series.read(0, Long.MAX_VALUE, samples);
        }
        for (int i = 0; i < samples.size(); i++) {
            steps.add((int) samples.value(i));
        }
        return steps;
    }

    private static List<Integer> upTo(int steps) {
        var all = new ArrayList<Integer>();
        for (int i = 0; i < steps; i++) {
            all.add(i);
        }
        return all;
    }

    /// How many steps were acknowledged in all, when the disk takes no more.
    private static int putUntilRefused(TimeSeriesStore store, int from) {
        for (int step = from; step < 1_000_000; step++) {
            try {
                put(store, step);
            } catch (StoreException _) {
                return step;
            }
        }
        throw new AssertionError("the disk never became full");
    }

    @Test
    void whatIsRefusedIsNotThereWhatWasAcknowledgedIsAndAppendsWorkOnceThereIsRoom()
            throws IOException {
        onSmallDisk(
                disk -> {
                    int stored;
                    try (var store = open()) {
                        put(store, 0);
                        disk.fill();
                        stored = putUntilRefused(store, 1);

                        int refused = stored;
                        assertThatThrownBy(() -> put(store, refused))
                                .isInstanceOf(StoreException.class)
                                .hasMessageContaining("the disk is full. Free some space");
                        assertThat(store.conditions())
                                .extracting(Condition::reason)
                                .contains(Condition.Reason.LOG_NOT_WRITABLE);
                        assertThat(steps(store)).isEqualTo(upTo(stored));
                    }
                    try (var again = open()) {
                        assertThat(steps(again)).isEqualTo(upTo(stored));
                        disk.free();

                        put(again, stored);

                        assertThat(again.conditions()).isEmpty();
                        assertThat(steps(again)).isEqualTo(upTo(stored + 1));
                    }
                });
    }

    @Test
    void samplesAreRefusedBeforeTheRoomIsUsedThatIsLeftToTheRestOfTheServer() throws IOException {
        onSmallDisk(
                disk -> {
                    var settings =
                            SETTINGS.withReserveBytes(1 << 20)
                                    .withSegmentBytes(64 << 10)
                                    .withBlockRange(Duration.ofSeconds(100));
                    try (var store = open(settings)) {
                        int stored = putUntilRefused(store, 0);
                        long free = folder.resolve("disk").toFile().getUsableSpace();
                        assertThat(free).isBetween((1L << 20) - 8_192, 1L << 20);
                        assertThatThrownBy(() -> put(store, stored))
                                .hasMessageContaining("1048576 of them are kept for the rest");
                        assertThat(store.conditions())
                                .extracting(Condition::reason)
                                .containsExactly(Condition.Reason.LOG_NOT_WRITABLE);

                        // gives room: blocks are smaller than the log
                        store.maintain();

                        put(store, stored);
                        assertThat(store.conditions()).isEmpty();
                        assertThat(steps(store)).isEqualTo(upTo(stored + 1));
                    }
                });
    }

    @Test
    void whatIsTooMuchIsDeletedAlsoWhenNothingElseWorks() throws IOException {
        onSmallDisk(
                disk -> {
                    try (var store = open()) {
                        for (int step = 0; step < 1_000; step++) {
                            put(store, step);
                        }
                        store.maintain();
                        assertThat(store.size().blocks()).isPositive();
                        for (int step = 1_000; step < 1_500; step++) {
                            put(store, step);
                        }
                    }
                    disk.fill();
                    try (var again = open(SETTINGS.withRetention(Duration.ofDays(15), 1))) {
                        again.maintain();

                        assertThat(again.size().blocks()).isZero();
                    }
                });
    }

    @Test
    void blocksAreWrittenOnceThereIsRoomAndUntilThenNothingIsMissing() throws IOException {
        onSmallDisk(
                disk -> {
                    int stored = 1_000;
                    try (var store = open()) {
                        for (int step = 0; step < stored; step++) {
                            put(store, step);
                        }
                        disk.fill();

                        store.maintain();

                        assertThat(store.conditions())
                                .extracting(Condition::reason)
                                .contains(Condition.Reason.COMPACTION_FAILED);
                        assertThat(steps(store)).isEqualTo(upTo(stored));

                        disk.free();
                        store.maintain();
                        assertThat(store.conditions()).isEmpty();
                        assertThat(store.size().blocks()).isPositive();
                        assertThat(steps(store)).isEqualTo(upTo(stored));
                    }
                    try (var again = open()) {
                        assertThat(steps(again)).isEqualTo(upTo(stored));
                    }
                });
    }
}
