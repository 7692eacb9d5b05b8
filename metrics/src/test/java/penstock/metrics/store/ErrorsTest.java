package penstock.metrics.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.metrics.labels.Labels;
import penstock.metrics.store.wal.SegmentFile;

/// What no code expects, such as want of memory: nothing waits for ever, and the store works again afterwards.
final class ErrorsTest {
    private static final Labels SERIES = Labels.of(Labels.NAME, "m");

    @TempDir private Path folder;

    /// How many writes are to fail.
    private final AtomicInteger failing = new AtomicInteger();

    private SegmentFile create(Path path) throws IOException {
        var file = SegmentFile.Opening.OF_DISK.create(path);
        return new SegmentFile() {
            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                if (failing.get() > 0 && failing.getAndDecrement() > 0) {
                    file.write(bytes, from, length / 2);
                    throw new OutOfMemoryError("made up by a test");
                }
                file.write(bytes, from, length);
            }

            @Override
            public void sync() throws IOException {
                file.sync();
            }

            @Override
            public void cutBack(long length) throws IOException {
                file.cutBack(length);
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        };
    }

    private TimeSeriesStore open() {
        return TimeSeriesStore.open(folder, Stores.SMALL, Stores.CLOCK, this::create);
    }

    @Test
    void anErrorWhileTheLogIsWrittenIsToldToAllWhoWaitAndTheLogGoesOn() throws Exception {
        try (var store = open();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Stores.put(store, SERIES, 1_000, 1);
            failing.set(3);
            var outcomes = new ArrayList<Future<Integer>>();
            for (int i = 0; i < 20; i++) {
                var labels = SERIES.with("i", "" + i);
                outcomes.add(threads.submit(() -> putUntilStored(store, labels)));
            }
            int failures = 0;
            for (var outcome : outcomes) {
                failures += outcome.get(60, TimeUnit.SECONDS);
            }
            assertThat(failures).isPositive();
            assertThat(Stores.content(store)).hasSize(21);
        }

        try (var again = open()) {
            assertThat(again.conditions()).isEmpty();
            assertThat(Stores.content(again)).hasSize(21);
        }
    }

    private static int putUntilStored(TimeSeriesStore store, Labels labels) {
        for (int failures = 0; ; failures++) {
            try {
                Stores.put(store, labels, 1_001, 1);
                return failures;
            } catch (StoreException e) {
                assertThat(e).hasMessageContaining("send it again").hasMessageContaining("made up");
            }
        }
    }

    @Test
    void anErrorThatNobodyExpectsDoesNotEndMaintenance() {
        var broken = new AtomicInteger(3);
        try (var store =
                TimeSeriesStore.open(
                        folder,
                        Stores.SMALL,
                        () -> {
                            if (broken.get() > 0) {
                                broken.getAndDecrement();
                                throw new LinkageError("made up by a test");
                            }
                            return Instant.ofEpochMilli(Stores.NOW);
                        })) {
            assertThatThrownBy(() -> Stores.put(store, SERIES, 1_000, 1))
                    .isInstanceOf(LinkageError.class);
            broken.set(0);
            Stores.put(store, SERIES, 1_000, 1);
            Stores.put(store, SERIES, 9_000, 1);
            broken.set(5);

            try (var _ = store.maintainEvery(Duration.ofMillis(1))) {
                long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
                while (store.size().blocks() == 0 && System.nanoTime() < deadline) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                }
            }

            assertThat(broken).hasValue(0);
            assertThat(store.size().blocks()).isPositive();
        }
    }
}
