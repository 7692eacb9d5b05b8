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
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.kernel.store.Put;
import penstock.kernel.store.SqliteStore;
import penstock.kernel.store.Write;
import penstock.model.Problem;
import penstock.model.ProblemException;

/// The room that the store keeps for writes that outrank a full disk, on a disk that is full to the last byte.
final class ReserveTest {
    private static final long SIZE = 4 << 20;
    private static final String SMALL = "x".repeat(5_000);

    @TempDir private Path folder;
    private Path disk;
    private Path reserve;
    private final VirtualClock clock = VirtualClock.create();

    @BeforeEach
    void makePlaces() throws IOException {
        disk = Files.createDirectory(folder.resolve("disk"));
        reserve = disk.resolve("store.db.reserve");
    }

    private void onSmallDisk(Consumer<SmallDisk> test) {
        var mounted = SmallDisk.mount(disk, 12);
        if (mounted.isPresent()) {
            try (var small = mounted.get()) {
                test.accept(small);
            }
        }
    }

    private SqliteStore open() {
        return SqliteStore.open(disk.resolve("store.db"), folder.resolve("keys"), clock);
    }

    private static Write outranking(String name, String json) {
        var ordinary = write(put(name, Put.ANY, json));
        return new Write(ordinary.puts(), ordinary.audit(), true);
    }

    /// As often as the disk takes it; each time something new.
    private static void writeUntilRefused(SqliteStore store) {
        for (int i = 0; i < 10_000; i++) {
            try {
                store.write(write(put("w" + i, Put.ABSENT, SMALL)));
            } catch (ProblemException e) {
                assertThat(e.problem().message()).contains("disk is full");
                return;
            }
        }
        throw new AssertionError("the disk never became full");
    }

