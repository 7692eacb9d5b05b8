package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import penstock.gateway.routes.Role;
import penstock.gateway.routes.Rules;
import penstock.gateway.routes.Shadow;

/// Copies of requests for a candidate whose answers nobody sees.
class ShadowTest {

    private static final Shadow ALL = new Shadow(10_000, false, 1024);
    private static final Shadow UNSAFE = new Shadow(10_000, true, 16);

    private static GatewayRig trial(Place stable, Place candidate, int share, Shadow shadow)
            throws IOException {
        return new GatewayRig()
                .serve(
                        GatewayRig.route(
                                GatewayRig.split(
                                        GatewayRig.version("v1", stable),
                                        GatewayRig.version("v2", candidate),
                                        share),
                                Rules.DEFAULT.with(shadow)));
    }

    @Test
    void aCopyGoesToTheCandidateWithAMarkAndIsCountedApart() throws Exception {
        try (var stable = RawUpstream.answering(200, "stable");
                var candidate = RawUpstream.answering(500, "broken");
                var rig = trial(stable, candidate, 0, ALL);
                var client = rig.client()) {
            client.request(
                    "GET /a?b=c HTTP/1.1", "Host: shop.test", "Penstock-Shadow: true", "X-A: b");

            assertThat(client.answer().body()).isEqualTo("stable");
            var copy = candidate.heads.poll(60, TimeUnit.SECONDS);
            assertThat(copy)
                    .startsWith("GET /a?b=c HTTP/1.1\r\nHost: shop.test\r\n")
                    .contains("X-A: b\r\n", "Penstock-Shadow: true\r\n");
            var original = stable.heads.poll(60, TimeUnit.SECONDS);
            assertThat(original).doesNotContain("Penstock-Shadow");
            assertThat(copy.replace("Penstock-Shadow: true\r\n", "")).isEqualTo(original);
            Await.until(() -> rig.observed("v2", Role.SHADOW) == 1);
            assertThat(rig.observed("v2", Role.CANDIDATE)).isZero();
            assertThat(rig.observed("v1").status().successful()).isEqualTo(1);
            assertThat(rig.observed("v1").failedRequests()).isZero();
            Await.until(() -> rig.inFlight().isEmpty());
        }
    }

    @Test
    void theShareIsExactAndRequestsOfTheCandidateAreNotCopied() throws Exception {
        try (var stable = RawUpstream.answering(200, "stable");
                var candidate = RawUpstream.answering(200, "candidate");
                var rig = trial(stable, candidate, 0, new Shadow(2_500, false, 0));
                var client = rig.client()) {
            for (int i = 0; i < 100; i++) {
                client.get("/");
            }
            Await.until(() -> rig.observed("v2", Role.SHADOW) == 25);
            assertThat(candidate.heads).hasSize(25);

            rig.serve(
                    GatewayRig.route(
                            GatewayRig.split(
                                    GatewayRig.version("v1", stable),
                                    GatewayRig.version("v2", candidate),
                                    10_000),
                            Rules.DEFAULT.with(ALL)));
            client.get("/");

            assertThat(rig.observed("v2").requests()).isEqualTo(1);
            assertThat(rig.observed("v2", Role.SHADOW)).isEqualTo(25);
        }
    }

    @Test
    void unsafeRequestsAreCopiedOnlyWhenAskedAndOnlyWithSmallBodies() throws Exception {
        try (var stable = RawUpstream.answering(200, "stable");
                var candidate = RawUpstream.answering(200, "candidate");
                var rig = trial(stable, candidate, 0, ALL);
                var client = rig.client()) {
            client.request("POST /1 HTTP/1.1", "Host: a", "Content-Length: 2").send("hi").answer();
            rig.serve(
                    GatewayRig.route(
                            GatewayRig.split(
                                    GatewayRig.version("v1", stable),
                                    GatewayRig.version("v2", candidate),
                                    0),
                            Rules.DEFAULT.with(UNSAFE)));
            client.request("POST /2 HTTP/1.1", "Host: a", "Content-Length: 2").send("hi").answer();
            client.request("POST /3 HTTP/1.1", "Host: a", "Content-Length: 17");
            client.send("x".repeat(17)).answer();
            client.request("POST /4 HTTP/1.1", "Host: a", "Content-Length: 16");
            client.send("x".repeat(16)).answer();

            Await.until(() -> rig.observed("v2", Role.SHADOW) == 2);
            assertThat(candidate.heads.stream().map(head -> head.substring(0, 7)))
                    .containsExactlyInAnyOrder("POST /2", "POST /4");
        }
    }

    @Test
    void aCandidateThatIsGoneResetsOrNeverAnswersDoesNotKeepAnybodyWaiting() throws Exception {
        var over = new CountDownLatch(1);
        try (var stable = RawUpstream.answering(200, "stable");
                var gone = RawUpstream.absent();
                var hanging = new RawUpstream(peer -> over.await());
                var resetting = new RawUpstream(RawUpstream.Peer::head)) {
            for (Place candidate : List.of(gone, hanging, resetting)) {
                try (var rig = trial(stable, candidate, 0, ALL);
                        var client = rig.client()) {
                    for (int i = 0; i < 300; i++) {
                        var answer = client.get("/");
                        assertThat(answer.status()).isEqualTo(200);
                        assertThat(answer.header("Penstock-Version")).isEqualTo("v1");
                    }
                    if (candidate == hanging) {
                        var copies = rig.inFlight();
                        assertThat(copies).hasSize(1);
                        assertThat(copies.getFirst().count()).isEqualTo(100);
                        rig.advance(java.time.Duration.ofMinutes(5));
                    }
                    Await.until(() -> rig.inFlight().isEmpty());
                    assertThat(rig.observed("v2", Role.SHADOW)).isBetween(1L, 300L);
                    assertThat(rig.observed("v1").requests()).isEqualTo(300);
                    assertThat(rig.observed("v1").failedRequests()).isZero();
                }
            }
            over.countDown();
        }
    }

    @Test
    void aBodyThatNeverBecomesWholeIsNotCopied() throws Exception {
        try (var stable = RawUpstream.answering(200, "stable");
                var candidate = RawUpstream.answering(200, "candidate");
                var rig = trial(stable, candidate, 0, UNSAFE)) {
            try (var leaving = rig.client()) {
                leaving.request("POST / HTTP/1.1", "Host: a", "Content-Length: 9").send("x");
            }
            try (var other = rig.client()) {
                other.request("POST /2 HTTP/1.1", "Host: a", "Content-Length: 1")
                        .send("x")
                        .answer();
            }
            Await.until(() -> rig.observed("v2", Role.SHADOW) == 1);
            Await.until(() -> rig.inFlight().isEmpty());
            assertThat(candidate.heads).allMatch(head -> head.startsWith("POST /2"));
        }
    }
}
