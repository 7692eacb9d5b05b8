package penstock.gateway.proxy;

import java.util.LinkedHashMap;
import java.util.Map;

/// Remembers which clients failed lately, so that one broken client counts once in 60 s per version and not for each of its
/// retries. Bounded: beyond 16,384 clients the oldest are forgotten first, and may then count again.
final class FailingClients {

    private static final long SESSION_NANOS = 60_000_000_000L;
    private static final int MAX_CLIENTS = 16_384;

    private final Map<Long, Long> since = new LinkedHashMap<>();

    /// True when this client has not been counted in the last 60 s.
    synchronized boolean isNew(long clientHash, long now) {
        Long counted = since.get(clientHash);
        if (counted != null && now - counted < SESSION_NANOS) {
            return false;
        }
        since.remove(clientHash);
        since.put(clientHash, now);
        if (since.size() > MAX_CLIENTS) {
            since.remove(since.keySet().iterator().next());
        }
        return true;
    }
}
