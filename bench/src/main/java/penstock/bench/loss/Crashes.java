package penstock.bench.loss;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import penstock.bench.upstream.Records;
import penstock.cli.local.DataDirectory;

/// When versions that are made to crash did so. Such a process writes its last record just before; the system takes it
/// away some time later, and until then requests may still get into it.
final class Crashes {
    private static final Duration BEFORE = Duration.ofMillis(10);

    private final DataDirectory data;
    private final LongSupplier clock;
    private final Set<Long> running = new HashSet<>();
    private final Map<Long, Long> gone = new HashMap<>();

    /// @param clock the load's, in nanoseconds
    Crashes(DataDirectory data, LongSupplier clock) {
        this.data = data;
        this.clock = clock;
    }

    /// Takes note of the instances that run, and of those that did and are gone. To be called again and again.
    void look() {
        data.instances().forEach(instance -> running.add(instance.pid()));
        for (long pid : List.copyOf(running)) {
            if (Strikes.isGone(pid)) {
                running.remove(pid);
                gone.put(pid, clock.getAsLong());
            }
        }
    }

    /// @param begin the moment at which the load's clock was 0
    List<Kill> of(List<Trace> traces, List<Records.Log> logs, Instant begin) {
        var crashes = new ArrayList<Kill>();
        for (var trace : traces) {
            logs.stream()
                    .filter(log -> trace.flaw().crashes() && log.version().equals(trace.version()))
                    .forEach(log -> crashes.add(crash(log, begin)));
        }
        return crashes;
    }

    private Kill crash(Records.Log log, Instant begin) {
        long last = Duration.between(begin, log.lastWritten()).minus(BEFORE).toNanos();
        long end = gone.getOrDefault(log.pid(), last);
        return new Kill(Kill.Victim.CRASHED, log.pid(), log.version(), last, end);
    }
}
