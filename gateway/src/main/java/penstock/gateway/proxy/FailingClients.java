package penstock.gateway.proxy;

/// Remembers which clients met something lately, so that one broken client counts once in 60 s per version and not for each of its
/// retries. Bounded: beyond 32,768 the oldest are forgotten first, and may then count again.
final class FailingClients {

    static final long SESSION_NANOS = 60_000_000_000L;
    private static final int MOST = 32_768;

    private final RecentClients recent;

    FailingClients(ClientMemory memory) {
        recent = new RecentClients(MOST, memory);
    }

    /// True when this client has not been counted in the last 60 s.
    synchronized boolean isNew(long clientHash, long now) {
        while (recent.size() > 0 && now - recent.since(recent.oldest()) >= SESSION_NANOS) {
            recent.removeOldest();
        }
        if (recent.find(clientHash) >= 0) {
            return false;
        }
        if (recent.isFull()) {
            recent.removeOldest();
        }
        recent.add(clientHash, now);
        return true;
    }
}