    private long held() {
        try {
            return Files.size(reserve);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String refusal(SqliteStore store) {
        var problem = problemOf(() -> store.write(write(put("ordinary", Put.ANY, SMALL))));
        assertThat(problem).isInstanceOf(Problem.Unavailable.class);
        return problem.message();
    }

    @Test
    void whatOutranksAFullDiskIsStoredAndNothingElseUntilThereIsRoom() {
        onSmallDisk(
                small -> {
                    try (var store = open()) {
                        small.fill();
                        writeUntilRefused(store);
                        assertThat(held()).isEqualTo(SIZE);

                        for (int i = 0; i < 20; i++) {
                            store.write(outranking("abort" + i, SMALL));
                            small.fill();
                            assertThat(refusal(store)).contains("aborts and rollbacks", "Free");
                        }

                        assertThat(held()).isBetween(SIZE / 2, SIZE - 1);
                        assertThat(problemOf(store::check).message()).contains("disk is full");
                        assertThat(store.find(ref("abort19"))).isPresent();
                        small.free();
                        store.write(write(put("ordinary", Put.ANY, SMALL)));
                        assertThat(held()).isEqualTo(SIZE);
                    }
                    requireIntact("abort19");
                });
    }

    private void requireIntact(String name) {
        try (var again = open()) {
            assertThat(again.find(ref(name))).isPresent();
            assertThat(again.verifyAudit().faults()).isEmpty();
        }
    }

    @Test
    void roomThatWasGivenUpIsNotOpenToOtherPrograms() throws IOException {
        onSmallDisk(
                small -> {
                    try (var store = open()) {
                        small.fill();
                        writeUntilRefused(store);
                        store.write(outranking("first", SMALL));
                        long left = held();
                        small.fill();

                        for (int i = 0; i < 8; i++) {
                            store.write(outranking("more" + i, SMALL));
                        }

                        assertThat(held()).as("what the log was given is enough").isEqualTo(left);
                    }
                });
    }

    @Test
    void anEmptyReserveRefusesWithTheSameWords() {
        onSmallDisk(
                small -> {
                    try (var store = open()) {
                        small.fill();
                        writeUntilRefused(store);
                        int stored = 0;
                        Problem refused = null;
                        while (refused == null && stored < 1_000) {
                            try {
                                store.write(outranking("abort" + stored, "x".repeat(50_000)));
                                stored++;
                            } catch (ProblemException e) {
                                refused = e.problem();
                            }
                        }

                        assertThat(stored).isBetween(20, 100);
                        assertThat(refused).isInstanceOf(Problem.Unavailable.class);
                        assertThat(held()).isZero();
                        small.free();
                        store.check();
                        assertThat(held()).isEqualTo(SIZE);
                    }
                    requireIntact("abort20");
                });
    }

    @Test
    void aDiskWithoutRoomForTheReserveIsFull() throws IOException {
        onSmallDisk(
                small -> {
                    open().close();
                    deleteReserve();
                    small.fill();
                    small.free(2);
                    try (var store = open()) {
                        assertThat(refusal(store)).contains("disk is full", "of 4Mi");

                        small.free();
                        store.write(write(put("ordinary", Put.ANY, SMALL)));
                        assertThat(held()).isEqualTo(SIZE);
                    }
                });
    }

    @Test
    void whatIsFarTooLargeOutranksNothing() {
        onSmallDisk(
                small -> {
                    try (var store = open()) {
                        small.fill();
                        writeUntilRefused(store);

                        var refused =
                                problemOf(
                                        () ->
                                                store.write(
                                                        outranking("abort", "x".repeat(300_000))));

                        assertThat(refused.message()).contains("disk is full");
                        assertThat(held()).isEqualTo(SIZE);
                    }
                });
    }

    /// Without that, the store could not even begin to write what it is for.
    @Test
    void theReserveDoesNotTakeTheLastRoom() {
        onSmallDisk(
                small -> {
                    open().close();
                    for (Runnable before :
                            List.<Runnable>of(this::deleteReserve, this::makeSparse)) {
                        before.run();
                        small.fill();
                        small.free(2);
                        try (var store = open()) {
                            assertThat(usable()).isGreaterThan(SIZE / 8);
                            assertThat(refusal(store)).contains("disk is full", "of 4Mi");
                        }
                        small.free();
                    }
                });
    }

    private long usable() {
        try {
            return Files.getFileStore(disk).getUsableSpace();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aReserveThatCannotBeWrittenIsToldAndNotTakenForAFullDisk() throws IOException {
        Files.createDirectory(reserve);
        try (var store = open()) {
            assertThat(refusal(store))
                    .contains(reserve + " cannot be written", "directory", "no restart is needed")
                    .doesNotContain("disk is full");

            Files.delete(reserve);

            store.write(write(put("ordinary", Put.ANY, SMALL)));
            assertThat(held()).isEqualTo(SIZE);
        }
    }

    /// The order of the writes is that of the calls: all but the first wait while that is in progress.
    @Test
    void whatIsWrittenTogetherWithAnAbortGetsNothingOfTheReserve() {
        onSmallDisk(
                small -> {
                    var first = new CountDownLatch(1);
                    var isHeld = new AtomicBoolean();
                    InstantSource slow = () -> isHeld.get() ? held(first, clock) : clock.instant();
                    try (var store =
                            SqliteStore.open(
                                    disk.resolve("store.db"), folder.resolve("keys"), slow)) {
                        small.fill();
                        writeUntilRefused(store);
                        isHeld.set(true);
                        var writes = new ArrayList<FutureTask<Long>>();
                        var one = write(put("first", Put.ANY, SMALL));
                        writes.add(begin(() -> store.write(one)));
                        writes.add(begin(() -> store.write(outranking("abort", SMALL))));
                        for (int i = 0; i < 4; i++) {
                            var ordinary = write(put("ordinary" + i, Put.ANY, SMALL));
                            writes.add(begin(() -> store.write(ordinary)));
                        }
                        isHeld.set(false);
                        first.countDown();

                        assertThat(isStored(writes.get(1))).isTrue();
                        assertThat(writes.subList(2, 6)).noneMatch(ReserveTest::isStored);
                    }
                });
    }

    private static Instant held(CountDownLatch until, InstantSource clock) {
        try {
            until.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return clock.instant();
    }

    /// Returns once the write waits for its commit.
    private static FutureTask<Long> begin(Callable<Long> write) {
        var task = new FutureTask<>(write);
        var thread = Thread.ofPlatform().daemon().start(task);
        while (thread.getState() != Thread.State.WAITING && !task.isDone()) {
            Thread.onSpinWait();
        }
        return task;
    }

    private static boolean isStored(FutureTask<Long> write) {
        try {
            return write.get(60, TimeUnit.SECONDS) > 0;
        } catch (ExecutionException refused) {
            assertThat(refused).hasMessageContaining("aborts and rollbacks");
            return false;
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    private void deleteReserve() {
        try {
            Files.delete(reserve);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aReserveThatACopyLeftWithoutBlocksGetsThem() {
        onSmallDisk(
                small -> {
                    open().close();
                    makeSparse();
                    try (var store = open()) {
                        small.fill();
                        writeUntilRefused(store);

                        store.write(outranking("abort", SMALL));

                        assertThat(store.find(ref("abort"))).isPresent();
                    }
                });
    }

    private void makeSparse() {
        deleteReserve();
        try (var file = new java.io.RandomAccessFile(reserve.toFile(), "rw")) {
            file.setLength(SIZE);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void theHolderOfALeaseKeepsItWhileTheDiskIsFullAndNobodyElseGetsIt() {
        var ttl = Duration.ofSeconds(15);
        onSmallDisk(
                small -> {
                    try (var store = open()) {
                        assertThat(store.acquire("control", "one", ttl)).isTrue();
                        small.fill();
                        writeUntilRefused(store);
                        store.write(outranking("abort", SMALL));

                        for (int i = 0; i < 10; i++) {
                            clock.advance(ttl.dividedBy(3));
                            assertThat(store.acquire("control", "one", ttl)).isTrue();
                            assertThat(store.acquire("control", "two", ttl)).isFalse();
                        }

                        small.free();
                        assertThat(store.acquire("control", "two", ttl)).isFalse();
                        store.release("control", "one");
                        assertThat(store.acquire("control", "two", ttl)).isTrue();
                    }
                });
    }
}
