package penstock.gateway.routes;

/// What the cache of a route did since the previous report.
///
/// @param routeId of the route
/// @param hits requests that were answered from it with a fresh answer
/// @param stale requests that were answered from it with a stale one
/// @param revalidated requests that were answered from it after an instance had said that the answer is still good
/// @param misses requests that went to an instance, as there was no answer for them
/// @param bypassed requests that went to an instance, as no kept answer could be theirs
/// @param waited requests that waited for the answer to another
/// @param stored answers that were kept
/// @param evicted answers that went for want of room
/// @param entries that are kept now; not a sum
/// @param bytes that they take now; not a sum
public record CacheCount(
        String routeId,
        long hits,
        long stale,
        long revalidated,
        long misses,
        long bypassed,
        long waited,
        long stored,
        long evicted,
        long entries,
        long bytes) {
    public CacheCount {
        Checks.text("cache routeId", routeId);
        Checks.range("hits", hits, 0, Long.MAX_VALUE);
        Checks.range("stale", stale, 0, Long.MAX_VALUE);
        Checks.range("revalidated", revalidated, 0, Long.MAX_VALUE);
        Checks.range("misses", misses, 0, Long.MAX_VALUE);
        Checks.range("bypassed", bypassed, 0, Long.MAX_VALUE);
        Checks.range("waited", waited, 0, Long.MAX_VALUE);
        Checks.range("stored", stored, 0, Long.MAX_VALUE);
        Checks.range("evicted", evicted, 0, Long.MAX_VALUE);
        Checks.range("entries", entries, 0, Long.MAX_VALUE);
        Checks.range("bytes", bytes, 0, Long.MAX_VALUE);
    }
}
