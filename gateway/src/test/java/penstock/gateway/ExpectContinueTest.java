package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import penstock.gateway.routes.Limits;
import penstock.gateway.routes.Rescue;
import penstock.gateway.routes.Route;
import penstock.gateway.routes.Split;

/// A client that sends its body only after `100 Continue`: whose silence it is when nothing goes on.
class ExpectContinueTest {

    private static final Duration ANSWER = Duration.ofSeconds(60);

    /// More than the grace of a body, less than the time for an answer.
    private static final Duration WHILE = Duration.ofSeconds(40);

    private static final Limits LIMITS =
            new Limits(Duration.ofMinutes(5), ANSWER, Duration.ofMinutes(30), 1 << 20);
    private static final Rescue ALL = new Rescue(true, true, 1024, 2_000, 10);
    private static final String[] HEAD = {
        "PUT / HTTP/1.1", "Host: a", "Content-Length: 4", "Expect: 100-continue"
    };

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    /// Takes the head and says what it says once it may go on.
    private RawUpstream after(String answer) throws IOException {
        return new RawUpstream(
                peer -> {
                    String head = peer.head();
                    asked.countDown();
                    goOn.await();
                    peer.send(answer);
                    peer.skipBody(head);
                    peer.ok("whole");
                });
    }

    private RawUpstream silent() throws IOException {
        return after("");
    }

    private static Route all(Place shop) {
        return GatewayRig.route(Split.all(GatewayRig.version("v1", shop)), LIMITS);
    }

    private static Route trial(Place stable, Place candidate) {
        return GatewayRig.route(
                GatewayRig.split(
                        GatewayRig.version("v1", stable),
                        GatewayRig.version("v2", candidate),
                        10_000),
                LIMITS,
                GatewayRig.rules(ALL));
    }

    @Test
    void theSilenceOfAnInstanceThatWasNotSentABodyIsItsOwn() throws Exception {
        try (var shop = silent();
                var rig = new GatewayRig().serve(all(shop));
                var client = rig.client()) {
            client.request(HEAD);
            asked.await();

            rig.advance(ANSWER);

            var answer = client.answer();
            assertThat(answer.status()).isEqualTo(504);
            assertThat(answer.body()).contains("\"code\":\"upstream_timeout\"");
            assertThat(rig.observed("v1").failedRequests()).isEqualTo(1);
            assertThat(rig.observed("v1").upstreamErrors()).isEqualTo(1);
            goOn.countDown();
        }
    }

    @Test
    void aCandidateThatStaysSilentIsRescuedAndTheClientSendsItsBodyToStable() throws Exception {
        try (var stable =
                        new RawUpstream(
                                peer -> {
                                    String head = peer.head();
                                    peer.send("HTTP/1.1 100 Continue\r\n\r\n");
                                    peer.skipBody(head);
                                    peer.ok("stable");
                                });
                var candidate = silent();
                var rig = new GatewayRig().serve(trial(stable, candidate));
                var client = rig.client()) {
            client.request(HEAD);
            asked.await();

            rig.advance(ANSWER);

            assertThat(client.answer().status()).isEqualTo(100);
            assertThat(client.send("body").answer().body()).isEqualTo("stable");
            assertThat(rig.observed("v2").failedRequests()).isEqualTo(1);
            assertThat(rig.observed("v2").rescued()).isEqualTo(1);
            goOn.countDown();
        }
    }

    @Test
    void anInstanceMayTakeItsTimeToAskForTheBody() throws Exception {
        try (var shop = after("HTTP/1.1 100 Continue\r\n\r\n");
                var rig = new GatewayRig().serve(all(shop));
                var client = rig.client()) {
            client.request(HEAD);
            asked.await();
            rig.advance(WHILE);
            goOn.countDown();

            assertThat(client.answer().status()).isEqualTo(100);
            assertThat(client.send("body").answer().body()).isEqualTo("whole");
        }
    }

    @Test
    void onceTheBodyWasAskedForTheSilenceIsTheClients() throws Exception {
        try (var shop = after("HTTP/1.1 100 Continue\r\n\r\n");
                var rig = new GatewayRig().serve(all(shop));
                var client = rig.client()) {
            client.request(HEAD);
            goOn.countDown();
            assertThat(client.answer().status()).isEqualTo(100);

            rig.advance(WHILE);

            assertThat(client.answer().status()).isEqualTo(408);
            assertThat(rig.observed("v1").failedRequests()).isZero();
        }
    }

    @Test
    void aClientThatDoesNotWaitAndStopsWithinItsBodyIsTooSlow() throws Exception {
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    peer.head();
                                    peer.in.read();
                                    asked.countDown();
                                    goOn.await();
                                });
                var rig = new GatewayRig().serve(all(shop));
                var client = rig.client()) {
            client.request(HEAD).send("b");
            asked.await();

            var answer = new Advancing(rig, WHILE).until(client::answer);

            assertThat(answer.status()).isEqualTo(408);
            assertThat(rig.observed("v1").failedRequests()).isZero();
            goOn.countDown();
        }
    }

    @Test
    void theTimeToReachAnotherInstanceWithHalfABodyIsNotTheClients() throws Exception {
        try (var stable = new FullBacklog();
                var candidate =
                        new RawUpstream(
                                peer -> {
                                    peer.head();
                                    peer.in.read();
                                    peer.socket.setSoLinger(true, 0);
                                });
                var rig = new GatewayRig().serve(trial(stable, candidate));
                var client = rig.client()) {
            client.request("PUT / HTTP/1.1", "Host: a", "Content-Length: 4").send("b");
            Await.until(
                    () ->
                            rig.inFlight().stream()
                                    .anyMatch(one -> one.instanceId().startsWith("v1-")));

            rig.advance(LIMITS.connectTimeout().multipliedBy(2));

            assertThat(client.answer().status()).isEqualTo(502);
        }
    }
}
