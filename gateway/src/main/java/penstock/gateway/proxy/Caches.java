package penstock.gateway.proxy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import penstock.gateway.cache.AnswerCache;
import penstock.gateway.cache.CacheMemory;
import penstock.gateway.cache.Place;
import penstock.gateway.cache.Storing;
import penstock.gateway.routes.CacheCount;
import penstock.gateway.routes.CacheRule;
import penstock.gateway.routes.Route;
import penstock.gateway.routes.RouteVersion;

/// The caches of all routes, from table to table. Everything but what `LiveCache` does is called under the lock of the engine.
final class Caches {

    /// What is on its way into a cache comes on top of what is kept.
    private static final long MOST_FILLING = 4L << 20;

    private final CacheMemory memory = new CacheMemory(CacheRule.MOST);
    private final CacheMemory filling = new CacheMemory(MOST_FILLING);
    private final Map<String, Known> known = new HashMap<>();
    private final List<CacheCount> last = new ArrayList<>();

    private record Known(LiveCache live, AnswerCache cache, CacheCounts counts) {}

    /// The cache of a route; null when it keeps nothing.
    @Nullable LiveCache of(Route route) {
        CacheRule rule = route.rules().cache().orElse(null);
        if (rule == null) {
            return null;
        }
        var bounds = new AnswerCache.Bounds(rule.size(), rule.maxObject(), rule.variants());
        var storing =
                new Storing(
                        rule.lifetime().toSeconds(),
                        rule.staleWhileRevalidate().toSeconds(),
                        rule.staleIfError().toSeconds(),
                        rule.dropsCookies());
        Known before = known.get(route.id());
        AnswerCache cache =
                before == null ? new AnswerCache(memory, filling, bounds, storing) : before.cache;
        CacheCounts counts = before == null ? new CacheCounts(route.id()) : before.counts;
        Set<String> versions = versions(route);
        boolean hasBaseline = route.split().baseline().isPresent();
        cache.apply(
                bounds,
                storing,
                place ->
                        place.isApart()
                                ? hasBaseline && isBaseline(route, place)
                                : versions.contains(place.version()));
        if (before != null) {
            purge(cache, before.live.rule, rule);
        }
        var live = new LiveCache(rule, cache, counts);
        known.put(route.id(), new Known(live, cache, counts));
        return live;
    }

    private static Set<String> versions(Route route) {
        Set<String> ids = new HashSet<>();
        route.versions().stream().map(RouteVersion::id).forEach(ids::add);
        return ids;
    }

    private static boolean isBaseline(Route route, Place place) {
        return route.split().baseline().filter(one -> one.id().equals(place.version())).isPresent();
    }

    /// The orders that are new. When some between were never heard of, everything goes.
    private static void purge(AnswerCache cache, CacheRule before, CacheRule rule) {
        long done = last(before);
        List<CacheRule.Purge> fresh =
                rule.purges().stream().filter(purge -> purge.number() > done).toList();
        if (!fresh.isEmpty() && fresh.getFirst().number() > done + 1) {
            cache.purge("");
        }
        fresh.forEach(purge -> cache.purge(purge.path()));
    }

    private static long last(CacheRule rule) {
        return rule.purges().isEmpty() ? 0 : rule.purges().getLast().number();
    }

    /// Ends those of routes that are gone, or keep nothing any more.
    void keep(List<Route> routes) {
        Set<String> wanted = new HashSet<>();
        for (Route route : routes) {
            if (route.rules().cache().isPresent()) {
                wanted.add(route.id());
            }
        }
        known.entrySet()
                .removeIf(
                        entry -> {
                            boolean isOver = !wanted.contains(entry.getKey());
                            if (isOver) {
                                Known gone = entry.getValue();
                                gone.cache.close();
                                CacheCount count = gone.counts.take(gone.cache);
                                if (count != null) {
                                    last.add(count);
                                }
                            }
                            return isOver;
                        });
    }

    /// Takes the counts away of all that have something new to tell.
    List<CacheCount> take() {
        List<CacheCount> taken = new ArrayList<>(last);
        last.clear();
        for (Known one : known.values()) {
            CacheCount count = one.counts.take(one.cache);
            if (count != null) {
                taken.add(count);
            }
        }
        return taken;
    }
}
