package penstock.capabilities.telemetry;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import penstock.gateway.routes.CacheCount;
import penstock.metrics.labels.Labels;

/// What the caches of the gateways did, summed up since the server started.
final class CacheCounts {
    /// More than there can be: what a gateway gone wrong could make up otherwise.
    private static final int MOST = 1_000;

    private final Map<String, Sum> sums = new HashMap<>();

    private record Sum(CacheCount total, Instant at) {}

    void accept(List<CacheCount> counts, Instant now) {
        for (var each : counts) {
            if (sums.containsKey(each.routeId()) || sums.size() < MOST) {
                sums.merge(
                        each.routeId(),
                        new Sum(each, now),
                        (known, more) -> new Sum(sum(known.total(), more.total()), now));
            }
        }
    }

    private static CacheCount sum(CacheCount known, CacheCount more) {
        return new CacheCount(
                known.routeId(),
                known.hits() + more.hits(),
                known.stale() + more.stale(),
                known.revalidated() + more.revalidated(),
                known.misses() + more.misses(),
                known.bypassed() + more.bypassed(),
                known.waited() + more.waited(),
                known.stored() + more.stored(),
                known.evicted() + more.evicted(),
                more.entries(),
                more.bytes());
    }

    /// Those that were heard of since some time are told, the others forgotten.
    void tell(Instant since, Figures figures) {
        sums.values().removeIf(sum -> sum.at().isBefore(since));
        for (var sum : sums.values()) {
            var total = sum.total();
            var labels = labels(total.routeId());
            var requests = labels.with(Labels.NAME, Meaning.CACHE_REQUESTS);
            figures.counter(requests.with("result", "hit"), total.hits());
            figures.counter(requests.with("result", "stale"), total.stale());
            figures.counter(requests.with("result", "revalidated"), total.revalidated());
            figures.counter(requests.with("result", "miss"), total.misses());
            figures.counter(requests.with("result", "bypass"), total.bypassed());
            figures.counter(labels.with(Labels.NAME, Meaning.CACHE_WAITED), total.waited());
            figures.counter(labels.with(Labels.NAME, Meaning.CACHE_STORED), total.stored());
            figures.counter(labels.with(Labels.NAME, Meaning.CACHE_EVICTED), total.evicted());
            figures.gauge(labels.with(Labels.NAME, Meaning.CACHE_ENTRIES), total.entries());
            figures.gauge(labels.with(Labels.NAME, Meaning.CACHE_BYTES), total.bytes());
        }
    }

    /// The id of a route is `environment/service`.
    private static Labels labels(String routeId) {
        int slash = routeId.indexOf('/');
        return Labels.builder()
                .set("job", "gateway")
                .set("environment", slash < 0 ? "" : routeId.substring(0, slash))
                .set("service", routeId.substring(slash + 1))
                .build();
    }
}
