package penstock.gateway.control;

import org.jspecify.annotations.Nullable;
import penstock.gateway.proxy.Engine;
import penstock.gateway.routes.GatewayReport;
import penstock.gateway.routes.GatewayReportCodec;

/// The report that waits to be acknowledged. As long as it does, it stays as it is, and what is counted meanwhile adds up in the
/// engine for the next; so memory is bounded however long nobody listens.
final class Outbox {

    private final String gatewayId;
    private final Engine engine;
    private long sequence;
    private byte @Nullable [] pending;

    Outbox(String gatewayId, Engine engine) {
        this.gatewayId = gatewayId;
        this.engine = engine;
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
                                    taken.appliedVersion(),
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
