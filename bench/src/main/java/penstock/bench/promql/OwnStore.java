package penstock.bench.promql;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import penstock.metrics.exposition.ExpositionSink;
import penstock.metrics.exposition.Limits;
import penstock.metrics.exposition.RemoteWrite;
import penstock.metrics.exposition.SampleView;
import penstock.metrics.labels.Labels;
import penstock.metrics.store.Batch;
import penstock.metrics.store.StoreSettings;
import penstock.metrics.store.TimeSeriesStore;
import penstock.metrics.store.head.SeriesLimits;
import penstock.model.Node;
import penstock.model.Text;

/// The process that works on our store without a server: it stores requests of remote write one by one, each on disk before the next is
/// read, and says what that took; or it has all samples written to blocks and says how large these are.
final class OwnStore {
    static final String INGEST = "ingest";
    static final String COMPACT = "compact";

    private static final SeriesLimits LIMITS =
            new SeriesLimits(1_000_000, 1_000_000, 64, 256, 4_096);

    private OwnStore() {}

    public static void main(String[] arguments) throws IOException {
        var folder = Path.of(arguments[1]);
        var answer =
                switch (arguments[0]) {
                    case INGEST -> ingest(folder, Path.of(arguments[2]));
                    case COMPACT -> compact(folder);
                    default -> throw new IllegalArgumentException(arguments[0]);
                };
        System.out.println(Text.writeJson(answer));
    }

    private static TimeSeriesStore open(Path folder, InstantSource clock) {
        return TimeSeriesStore.open(folder, StoreSettings.DEFAULTS.withLimits(LIMITS), clock);
    }

    private static Node ingest(Path folder, Path bodies) throws IOException {
        Files.createDirectories(folder);
        try (var store = open(folder, InstantSource.system())) {
            var writing = new Writing(store.batch());
            double heapBefore = heap();
            double before = processorSeconds();
            long began = System.nanoTime();
            Bodies.read(bodies, writing::write);
            double seconds = (System.nanoTime() - began) / 1e9;
            double used = processorSeconds() - before;
            int series = writing.references.size();
            // what a receiver needs to know the series again counts as well
            double heapAfter = heap();
            return new Ingestion(
                            writing.samples,
                            series,
                            seconds,
                            used,
                            heapAfter - heapBefore,
                            resident())
                    .json();
        }
    }

    /// Samples go to blocks once newer ones have come, so one does, at a time that this process takes for now.
    private static Node compact(Path folder) {
        var later = Instant.now().plus(Duration.ofHours(6));
        try (var store = open(folder, InstantSource.fixed(later))) {
            var batch = store.batch();
            long series = batch.series(Labels.of(Labels.NAME, "bench_marker"), "bench");
            batch.sample(series, later.toEpochMilli(), 1);
            batch.commit();
            store.maintain();
            var size = store.size();
            var json = new LinkedHashMap<String, Node>();
            json.put("samples", Node.number(size.blockSamples()));
            json.put("bytes", Node.number(size.blockBytes()));
            json.put(
                    "bytesPerSample",
                    Node.number(size.blockBytes() / (double) size.blockSamples()));
            return Node.map(json);
        }
    }

    private static double processorSeconds() {
        var system = ManagementFactory.getOperatingSystemMXBean();
        return system instanceof com.sun.management.OperatingSystemMXBean known
                ? known.getProcessCpuTime() / 1e9
                : Double.NaN;
    }

    /// Live bytes of the heap and of buffers outside of it, after a collection.
    private static double heap() {
        System.gc();
        double buffers = 0;
        var pools =
                ManagementFactory.getPlatformMXBeans(java.lang.management.BufferPoolMXBean.class);
        for (var pool : pools) {
            buffers += pool.getName().equals("direct") ? pool.getMemoryUsed() : 0;
        }
        return buffers + ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static double resident() throws IOException {
        for (var line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Double.parseDouble(line.replaceAll("\\D", "")) * 1024;
            }
        }
        return Double.NaN;
    }

    /// Puts the samples of requests into a batch, and knows the series of before again by the bytes that name them.
    private static final class Writing implements ExpositionSink {
        private final Batch batch;
        private final Map<Key, Long> references = new HashMap<>();
        private final Key asked = new Key();
        private long samples;

        Writing(Batch batch) {
            this.batch = batch;
        }

        void write(byte[] body) {
            RemoteWrite.read(RemoteWrite.Version.ONE, body, body.length, Limits.NONE, this);
            samples += batch.commit().stored();
        }

        @Override
        public void sample(SampleView sample) {
            asked.look(sample);
            Long known = references.get(asked);
            if (known == null || !batch.sample(known, sample.time(), sample.value())) {
                long reference = batch.series(sample.labels(), "bench");
                references.put(asked.copy(), reference);
                batch.sample(reference, sample.time(), sample.value());
            }
        }
    }

    /// The bytes that name a series.
    private static final class Key {
        private byte[] bytes = new byte[0];
        private int start;
        private int end;
        private int hash;

        void look(SampleView sample) {
            bytes = sample.bytes();
            start = sample.seriesStart();
            end = sample.seriesEnd();
            hash = 1;
            for (int i = start; i < end; i++) {
                hash = 31 * hash + bytes[i];
            }
        }

        Key copy() {
            var copy = new Key();
            copy.bytes = Arrays.copyOfRange(bytes, start, end);
            copy.end = copy.bytes.length;
            copy.hash = hash;
            return copy;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key
                    && hash == key.hash
                    && Arrays.equals(bytes, start, end, key.bytes, key.start, key.end);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }
}
