package penstock.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static penstock.testkit.StoreContract.problemOf;
import static penstock.testkit.StoreContract.put;
import static penstock.testkit.StoreContract.ref;
import static penstock.testkit.StoreContract.write;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.kernel.store.Put;
import penstock.kernel.store.SqliteSettings;
import penstock.kernel.store.SqliteStore;
import penstock.model.Problem;
import penstock.model.ProblemException;

/// The store on a disk that is really full.
final class FullDiskTest {
    @TempDir private Path folder;
    private final VirtualClock clock = VirtualClock.create();

    private void onSmallDisk(Consumer<SmallDisk> test) throws IOException {
        Files.createDirectory(folder.resolve("disk"));
        var mounted = SmallDisk.mount(folder.resolve("disk"), 12);
        if (mounted.isPresent()) {
            try (var disk = mounted.get()) {
                test.accept(disk);
            }
        }
    }

    private SqliteStore open() {
        var settings = SqliteSettings.defaults().withCheckpoints(1, Duration.ofMillis(20));
        var disk = folder.resolve("disk");
        return SqliteStore.open(disk.resolve("store.db"), disk.resolve("keys"), clock, settings);
    }

    @Test
    void nothingAcknowledgedIsLostReadsGoOnAndWritesWorkAgainOnceThereIsRoom() throws IOException {
        onSmallDisk(
                disk -> {
                    try (var store = open()) {
                        store.write(write(put("before", Put.ABSENT, "1")));
                        disk.fill();
                        int stored = writeUntilRefused(store);

                        var problem = problemOf(() -> store.write(write(put("more", 0, "1"))));

                        assertThat(problem).isInstanceOf(Problem.Unavailable.class);
                        assertThat(problem.message())
                                .contains("disk is full", "store.db", "Free some space");
                        assertThat(problemOf(store::check).message()).contains("disk is full");
                        assertThat(store.find(ref("before"))).isPresent();
                        assertThat(store.revision()).isEqualTo(1 + stored);

                        disk.free();
                        store.check();
                        store.write(write(put("after", Put.ABSENT, "1")));
                        awaitCheckpoint(store, 2 + stored);
                        assertThat(store.verifyAudit().faults()).isEmpty();
                    }
                    try (var again = open()) {
                        assertThat(again.find(ref("after"))).isPresent();
                        assertThat(again.verifyAudit().faults()).isEmpty();
                    }
                });
    }

    /// Until the write-ahead log cannot grow any more; how many were acknowledged.
    private static int writeUntilRefused(SqliteStore store) {
        for (int i = 0; i < 10_000; i++) {
            try {
                store.write(write(put("w" + i, Put.ABSENT, "x".repeat(5_000))));
            } catch (ProblemException _) {
                return i;
            }
        }
        throw new AssertionError("the disk never became full");
    }

    /// Checkpoints are signed beside the writer; those that failed on the full disk are made up for.
    private static void awaitCheckpoint(SqliteStore store, long entry) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (store.verifyAudit().covered() < entry) {
            assertThat(System.nanoTime()).as("a checkpoint of " + entry).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void aStoreIsNotOpenedOnAFullDiskWithoutSayingSo() throws IOException {
        onSmallDisk(
                disk -> {
                    open().close();
                    disk.fill();

                    var problem = openProblem();

                    assertThat(problem).contains("store.db").containsPattern("full|No space left");
                    disk.free();
                    open().close();
                });
    }

    /// A store that is opened all the same (it found room in what it had) refuses the first write.
    private String openProblem() {
        try (var store = open()) {
            return problemOf(() -> store.write(write(put("a", 0, "x".repeat(100_000))))).message();
        } catch (ProblemException e) {
            return e.problem().message();
        }
    }

    @Test
    void aReadOnlyDiskIsToldAtTheStart() throws IOException {
        onSmallDisk(
                disk -> {
                    open().close();
                    disk.makeReadOnly();

                    var problem = problemOf(this::open);

                    assertThat(problem).isInstanceOf(Problem.Unavailable.class);
                    assertThat(problem.message())
                            .contains("store.db", "Read-only file system")
                            .containsPattern("Make .* writ");
                });
    }
}
