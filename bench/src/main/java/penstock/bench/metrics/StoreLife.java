package penstock.bench.metrics;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import penstock.metrics.store.Batch;
import penstock.metrics.store.StoreSettings;
import penstock.metrics.store.TimeSeriesStore;

/// A process that opens a store, stores so many rounds of scrapes and prints figures, a name and a number on each line. Arguments: the folder, how
/// many series, the seed, the first round and the one after the last.
public final class StoreLife {
    private static final long BEGIN = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

    /// Scrapes that are under way at once.
    private static final int THREADS = 16;

    /// Rounds before those that are measured, in which the JVM compiles.
    private static final int WARM_UP = 20;

    private static final int ROUNDS_OF_MAINTENANCE = 4;

    private final int series;
    private final Workload workload;
    private final int from;
    private final int until;
    private volatile long now = BEGIN;
    private long[] references = {};

    private StoreLife(int series, long seed, int from, int until) {
        this.series = series;
        this.from = from;
        this.until = until;
        workload = new Workload(series, BEGIN, seed);
    }

    public static void main(String[] arguments) throws Exception {
        int series = Integer.parseInt(arguments[1]);
        long seed = Long.parseLong(arguments[2]);
        int from = Integer.parseInt(arguments[3]);
        int until = Integer.parseInt(arguments[4]);
        new StoreLife(series, seed, from, until).run(Path.of(arguments[0]));
    }

    private static void tell(String name, double value) {
        System.out.printf(Locale.ROOT, "%s %.3f%n", name, value);
    }

    private void run(Path folder) throws Exception {
        forward();
        references = new long[series];
        long without = heap();
        long begun = System.nanoTime();
        try (var store =
                TimeSeriesStore.open(
                        folder, StoreSettings.DEFAULTS, () -> Instant.ofEpochMilli(now))) {
            tell("openSeconds", seconds(System.nanoTime() - begun));
            tell("openSeries", store.size().series());
            load(store);
            tell("heapBytesPerSeries", (heap() - without) / (double) series);
            tell("mappedBytesPerSeries", mapped(folder) / (double) series);
            var size = store.size();
            tell("blocks", size.blocks());
            tell("blockBytes", (double) size.blockBytes());
            tell("blockSamples", (double) size.blockSamples());
            tell("logBytes", (double) size.logBytes());
            if (!store.conditions().isEmpty()) {
                throw new IllegalStateException(store.conditions().toString());
            }
        }
    }

    /// To where the process before left off.
    private void forward() {
        for (int round = 0; round < from; round++) {
            for (int pod = 0; pod < workload.pods(); pod++) {
                for (int i = 0; i < Workload.SERIES_OF_POD; i++) {
                    workload.next(pod, i);
                }
            }
        }
        now = BEGIN + from * Workload.EVERY_MILLIS;
    }

    private static double seconds(long nanos) {
        return nanos / (double) Duration.ofSeconds(1).toNanos();
    }

    private void load(TimeSeriesStore store) throws InterruptedException, ExecutionException {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        var batches = IntStream.range(0, THREADS).mapToObj(_ -> store.batch()).toList();
        long cpu = 0;
        long begun = 0;
        try (var threads = Executors.newFixedThreadPool(THREADS)) {
            for (int round = from; round < until; round++) {
                if (round == from + WARM_UP) {
                    cpu = system.getProcessCpuTime();
                    begun = System.nanoTime();
                }
                now = BEGIN + (round + 1) * Workload.EVERY_MILLIS;
                var done = new ArrayList<Future<?>>();
                for (int thread = 0; thread < THREADS; thread++) {
                    int first = thread;
                    int number = round;
                    var batch = batches.get(thread);
                    done.add(threads.submit(() -> scrape(batch, first, number)));
                }
                for (var one : done) {
                    one.get();
                }
                if (round % ROUNDS_OF_MAINTENANCE == 0) {
                    store.maintain();
                }
            }
        }
        double samples = (double) series * (until - from - WARM_UP);
        tell("samples", (double) series * until);
        tell("samplesPerProcessorSecond", samples / seconds(system.getProcessCpuTime() - cpu));
        tell("samplesPerSecond", samples / seconds(System.nanoTime() - begun));
    }

    /// One scrape of each pod of a thread, each durable before the next.
    private void scrape(Batch batch, int first, int round) {
        for (int pod = first; pod < workload.pods(); pod += THREADS) {
            long time = workload.time(round, pod);
            for (int i = 0; i < Workload.SERIES_OF_POD; i++) {
                add(batch, pod, i, time);
            }
            int stored = batch.commit().stored();
            if (stored != Workload.SERIES_OF_POD) {
                throw new IllegalStateException(
                        stored + " stored (expected: " + Workload.SERIES_OF_POD + ")");
            }
        }
    }

    private void add(Batch batch, int pod, int i, long time) {
        int at = pod * Workload.SERIES_OF_POD + i;
        double value = workload.next(pod, i);
        if (references[at] == Batch.NONE || !batch.sample(references[at], time, value)) {
            references[at] = batch.series(Workload.labels(pod, i), "pod-" + pod);
            batch.sample(references[at], time, value);
        }
    }

    /// What is alive on the heap.
    private static long heap() {
        for (int i = 0; i < 4; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /// The full chunks of the head, which are in mapped files.
    private static long mapped(Path folder) throws IOException {
        long bytes = 0;
        try (var files = Files.list(folder.resolve("head"))) {
            for (var file : (Iterable<Path>) files::iterator) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }
}
