package penstock.gateway.control;

import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import penstock.gateway.proxy.Engine;
import penstock.gateway.routes.CacheCount;
import penstock.gateway.routes.EdgeCounts;
import penstock.gateway.routes.GatewayReport;
import penstock.gateway.routes.GatewayReportCodec;
import penstock.gateway.routes.Observation;
import penstock.gateway.routes.RateCount;

/// The report that waits to be acknowledged. As long as it does, its number and what it counted stay as they are, and what is
/// counted meanwhile adds up in the engine for the next; so memory is bounded however long nobody listens. The table and what is
/// in flight are always those of the moment: a control plane that cannot keep counts (its disk is full) still waits for them.
final class Outbox {

    private final String gatewayId;
    private final Engine engine;
    private final LongSupplier storedVersion;
    private long sequence;
    private Optional<Counted> pending = Optional.empty();

    private record Counted(
            List<Observation> observations,
            List<RateCount> rates,
            List<CacheCount> caches,
            EdgeCounts edge) {}

    /// Of the tables, only those up to `storedVersion` are reported.
    Outbox(String gatewayId, Engine engine, LongSupplier storedVersion) {
        this.gatewayId = gatewayId;
        this.engine = engine;
        this.storedVersion = storedVersion;
    }

    synchronized boolean isPending() {
        return pending.isPresent();
    }

    /// The report to send: the one that waits, or a new one.
    synchronized byte[] next() {
        Engine.Snapshot now;
        Counted counted;
        if (pending.isPresent()) {
            now = engine.look();
            counted = pending.get();
        } else {
            now = engine.take();
            counted = new Counted(now.observations(), now.rates(), now.caches(), now.edge());
            pending = Optional.of(counted);
            sequence++;
        }
        return GatewayReportCodec.encode(
                new GatewayReport(
                        gatewayId,
                        sequence,
                        Math.min(now.appliedVersion(), storedVersion.getAsLong()),
                        counted.observations(),
                        counted.rates(),
                        counted.caches(),
                        now.inFlight(),
                        now.load(),
                        counted.edge()));
    }

    synchronized void acknowledged() {
        pending = Optional.empty();
    }
}
