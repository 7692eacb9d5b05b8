package penstock.capabilities.telemetry;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import penstock.gateway.routes.RateCount;
import penstock.metrics.labels.Labels;

/// What the rate limits of the gateways did, summed up since the server started.
final class RateCounts {
    /// More than there can be: what a gateway gone wrong could make up otherwise.
    private static final int MOST = 1_000;

    private final Map<String, Sum> sums = new HashMap<>();

    private record Sum(RateCount total, Instant at) {}

    void accept(List<RateCount> counts, Instant now) {
        for (var each : counts) {
            if (sums.containsKey(each.id()) || sums.size() < MOST) {
                sums.merge(
                        each.id(),
                        new Sum(each, now),
                        (known, more) -> new Sum(sum(known.total(), more.total()), now));
            }
        }
    }

    private static RateCount sum(RateCount known, RateCount more) {
        return new RateCount(
                known.id(),
                known.allowed() + more.allowed(),
                known.limited() + more.limited(),
                known.wouldLimit() + more.wouldLimit(),
                known.forgotten() + more.forgotten(),
                more.keys());
    }

    /// Those that were heard of since some time are told, the others forgotten.
    void tell(Instant since, Figures figures) {
        sums.values().removeIf(sum -> sum.at().isBefore(since));
        for (var sum : sums.values()) {
            var total = sum.total();
            var labels = labels(total.id());
            var requests = labels.with(Labels.NAME, Meaning.RATE_LIMITED);
            figures.counter(requests.with("result", "allowed"), total.allowed());
            figures.counter(requests.with("result", "limited"), total.limited());
            figures.counter(requests.with("result", "would-limit"), total.wouldLimit());
            figures.counter(labels.with(Labels.NAME, Meaning.RATE_FORGOTTEN), total.forgotten());
            figures.gauge(labels.with(Labels.NAME, Meaning.RATE_KEYS), total.keys());
        }
    }

    /// The id of a limit is `environment/name`.
    private static Labels labels(String id) {
        int slash = id.indexOf('/');
        return Labels.builder()
                .set("job", "gateway")
                .set("environment", slash < 0 ? "" : id.substring(0, slash))
                .set("ratelimit", id.substring(slash + 1))
                .build();
    }
}
