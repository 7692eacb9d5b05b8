package penstock.capabilities.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import penstock.gateway.routes.GatewayReport;
import penstock.gateway.routes.LatencyHistogram;
import penstock.gateway.routes.Observation;
import penstock.gateway.routes.Role;
import penstock.gateway.routes.StatusCounts;

final class RecentTrafficTest {
    private static final long MINUTE = 60_000;

    private final RecentTraffic traffic = new RecentTraffic();

    private void report(double minute, Role role, long requests) {
        var none = new StatusCounts(0, requests, 0, 0, 0);
        var seen =
                new Observation(
                        "production/shop",
                        "1",
                        role,
                        requests,
                        none,
                        0,
                        0,
                        0,
                        0,
                        LatencyHistogram.EMPTY);
        traffic.add(
                new GatewayReport(
                        "gateway", 1, 1, requests == 0 ? List.of() : List.of(seen), List.of()),
                (long) (minute * MINUTE));
    }

    private java.util.Optional<RecentTraffic.Measured> at(double minute) {
        return traffic.of("production/shop", (long) (minute * MINUTE));
    }

    @Test
    void nothingIsKnownBeforeAWholeMinuteHasPassed() {
        assertThat(at(10)).isEmpty();
        report(10.5, Role.STABLE, 100);
        report(11.2, Role.STABLE, 60);
        assertThat(at(11.9)).isEmpty();

        assertThat(at(12)).contains(new RecentTraffic.Measured(1, 60));
    }

    @Test
    void bothVersionsCountAndTestersDoNot() {
        report(9, Role.STABLE, 1);
        report(10.1, Role.STABLE, 100);
        report(10.2, Role.CANDIDATE, 20);
        report(10.3, Role.TESTER, 500);

        var measured = at(11).orElseThrow();

        assertThat(measured.requests()).isEqualTo(120);
        assertThat(measured.perSecond()).isEqualTo(2);
    }

    @Test
    void aMinuteWithoutRequestsIsKnownAndOneWithoutReportsIsNot() {
        report(9, Role.STABLE, 1);
        report(10, Role.STABLE, 120);
        report(11, Role.STABLE, 0);
        report(13, Role.STABLE, 60);

        assertThat(at(14)).contains(new RecentTraffic.Measured(3, 180));
    }

    @Test
    void onlyTheLastFiveMinutesCountAndTheMemoryIsBounded() {
        for (int minute = 0; minute < 10_000; minute++) {
            report(minute, Role.STABLE, minute < 9_995 ? 1_000 : 60);
        }

        assertThat(at(10_000)).contains(new RecentTraffic.Measured(5, 300));
        assertThat(at(20_000)).isEmpty();
    }

    @Test
    void moreTrafficThanWasMeasuredIsAllowedFor() {
        assertThat(new RecentTraffic.Measured(5, 0).mostPerSecond()).isBetween(0.04, 0.05);
        assertThat(new RecentTraffic.Measured(5, 30_000).mostPerSecond()).isBetween(150.0, 155.0);
    }
}
