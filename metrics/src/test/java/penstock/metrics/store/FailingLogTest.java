package penstock.metrics.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.NavigableMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.metrics.Fuzz;
import penstock.metrics.labels.Labels;

/// The log on a disk that is full or broken: what is refused is not there, what is acknowledged is.
final class FailingLogTest {
    private static final Labels SERIES = Labels.of(Labels.NAME, "m");

    @TempDir private Path folder;
    private final FailingDisk disk = new FailingDisk();

    private TimeSeriesStore open(Path path) {
        return TimeSeriesStore.open(path, Stores.SMALL, Stores.CLOCK, disk);
    }

    @Test
    void aBatchIsRefusedAsAWholeWhereverTheDiskBecomesFullAndTakenOnceThereIsRoom() {
        Fuzz.run(
                random -> {
                    var path = Files.createTempDirectory(folder, "store");
                    disk.room = Long.MAX_VALUE;
                    NavigableMap<Labels, NavigableMap<Long, String>> stored;
                    try (var store = open(path)) {
                        Stores.put(store, SERIES, 1_000, 1);
                        var batch = store.batch();
                        for (int i = 0; i < 10; i++) {
                            batch.sample(batch.series(SERIES.with("i", "" + i), "t"), 1_001, i);
                        }
                        var before = Stores.content(store);
                        disk.room = random.nextInt(300);

                        assertThatThrownBy(batch::commit)
                                .isInstanceOf(StoreException.class)
                                .hasMessageContaining("the disk is full. Free some space");

                        assertThat(Stores.content(store)).isEqualTo(before);
                        assertThat(store.conditions())
                                .extracting(Condition::reason)
                                .containsExactly(Condition.Reason.LOG_NOT_WRITABLE);

                        disk.room = Long.MAX_VALUE;
                        assertThat(batch.commit().stored()).isEqualTo(10);
                        assertThat(store.conditions()).isEmpty();
                        stored = Stores.content(store);
                    }
                    try (var again = open(path)) {
                        assertThat(again.conditions()).isEmpty();
                        assertThat(Stores.content(again)).isEqualTo(stored).hasSize(11);
                    }
                    Stores.delete(path);
                });
    }

    @Test
    void whatTheDiskDidNotKeepIsCutOffBeforeAnythingElseIsWritten() {
        try (var store = open(folder)) {
            Stores.put(store, SERIES, 1_000, 1);
            disk.isSyncing = false;
            disk.isCutting = false;
            assertThatThrownBy(() -> Stores.put(store, SERIES, 1_001, 2))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("Input/output error");
            disk.isSyncing = true;
            assertThatThrownBy(() -> Stores.put(store, SERIES, 1_001, 3))
                    .as("as long as what was refused cannot be cut off")
                    .isInstanceOf(StoreException.class);
            disk.isCutting = true;

            Stores.put(store, SERIES, 1_001, 4);
        }

        try (var again = open(folder)) {
            assertThat(Stores.samples(again, SERIES).get(1_001L)).endsWith("4010000000000000");
            assertThat(again.conditions()).isEmpty();
        }
    }

    @Test
    void manyThreadsShareWritesAndEachIsToldWhatBecameOfItsOwn() throws Exception {
        int count = 40;
        try (var store = open(folder);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var outcomes = new ArrayList<Future<Integer>>();
            for (int i = 0; i < count; i++) {
                var labels = SERIES.with("i", "" + i);
                outcomes.add(
                        threads.submit(
                                () -> {
                                    int stored = 0;
                                    for (int step = 0; step < 20; step++) {
                                        stored +=
                                                Stores.put(store, labels, 1_000 + step, step)
                                                        .stored();
                                    }
                                    return stored;
                                }));
            }
            for (var outcome : outcomes) {
                assertThat(outcome.get()).isEqualTo(20);
            }
        }

        try (var again = open(folder)) {
            assertThat(Stores.content(again))
                    .hasSize(count)
                    .allSatisfy((_, samples) -> assertThat(samples).hasSize(20));
        }
    }

    @Test
    void whoIsInterruptedStillLearnsWhatBecameOfItsBatchAndTheLogGoesOn() {
        try (var store = open(folder)) {
            Thread.currentThread().interrupt();

            assertThat(Stores.put(store, SERIES, 1_000, 1).stored()).isEqualTo(1);

            assertThat(Thread.interrupted()).isTrue();
            assertThat(Stores.put(store, SERIES, 1_001, 1).stored()).isEqualTo(1);
        }
    }
}
