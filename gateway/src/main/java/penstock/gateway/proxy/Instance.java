package penstock.gateway.proxy;

import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;
import penstock.gateway.routes.Upstream;

/// One instance as the gateway sees it, shared by all loops and kept from table to table.
///
/// Draining is exact. A request first raises `inFlight`, then looks whether its table is still the current one, and steps back
/// if not. A new table is first made current, then `inFlight` is read. Both sides are sequentially consistent, so for each
/// request either the reader saw it in the count, or it saw the new table: once table N is reported, no request that the report
/// does not count can run on an instance that table N lacks.
final class Instance {

    private static final long SKIP_NANOS = 1_000_000_000L;

    final Upstream upstream;
    final InetSocketAddress address;
    private final AtomicLong inFlight = new AtomicLong();
    private volatile boolean isHealthy = true;
    private volatile boolean isSkipped;
    private volatile long skippedUntil;

    /// May look up a host name, so not on a loop.
    Instance(Upstream upstream) {
        this.upstream = upstream;
        this.address = new InetSocketAddress(upstream.host(), upstream.port());
    }

    void claim() {
        inFlight.incrementAndGet();
    }

    void release() {
        inFlight.decrementAndGet();
    }

    long inFlight() {
        return inFlight.get();
    }

    /// True when that is a change.
    boolean healthy(boolean healthy) {
        boolean isChange = isHealthy != healthy;
        isHealthy = healthy;
        return isChange;
    }

    /// It takes no connections: leaves the instance alone for a second.
    void unreachable(long now) {
        skippedUntil = now + SKIP_NANOS;
        isSkipped = true;
    }

    void connected() {
        isSkipped = false;
    }

    boolean isUsable(long now) {
        if (isSkipped && now - skippedUntil >= 0) {
            isSkipped = false;
        }
        return isHealthy && !isSkipped;
    }

    @Override
    public String toString() {
        return upstream.instanceId();
    }
}
