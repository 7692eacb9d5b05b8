package penstock.capabilities.services;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import penstock.gateway.routes.Balance;
import penstock.gateway.routes.StickyKey;
import penstock.model.Default;

/// How one of a version's instances is chosen for a request. All have the same weight.
///
/// @param by `least-requests`, `round-robin`, `peak-ewma` (the least product of requests in flight and recent latency) or `hash` (the
///     same instance for the same key)
/// @param slowStart so long after an instance has appeared or come back, its share grows linearly to that of the others; not with
///     `hash`
/// @param decay how fast `peak-ewma` forgets
/// @param keys what a `hash` is of: `header:NAME`, `cookie:NAME` or `client`; the first present counts; none means those of `stickBy`
/// @param bound with a `hash`: an instance that has more than this many times the mean of requests in flight is passed over
public record BalanceSpec(
        @Default("least-requests") By by,
        Optional<Duration> slowStart,
        Optional<Duration> decay,
        List<String> keys,
        Optional<Double> bound) {
    private static final Duration USUAL_DECAY = Duration.ofSeconds(10);
    private static final Duration SHORTEST = Duration.ofMillis(100);

    public enum By {
        LEAST_REQUESTS,
        ROUND_ROBIN,
        PEAK_EWMA,
        HASH
    }

    public BalanceSpec {
        keys = List.copyOf(keys);
        slowStart.ifPresent(
                time -> Checks.range("slowStart", time, Duration.ZERO, Duration.ofHours(1)));
        decay.ifPresent(time -> Checks.range("decay", time, SHORTEST, Duration.ofHours(1)));
        bound.ifPresent(times -> Checks.range("bound", times, 1.01, 100));
        RouteSpec.require("keys", keys, StickyKey::parse);
        only("decay", decay.isPresent(), by == By.PEAK_EWMA, "peak-ewma");
        only("keys", !keys.isEmpty(), by == By.HASH, "hash");
        only("bound", bound.isPresent(), by == By.HASH, "hash");
        if (by == By.HASH && slowStart.isPresent()) {
            throw new IllegalArgumentException(
                    "slowStart: set (expected: not with by: hash, where the key alone decides)");
        }
    }

    private static void only(String component, boolean isSet, boolean mayBe, String by) {
        if (isSet && !mayBe) {
            throw new IllegalArgumentException(
                    component + ": set (expected: only with by: " + by + ")");
        }
    }

    Balance words() {
        var choice =
                switch (by) {
                    case LEAST_REQUESTS -> new Balance.LeastRequests();
                    case ROUND_ROBIN -> new Balance.RoundRobin();
                    case PEAK_EWMA -> new Balance.PeakEwma(decay.orElse(USUAL_DECAY));
                    case HASH ->
                            new Balance.Hash(
                                    keys.stream().map(StickyKey::parse).toList(),
                                    bound.map(times -> (int) Math.round(times * 100)).orElse(0));
                };
        return new Balance(choice, slowStart.orElse(Duration.ZERO));
    }
}
