package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import penstock.gateway.routes.Match;
import penstock.gateway.routes.Role;
import penstock.gateway.routes.Rules;
import penstock.gateway.routes.Split;

/// Requests that ask for the candidate.
class TesterTest {

    private static final Rules TESTERS =
            Rules.DEFAULT.withTesters(
                    List.of(
                            Match.parse("header:X-Penstock-Version=candidate"),
                            Match.parse("cookie:beta=yes=1")));

    private static GatewayRig trial(Place stable, Place candidate, int basisPoints)
            throws Exception {
        return new GatewayRig()
                .serve(
                        GatewayRig.route(
                                GatewayRig.split(
                                        GatewayRig.version("v1", stable),
                                        GatewayRig.version("v2", candidate),
                                        basisPoints),
                                TESTERS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-penstock-version: candidate", "Cookie: a=b; beta=yes=1"})
    void aTesterSeesTheCandidateBeforeAnybodyElseAndIsCountedApart(String field) throws Exception {
        try (var stable = RawUpstream.answering(200, "stable");
                var candidate = RawUpstream.answering(200, "candidate");
                var rig = trial(stable, candidate, 0);
                var client = rig.client()) {
            client.request("GET / HTTP/1.1", "Host: a", field);
            var answer = client.answer();

            assertThat(answer.body()).isEqualTo("candidate");
            assertThat(answer.header("Penstock-Version")).isEqualTo("v2");
            assertThat(client.get("/").body()).isEqualTo("stable");
            assertThat(rig.observed("v2", Role.TESTER)).isEqualTo(1);
            assertThat(rig.observed("v2", Role.CANDIDATE)).isZero();
            assertThat(rig.observed("v1", Role.STABLE)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Penstock-Version: Candidate",
                "X-Penstock-Version: v2",
                "Cookie: beta=yes",
                "Cookie: xbeta=yes=1"
            })
    void otherValuesAskForNothing(String field) throws Exception {
        try (var stable = RawUpstream.answering(200, "stable");
                var candidate = RawUpstream.answering(200, "candidate");
                var rig = trial(stable, candidate, 0);
                var client = rig.client()) {
            client.request("GET / HTTP/1.1", "Host: a", field);

            assertThat(client.answer().body()).isEqualTo("stable");
        }
    }

    @Test
    void aTesterSeesTheCandidateFailAndIsNotCountedAmongItsUsersAtAnyShare() throws Exception {
        try (var stable = RawUpstream.answering(200, "stable");
                var candidate = RawUpstream.answering(500, "broken");
                var rig = trial(stable, candidate, 10_000);
                var client = rig.client()) {
            client.request("GET / HTTP/1.1", "Host: a", "X-Penstock-Version: candidate");
            assertThat(client.answer().body()).isEqualTo("broken");
            assertThat(client.get("/").body()).isEqualTo("stable");

            assertThat(rig.observed("v2", Role.TESTER)).isEqualTo(1);
            assertThat(rig.observed("v2").requests()).isEqualTo(1);
            assertThat(rig.observed("v2").rescued()).isEqualTo(1);
        }
    }

    @Test
    void withoutACandidateATesterIsAUserLikeAnyOther() throws Exception {
        try (var stable = RawUpstream.answering(200, "stable");
                var rig = new GatewayRig();
                var client = rig.client()) {
            rig.serve(GatewayRig.route(Split.all(GatewayRig.version("v1", stable)), TESTERS));
            client.request("GET / HTTP/1.1", "Host: a", "X-Penstock-Version: candidate");

            assertThat(client.answer().body()).isEqualTo("stable");
            assertThat(rig.observed("v1", Role.STABLE)).isEqualTo(1);
        }
    }
}
