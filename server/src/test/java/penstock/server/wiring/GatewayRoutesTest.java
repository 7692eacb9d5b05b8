package penstock.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.capabilities.rollout.Judging;
import penstock.gateway.routes.GatewayReport;
import penstock.gateway.routes.GatewayReportCodec;
import penstock.gateway.routes.InFlight;

/// While one gateway replaces another, both report, and what they say is taken together.
final class GatewayRoutesTest {
    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger changes = new AtomicInteger();
    private final GatewayRoutes routes;

    GatewayRoutesTest(@TempDir Path folder) {
        var judging = new Judging(folder, InstantSource.system());
        routes = new GatewayRoutes(judging, _ -> {}, changes::incrementAndGet, now::get);
    }

    private void report(String gateway, long sequence, long version, InFlight... inFlight) {
        var report = new GatewayReport(gateway, sequence, version, List.of(), List.of(inFlight));
        routes.report(GatewayReportCodec.encode(report));
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void theOldestTableCountsAndRequestsInFlightAddUp() {
        report("old", 1, 7, new InFlight("a", 2), new InFlight("b", 1));
        report("new", 1, 8, new InFlight("a", 3));

        assertThat(routes.applied().version()).isEqualTo(7);
        assertThat(routes.applied().inFlight("a")).isEqualTo(5);
        assertThat(routes.applied().inFlight("b")).isEqualTo(1);
        report("old", 2, 8);
        assertThat(routes.applied().version()).isEqualTo(8);
        assertThat(routes.applied().inFlight("a")).isEqualTo(3);
        assertThat(changes).hasValue(2);
    }

    @Test
    void aGatewayWhoseProcessHasEndedHoldsNothingUp() {
        report("old", 1, 7, new InFlight("a", 2));
        report("new", 1, 8);

        routes.ended("old");

        assertThat(routes.applied().version()).isEqualTo(8);
        assertThat(routes.applied().inFlight("a")).isZero();
    }

    @Test
    void aGatewayThatIsSilentWhileAnotherReportsIsTakenForDeadAfterTenSeconds() {
        report("old", 1, 7, new InFlight("a", 2));
        report("new", 1, 8);
        pass(Duration.ofSeconds(9));
        report("new", 2, 8);
        assertThat(routes.applied().version()).isEqualTo(7);

        pass(Duration.ofSeconds(2));
        report("new", 3, 8);

        assertThat(routes.applied().version()).isEqualTo(8);
    }

    @Test
    void theOnlyGatewayIsBelievedHoweverLongItIsSilentAndItsTableOutlivesIt() {
        report("only", 1, 7, new InFlight("a", 2));
        pass(Duration.ofHours(1));
        assertThat(routes.applied().inFlight("a")).isEqualTo(2);

        routes.ended("only");

        assertThat(routes.applied().version()).isEqualTo(7);
        assertThat(routes.applied().inFlight("a")).isZero();
    }
}
