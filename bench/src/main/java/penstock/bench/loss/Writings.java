package penstock.bench.loss;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import penstock.bench.upstream.Records;

/// How often requests were written down, by all instances together.
final class Writings {
    /// As `load.yaml` says: after this the gateway tries another instance.
    private static final long TRY_NANOS = Duration.ofSeconds(10).toNanos();

    private final long[] ids;

    Writings(List<Records.Log> logs) {
        ids =
                logs.stream()
                        .map(Records.Log::ids)
                        .flatMap(Collection::stream)
                        .mapToLong(Long::longValue)
                        .sorted()
                        .toArray();
    }

    long times(long id) {
        return end(id) - end(id - 1);
    }

    /// How many there are up to a number.
    private long end(long id) {
        int low = 0;
        int high = ids.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ids[middle] <= id) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private Set<Long> repeated() {
        var repeated = new HashSet<Long>();
        for (int i = 1; i < ids.length; i++) {
            if (ids[i] == ids[i - 1]) {
                repeated.add(ids[i]);
            }
        }
        return repeated;
    }

    /// Answered requests that were written down more than once although nothing happened for which a gateway or a client may send them
    /// again: no process but a server ended, no gateway was replaced, no instance took long, and the version that answered was good.
    ///
    /// @param gateways from when on there may have been a new one
    List<String> mistakes(
            List<Sighting> sightings, List<Trace> traces, List<Kill> kills, List<Long> gateways) {
        var repeated = repeated();
        var mistakes = new ArrayList<String>();
        for (var one : sightings) {
            if (repeated.contains(one.id())
                    && one.endNanos() - one.sentNanos() < TRY_NANOS
                    && isGood(one.version(), traces)
                    && kills.stream().noneMatch(kill -> mayRepeat(kill, one))
                    && gateways.stream()
                            .noneMatch(at -> at >= one.sentNanos() && at <= one.endNanos())) {
                mistakes.add("written down " + times(one.id()) + " times: " + one);
            }
        }
        return mistakes;
    }

    private static boolean isGood(String version, List<Trace> traces) {
        return traces.stream()
                .allMatch(
                        trace -> trace.flaw() == Act.Flaw.NONE || !trace.version().equals(version));
    }

    private static boolean mayRepeat(Kill kill, Sighting one) {
        return kill.victim() != Kill.Victim.SERVER
                && kill.isWithin(one.sentNanos(), one.endNanos());
    }
}
