package penstock.gateway.proxy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import penstock.gateway.rates.KeyHash;
import penstock.gateway.routes.RateCount;
import penstock.gateway.routes.RateLimit;

/// All rate limits there are, and what they remember from table to table. Buckets begin anew when the limit counts in another way.
final class RateLimits {

    final KeyHash.Secret secret;

    private final Map<String, LiveLimit> limits = new HashMap<>();
    private final List<LiveLimit> retired = new ArrayList<>();

    RateLimits(RandomGenerator random) {
        secret = KeyHash.Secret.draw(random);
    }

    /// The limits of each route that has any, those that refuse before those that only watch; null when there are none at all.
    @Nullable Map<String, LiveLimit[]> apply(List<RateLimit> wanted) {
        Map<String, LiveLimit> before = Map.copyOf(limits);
        limits.clear();
        Map<String, List<LiveLimit>> byRoute = new HashMap<>();
        for (RateLimit limit : wanted) {
            LiveLimit known = before.get(limit.id());
            LiveLimit live = known == null ? new LiveLimit(limit) : known.with(limit);
            limits.put(limit.id(), live);
            for (String route : limit.target().routes()) {
                byRoute.computeIfAbsent(route, id -> new ArrayList<>()).add(live);
            }
        }
        before.forEach(
                (id, live) -> {
                    if (!limits.containsKey(id)) {
                        retired.add(live);
                    }
                });
        Map<String, LiveLimit[]> found = new HashMap<>();
        byRoute.forEach(
                (route, list) -> {
                    list.sort(
                            Comparator.comparing((LiveLimit live) -> live.limit.isShadow())
                                    .thenComparing(live -> live.limit.id()));
                    found.put(route, list.toArray(LiveLimit[]::new));
                });
        return found.isEmpty() ? null : found;
    }

    /// Takes the counts away of all limits that have something new to tell.
    List<RateCount> take(long micros) {
        List<RateCount> counts = new ArrayList<>();
        for (LiveLimit live : limits.values()) {
            RateCount count = live.take(micros);
            if (count != null) {
                counts.add(count);
            }
        }
        retired.removeIf(
                live -> {
                    RateCount last = live.take(micros);
                    if (last != null) {
                        counts.add(last);
                    }
                    return last == null;
                });
        return counts;
    }
}
