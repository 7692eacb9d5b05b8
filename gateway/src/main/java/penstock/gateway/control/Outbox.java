package penstock.gateway.control;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import penstock.gateway.proxy.Engine;
import penstock.gateway.routes.GatewayReport;
import penstock.gateway.routes.GatewayReportCodec;

/// The report that waits to be acknowledged. As long as it does, it stays as it is, and what is counted meanwhile adds up in the
/// engine for the next; so memory is bounded however long nobody listens.
final class Outbox {

    private final String gatewayId;
    private final Engine engine;
    private final LongSupplier storedVersion;
    private long sequence;
    private byte @Nullable [] pending;

    /// Of the tables, only those up to `storedVersion` are reported.
    Outbox(String gatewayId, Engine engine, LongSupplier storedVersion) {
        this.gatewayId = gatewayId;
        this.engine = engine;
        this.storedVersion = storedVersion;
    }

    synchronized boolean isPending() {
        return pending != null;
    }

    /// The report to send: the one that waits, or a new one.
    synchronized byte[] next() {
        byte[] waiting = pending;
        if (waiting == null) {
            Engine.Snapshot taken = engine.take();
            sequence++;
            waiting =
                    GatewayReportCodec.encode(
                            new GatewayReport(
                                    gatewayId,
                                    sequence,
                                    Math.min(taken.appliedVersion(), storedVersion.getAsLong()),
                                    taken.observations(),
                                    taken.inFlight()));
            pending = waiting;
        }
        return waiting;
    }

    synchronized void acknowledged() {
        pending = null;
    }
}
