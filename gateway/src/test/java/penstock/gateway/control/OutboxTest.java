package penstock.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import penstock.gateway.proxy.ClientRules;
import penstock.gateway.proxy.Engine;
import penstock.gateway.routes.GatewayReport;
import penstock.gateway.routes.GatewayReportCodec;
import penstock.gateway.routes.RouteTable;

/// What a gateway tells again when nobody took it.
final class OutboxTest {
    private final AtomicLong stored = new AtomicLong(-1);
    private final Engine engine = new Engine(System::nanoTime, ClientRules.DEFAULT);
    private final Outbox outbox = new Outbox("gateway-1", engine, stored::get);

    private void serve(long version) {
        engine.apply(new RouteTable(version, List.of()));
        stored.set(version);
    }

    private GatewayReport next() throws Exception {
        return GatewayReportCodec.decode(outbox.next());
    }

    /// A rollback waits for the table, also while the control plane's disk is full and it takes no counts.
    @Test
    void aReportThatIsNotTakenKeepsItsNumberAndTellsTheTableOfTheMoment() throws Exception {
        serve(1);
        var first = next();
        serve(2);
        var again = next();
        outbox.acknowledged();
        var second = next();

        assertThat(first.sequence()).isEqualTo(again.sequence()).isEqualTo(1);
        assertThat(first.appliedVersion()).isEqualTo(1);
        assertThat(again.appliedVersion()).isEqualTo(2);
        assertThat(second.sequence()).isEqualTo(2);
        engine.close();
    }
}
