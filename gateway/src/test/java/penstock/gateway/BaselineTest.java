package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import penstock.gateway.routes.Cohorts;
import penstock.gateway.routes.Observation;
import penstock.gateway.routes.Rescue;
import penstock.gateway.routes.Role;
import penstock.gateway.routes.RouteVersion;
import penstock.gateway.routes.Split;
import penstock.gateway.routes.Upstream;

/// Stable's version once more, on instances as young as the candidate's.
class BaselineTest {

    private static final int USERS = 400;

    private static RouteVersion fresh(Place instance) {
        return new RouteVersion(
                "v1",
                List.of(new Upstream("v1-fresh-" + instance.port(), "127.0.0.1", instance.port())));
    }

    private static Split split(Place stable, Place candidate, Place baseline, int basisPoints) {
        return new Split(
                "salt",
                GatewayRig.version("v1", stable),
                Optional.of(GatewayRig.version("v2", candidate)),
                basisPoints,
                Optional.of(fresh(baseline)));
    }

    private static List<String> whoServes(GatewayRig rig) throws IOException {
        List<String> served = new ArrayList<>();
        try (var client = rig.client()) {
            for (int user = 0; user < USERS; user++) {
                served.add(
                        client.request("GET / HTTP/1.1", "Host: a", "Cookie: uid=u" + user)
                                .answer()
                                .body());
            }
        }
        return served;
    }

    @Test
    void itGetsTheCohortsNextToTheCandidatesAndUsersOnlyMoveForward() throws Exception {
        try (var stable = RawUpstream.answering(200, "stable");
                var candidate = RawUpstream.answering(200, "candidate");
                var baseline = RawUpstream.answering(200, "baseline");
                var rig = new GatewayRig()) {
            var order = List.of("stable", "baseline", "candidate");
            List<String> before = null;
            for (int share : new int[] {500, 2_500, 5_000, 7_000, 10_000}) {
                rig.serve(GatewayRig.route(split(stable, candidate, baseline, share)));

                var now = whoServes(rig);

                for (int user = 0; user < USERS; user++) {
                    int cohort = Cohorts.of("salt", "u" + user);
                    int next = Math.min(share, 10_000 - share);
                    assertThat(now.get(user))
                            .isEqualTo(
                                    cohort < share
                                            ? "candidate"
                                            : cohort < share + next ? "baseline" : "stable");
                    if (before != null) {
                        assertThat(order.indexOf(now.get(user)))
                                .isGreaterThanOrEqualTo(order.indexOf(before.get(user)));
                    }
                }
                before = now;
            }
            assertThat(rig.observed("v1", Role.BASELINE)).isPositive();
            long all =
                    rig.observed("v1", Role.BASELINE)
                            + rig.observed("v1", Role.STABLE)
                            + rig.observed("v2", Role.CANDIDATE);
            assertThat(all).isEqualTo(5 * USERS);
        }
    }

    @Test
    void whatItFailsIsAnsweredByStableAndCountsAgainstIt() throws Exception {
        try (var stable = RawUpstream.answering(200, "stable");
                var candidate = RawUpstream.answering(200, "candidate");
                var broken = RawUpstream.answering(500, "broken");
                var absent = RawUpstream.absent();
                var rig = new GatewayRig()) {
            var ample = GatewayRig.rules(new Rescue(false, false, 0, 10_000, 1_000));
            rig.serve(GatewayRig.route(split(stable, candidate, broken, 5_000), ample));
            assertThat(whoServes(rig)).containsOnly("stable", "candidate");
            rig.serve(GatewayRig.route(split(stable, candidate, absent, 5_000), ample));

            assertThat(whoServes(rig)).containsOnly("stable", "candidate");

            long counted = rig.observed("v1", Role.BASELINE);
            assertThat(counted).isGreaterThan(USERS / 2);
            assertThat(rig.observed("v1", Role.BASELINE, Observation::failed)).isEqualTo(counted);
            assertThat(rig.observed("v1", Role.BASELINE, Observation::rescued)).isEqualTo(counted);
            assertThat(rig.observed("v1", Role.STABLE)).isZero();
        }
    }

    @Test
    void thereIsNoneWithoutACandidateAndItIsStablesVersion() {
        var v1 = new RouteVersion("v1", List.of());
        var v2 = new RouteVersion("v2", List.of());

        assertThatThrownBy(() -> new Split("s", v1, Optional.empty(), 0, Optional.of(v1)))
                .hasMessage("baseline: present (expected: none without a candidate)");
        assertThatThrownBy(() -> new Split("s", v1, Optional.of(v2), 1, Optional.of(v2)))
                .hasMessage("baseline: v2 (expected: the stable version v1)");
    }
}
