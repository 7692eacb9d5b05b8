package penstock.bench.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import jdk.jfr.consumer.EventStream;
import jdk.jfr.consumer.RecordedEvent;
import penstock.bench.rig.ServiceClient;

/// What our gateway takes of the heap for a request: the counters of its threads before and after a number of requests. They are read
/// while nothing is asked of it, so no request is half counted.
final class Allocation implements AutoCloseable {
    private static final String EVENT = "jdk.ThreadAllocationStatistics";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /// Of the event loops, which alone work for requests.
    static final String LOOP = "gateway-";

    private final EventStream events;

    /// Bytes that each loop has allocated since its start.
    private final Map<String, Long> counters = new HashMap<>();

    /// Their sum by the time at which it was counted.
    private final ConcurrentSkipListMap<Instant, Long> sums = new ConcurrentSkipListMap<>();

    private Allocation(EventStream events) {
        this.events = events;
        events.setReuse(false);
        events.onEvent(EVENT, this::count);
        events.startAsync();
    }

    /// In a gateway of its own.
    static Map<Workload, Double> measure(
            Field field, Set<Feature> features, List<Workload> workloads, Duration span)
            throws IOException {
        var folder = Files.createTempDirectory(field.site().folder(), "allocation");
        var recording = Recording.of(folder, Map.of(EVENT, Map.of("period", "100 ms")));
        Map<Workload, Double> bytes = new EnumMap<>(Workload.class);
        try (var own =
                        OwnGateway.start(
                                field.program(),
                                field.site(),
                                OwnKind.apart(folder.getFileName() + "-data", features),
                                recording.options());
                var allocation =
                        new Allocation(EventStream.openRepository(recording.repository()))) {
            for (var workload : workloads) {
                if (field.refusal(own.proxy(), workload).isEmpty()) {
                    field.warmUp(own.proxy(), workload, span);
                    long before = allocation.counted();
                    long requests = field.load(own.proxy(), workload, span);
                    bytes.put(workload, (allocation.counted() - before) / (double) requests);
                }
            }
        }
        return bytes;
    }

    private void count(RecordedEvent event) {
        var thread = event.getThread("thread");
        if (thread != null && String.valueOf(thread.getJavaName()).startsWith(LOOP)) {
            counters.put(thread.getJavaName(), event.getLong("allocated"));
            sums.put(
                    event.getStartTime(),
                    counters.values().stream().mapToLong(Long::longValue).sum());
        }
    }

    /// What has been allocated up to now, as it is counted some time later.
    private long counted() throws IOException {
        var now = Instant.now().plusMillis(300);
        if (!ServiceClient.await(() -> sums.ceilingEntry(now) != null, LIMIT)) {
            throw new IOException(
                    "the flight recorder told nothing for " + LIMIT.toSeconds() + " s");
        }
        return sums.lastEntry().getValue();
    }

    @Override
    public void close() {
        events.close();
    }
}
