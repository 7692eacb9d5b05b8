package penstock.gateway.routes;

import java.util.EnumMap;
import java.util.Map;

/// What a version did, told by clients and not by requests, so that no client counts for more than another. A client counts once in
/// 60 s: with how long the first request took, and with what befell any of those that began within the first 10 s. It counts when
/// these have ended, so when it counts does not depend on how they ended.
///
/// @param count clients
/// @param failing clients with a failed request among these
/// @param troubles clients that met a trouble; one that was not met is not there
/// @param latency of the first requests, when they end; may be short of some, or ahead of `count`
public record Clients(
        long count, long failing, Map<Trouble, Long> troubles, LatencyHistogram latency) {

    public static final Clients NONE = new Clients(0, 0, Map.of(), LatencyHistogram.EMPTY);

    public Clients {
        Checks.range("clients", count, 0, Long.MAX_VALUE);
        Checks.range("failing clients", failing, 0, count);
        troubles = Map.copyOf(troubles);
        for (Map.Entry<Trouble, Long> each : troubles.entrySet()) {
            Checks.range("clients with " + each.getKey(), each.getValue(), 0, count);
        }
    }

    /// Clients that met a trouble.
    public long of(Trouble trouble) {
        return troubles.getOrDefault(trouble, 0L);
    }

    public Clients plus(Clients other) {
        var sums = new EnumMap<Trouble, Long>(Trouble.class);
        sums.putAll(troubles);
        other.troubles.forEach((trouble, clients) -> sums.merge(trouble, clients, Long::sum));
        return new Clients(
                count + other.count, failing + other.failing, sums, latency.plus(other.latency));
    }
}
