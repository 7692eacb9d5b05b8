package penstock.gateway.routes;

import java.util.EnumMap;
import java.util.Map;

/// How often each trouble was met. One that was not met is not there.
public record Troubles(Map<Trouble, Count> counts) {

    public static final Troubles NONE = new Troubles(Map.of());

    public Troubles {
        counts = Map.copyOf(counts);
    }

    /// @param requests that met it
    /// @param clients distinct ones, each counted once in 60 s
    public record Count(long requests, long clients) {

        public static final Count NONE = new Count(0, 0);

        public Count {
            Checks.range("trouble requests", requests, 0, Long.MAX_VALUE);
            Checks.range("trouble clients", clients, 0, requests);
        }

        Count plus(Count other) {
            return new Count(requests + other.requests, clients + other.clients);
        }
    }

    public Count of(Trouble trouble) {
        return counts.getOrDefault(trouble, Count.NONE);
    }

    public Troubles plus(Troubles other) {
        if (other.counts.isEmpty()) {
            return this;
        }
        var sums = new EnumMap<Trouble, Count>(Trouble.class);
        sums.putAll(counts);
        other.counts.forEach((trouble, count) -> sums.merge(trouble, count, Count::plus));
        return new Troubles(sums);
    }
}
