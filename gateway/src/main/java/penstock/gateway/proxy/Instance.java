package penstock.gateway.proxy;

import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.gateway.routes.Protocol;
import penstock.gateway.routes.Upstream;

/// One instance as the gateway sees it, shared by all loops and kept from table to table.
///
/// Draining is exact. A request first raises `inFlight`, then looks whether its table is still the current one, and steps back
/// if not. A new table is first made current, then `inFlight` is read. Both sides are sequentially consistent, so for each
/// request either the reader saw it in the count, or it saw the new table: once table N is reported, no request that the report
/// does not count can run on an instance that table N lacks.
final class Instance {

    private static final Logger LOG = LoggerFactory.getLogger(Instance.class);

    /// A malformed answer of the same instance is not told again before.
    private static final long QUIET_NANOS = 60_000_000_000L;

    private static final long SKIP_NANOS = 1_000_000_000L;
    private static final long SUSPECT_NANOS = 10_000_000_000L;

    final Upstream upstream;
    final InetSocketAddress address;

    /// Null when it is spoken to without TLS.
    final @Nullable TlsTarget tls;

    final MeanLatency latency = new MeanLatency();
    final InstanceRecord record = new InstanceRecord();
    final ConnectionSlots slots = new ConnectionSlots();

    /// Who waits for it to have less to do; null where nobody may.
    volatile @Nullable WaitQueue queue;

    /// What it is to get beside others of its version; set by each table before it is served.
    int weight = 1;

    private final AtomicLong inFlight = new AtomicLong();
    private volatile boolean isSkipped;
    private volatile long skippedUntil;
    private volatile boolean isSuspect;
    private volatile long suspectUntil;
    private volatile long heardAt;

    private volatile boolean speaksHttp2;

    /// When its slow start began.
    private volatile long freshAt;

    /// 0 when it is not left out.
    private final AtomicLong ejectedUntil = new AtomicLong();

    /// When a malformed answer was told last; 0 for never.
    private final AtomicLong wrongAt = new AtomicLong();

    /// How often lately, and until when the last time. Only where instances are ejected, under the lock there.
    private long ejections;

    private long lastEjectedUntil;

    /// May look up a host name, so not on a loop.
    Instance(Upstream upstream, long now) {
        this.heardAt = now;
        this.freshAt = now;
        this.upstream = upstream;
        this.address = new InetSocketAddress(upstream.host(), upstream.port());
        this.tls = upstream.tls().map(words -> new TlsTarget(upstream, words)).orElse(null);
        this.speaksHttp2 = upstream.protocol() != Protocol.HTTP_1_1;
    }

    /// Where it has the choice, what it chose last; before that HTTP/2, so that many requests wait for one connection together.
    boolean speaksHttp2() {
        return speaksHttp2;
    }

    void claim() {
        inFlight.incrementAndGet();
    }

    void release() {
        inFlight.decrementAndGet();
        WaitQueue waiting = queue;
        if (waiting != null) {
            waiting.wake();
        }
    }

    long inFlight() {
        return inFlight.get();
    }

    /// Since it was new, or came back.
    long age(long now) {
        return now - freshAt;
    }

    /// Whether it has not come back since.
    boolean isFreshSince(long time) {
        return time - freshAt >= 0;
    }

    /// Leaves it out, each time for so much longer; for each such time that it was back, one is forgotten. Returns for how long.
    long eject(long nanos, long atMost, long now) {
        long forgotten = ejections == 0 ? 0 : Math.max(0, now - lastEjectedUntil) / nanos;
        ejections = Math.max(0, ejections - forgotten) + 1;
        long time = ejections >= Math.ceilDiv(atMost, nanos) ? atMost : ejections * nanos;
        lastEjectedUntil = now + time;
        // one nanosecond is no matter, but 0 has a meaning
        ejectedUntil.set(lastEjectedUntil == 0 ? 1 : lastEjectedUntil);
        return time;
    }

    /// One whose time is over is back, as if it were new.
    boolean isEjected(long now) {
        long until = ejectedUntil.get();
        if (until == 0) {
            return false;
        }
        if (now - until < 0) {
            return true;
        }
        if (ejectedUntil.compareAndSet(until, 0)) {
            record.forget();
            freshAt = until;
        }
        return false;
    }

    /// How long it is still left out; 0 when it is not.
    long ejectedFor(long now) {
        return isEjected(now) ? Math.max(1, ejectedUntil.get() - now) : 0;
    }

    /// It may not be left out any longer.
    void readmit(long now) {
        if (isEjected(now)) {
            ejectedUntil.set(0);
            record.forget();
            freshAt = now;
        }
    }

    /// It is in a table again, as if it were new.
    void back(long now) {
        freshAt = now;
    }

    /// It takes no connections: leaves the instance alone for a second.
    void unreachable(long now) {
        skippedUntil = now + SKIP_NANOS;
        isSkipped = true;
    }

    /// There is a connection. Whether HTTP/2 is spoken over it.
    ///
    /// @param agreed within TLS; empty without
    boolean connected(String agreed) {
        isSkipped = false;
        if (upstream.protocol() != Protocol.AUTO) {
            return speaksHttp2;
        }
        boolean isHttp2 = agreed.equals(TlsTarget.HTTP_2);
        if (speaksHttp2 != isHttp2) {
            speaksHttp2 = isHttp2;
        }
        return isHttp2;
    }

    /// What it answered cannot be read, or breaks the rules. Told once a minute at most.
    void answeredWrong(String why, long now) {
        long last = wrongAt.get();
        if ((last == 0 || now - last > QUIET_NANOS) && wrongAt.compareAndSet(last, now | 1)) {
            LOG.atWarn()
                    .addKeyValue("instance", upstream.instanceId())
                    .addKeyValue("address", upstream.host() + ":" + upstream.port())
                    .addKeyValue("reason", why)
                    .log("an instance gave a malformed answer; told again after a minute");
        }
    }

    /// It gave a sign of life: bytes on any connection.
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
        return !isSkipped && !isEjected(now) && !(isSuspect && now - suspectUntil < 0);
    }

    @Override
    public String toString() {
        return upstream.instanceId();
    }
}
