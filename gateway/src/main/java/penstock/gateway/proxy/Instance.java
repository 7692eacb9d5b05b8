package penstock.gateway.proxy;

import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;
import penstock.gateway.routes.Protocol;
import penstock.gateway.routes.Upstream;

/// One instance as the gateway sees it, shared by all loops and kept from table to table.
///
/// Draining is exact. A request first raises `inFlight`, then looks whether its table is still the current one, and steps back
/// if not. A new table is first made current, then `inFlight` is read. Both sides are sequentially consistent, so for each
/// request either the reader saw it in the count, or it saw the new table: once table N is reported, no request that the report
/// does not count can run on an instance that table N lacks.
final class Instance {

    private static final long SKIP_NANOS = 1_000_000_000L;
    private static final long SUSPECT_NANOS = 10_000_000_000L;

    final Upstream upstream;
    final InetSocketAddress address;
    private final AtomicLong inFlight = new AtomicLong();
    private volatile boolean isHealthy = true;
    private volatile boolean isSkipped;
    private volatile long skippedUntil;
    private volatile boolean isSuspect;
    private volatile long suspectUntil;
    private volatile long heardAt;

    /// May look up a host name, so not on a loop.
    Instance(Upstream upstream, long now) {
        this.heardAt = now;
        this.upstream = upstream;
        this.address = new InetSocketAddress(upstream.host(), upstream.port());
    }

    boolean speaksHttp2() {
        return upstream.protocol() == Protocol.HTTP_2;
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

    /// It gave a sign of life: bytes on any connection, or a good health check.
    void heard(long now) {
        heardAt = now;
        if (isSuspect) {
            isSuspect = false;
        }
    }

    boolean isSilentSince(long time) {
        return heardAt - time < 0;
    }

    /// It takes connections and requests, and that is all. Until it is heard of again it gets one request in ten seconds,
    /// unless there is no other.
    void suspect(long now) {
        suspectUntil = now + SUSPECT_NANOS;
        isSuspect = true;
    }

    /// It gets a request. Lost updates between loops do no harm.
    void chosen(long now) {
        if (isSuspect) {
            suspectUntil = now + SUSPECT_NANOS;
        }
    }

    boolean isUsable(long now) {
        if (isSkipped && now - skippedUntil >= 0) {
            isSkipped = false;
        }
        return isHealthy && !isSkipped && !(isSuspect && now - suspectUntil < 0);
    }

    @Override
    public String toString() {
        return upstream.instanceId();
    }
}
