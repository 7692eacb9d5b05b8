package penstock.testkit;

import static penstock.testkit.StoreContract.put;
import static penstock.testkit.StoreContract.write;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import penstock.kernel.store.Put;
import penstock.kernel.store.SqliteStore;

/// Measures durable writes per second, their latency, and how long the store takes to open with what was written.
/// A program, not a test. Arguments: the directory (on the disk to measure), writes per round, writers.
final class StoreSpeed {
    private static final int ROUNDS = 3;
    private static final String DOCUMENT = "{\"text\":\"" + "x".repeat(1_000) + "\"}";

    private StoreSpeed() {}

    public static void main(String[] arguments) throws Exception {
        var directory = Files.createTempDirectory(Path.of(arguments[0]), "store-speed");
        int writes = Integer.parseInt(arguments[1]);
        int writers = Integer.parseInt(arguments[2]);
        try (var store = open(directory)) {
            for (int round = 0; round < ROUNDS; round++) {
                measure(store, "r" + round, writes, writers);
            }
        }
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            try (var store = open(directory)) {
                System.out.printf(
                        "open with %,d documents: %,d ms%n",
                        store.revision(), (System.nanoTime() - start) / 1_000_000);
            }
        }
    }

    private static SqliteStore open(Path directory) {
        return SqliteStore.open(
                directory.resolve("store.db"), directory.resolve("keys"), InstantSource.system());
    }

    private static void measure(SqliteStore store, String prefix, int writes, int writers) {
        var nanos = new long[writes];
        var next = new AtomicInteger();
        long start = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int writer = 0; writer < writers; writer++) {
                threads.execute(
                        () -> {
                            for (int i = next.getAndIncrement();
                                    i < writes;
                                    i = next.getAndIncrement()) {
                                long before = System.nanoTime();
                                store.write(write(put(prefix + "-" + i, Put.ABSENT, DOCUMENT)));
                                nanos[i] = System.nanoTime() - before;
                            }
                        });
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Arrays.sort(nanos);
        System.out.printf(
                "%,d writes of 1 KB by %d writers: %,.0f/s, p50 %.1f ms, p99 %.1f ms, longest %.1f ms%n",
                writes,
                writers,
                writes / seconds,
                nanos[writes / 2] / 1e6,
                nanos[writes / 100 * 99] / 1e6,
                nanos[writes - 1] / 1e6);
    }
}
