package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// How an instance is chosen, and what happens when it cannot answer.
class AttemptsTest {

    @Test
    void aRequestOnAConnectionTheInstanceHasJustClosedIsRepeatedOnAFreshOne() throws Exception {
        var closed = new CountDownLatch(1);
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    peer.head();
                                    peer.ok("one");
                                    // The next request is read, but the connection goes away
                                    // instead of an answer.
                                    if (!peer.head().isEmpty()) {
                                        closed.countDown();
                                    }
                                });
                var rig = new GatewayRig().serveStable(shop);
                var client = rig.client()) {
            assertThat(client.get("/").status()).isEqualTo(200);
            assertThat(client.get("/").status()).isEqualTo(200);

            assertThat(closed.getCount()).isZero();
            assertThat(shop.connections).hasValue(2);
            assertThat(rig.observed("v1").upstreamErrors()).isZero();
        }
    }

    @Test
    void aPostIsNotRepeatedOnceItMayHaveArrived() throws Exception {
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    peer.head();
                                    peer.ok("one");
                                    peer.head();
                                });
                var rig = new GatewayRig().serveStable(shop);
                var client = rig.client()) {
            client.get("/");
            var answer = client.request("POST / HTTP/1.1", "Host: a", "Content-Length: 0").answer();

            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.body()).contains("\"code\":\"upstream_failed\"", "production/shop");
            assertThat(shop.connections).hasValue(1);
        }
    }

    @Test
    void anInstanceThatRefusesIsPassedOverForAnotherOfTheSameVersion() throws Exception {
        try (var alive = RawUpstream.answering(200, "alive");
                var gone = RawUpstream.absent();
                var rig = new GatewayRig().standing().serveStable(gone, alive);
                var client = rig.client()) {
            for (int i = 0; i < 20; i++) {
                client.request("POST / HTTP/1.1", "Host: a", "Content-Length: 1").send("x");
                assertThat(client.answer().body()).isEqualTo("alive");
            }

            var counted = rig.observed("v1");
            assertThat(counted.requests()).isEqualTo(20);
            assertThat(counted.status().successful()).isEqualTo(20);
            assertThat(counted.upstreamErrors()).isOne();
            assertThat(counted.failedRequests()).isEqualTo(counted.upstreamErrors());
        }
    }

    @Test
    void whenNobodyListensTheProblemNamesTheRouteAndNothingElse() throws Exception {
        try (var gone = RawUpstream.absent();
                var rig = new GatewayRig().serveStable(gone);
                var client = rig.client()) {
            var answer = client.get("/");

            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(answer.body())
                    .contains("\"code\":\"upstream_failed\"", "production/shop")
                    .doesNotContain("127.0.0.1", "" + gone.port());
        }
    }

    @Test
    void anAnswerBeforeTheRequestIsWholeIsTheLastOnItsConnection() throws Exception {
        try (var hasty =
                        new RawUpstream(
                                peer -> {
                                    peer.head();
                                    peer.ok("hasty");
                                });
                var rig = new GatewayRig().serveStable(hasty);
                var client = rig.client()) {
            var answer =
                    client.request("POST / HTTP/1.1", "Host: a", "Content-Length: 9")
                            .send("x")
                            .answer();

            assertThat(answer.body()).isEqualTo("hasty");
            assertThat(answer.header("Connection")).isEqualTo("close");
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void missingRoutesAndInstancesHaveCodesOfTheirOwn() throws Exception {
        try (var rig = new GatewayRig();
                var client = rig.client()) {
            assertThat(client.get("/").body()).contains("\"code\":\"no_routes_yet\"");

            rig.serveStable();

            assertThat(client.get("/").status()).isEqualTo(503);
            assertThat(client.get("/").body()).contains("\"code\":\"no_instance\"");
        }
    }

    @Test
    void aStableInstanceThatDoesNotAnswerIsATimeout() throws Exception {
        var over = new CountDownLatch(1);
        try (var shop = RawUpstream.silent(over);
                var rig = new GatewayRig().serveStable(shop);
                var client = rig.client()) {
            client.request("GET / HTTP/1.1", "Host: a");
            Await.until(() -> !shop.heads.isEmpty());
            rig.advance(GatewayRig.CALM.requestTimeout());

            var answer = client.answer();
            assertThat(answer.status()).isEqualTo(504);
            assertThat(answer.body()).contains("\"code\":\"upstream_timeout\"");
            over.countDown();
        }
    }

    @Test
    void theInstanceWithTheLeastRequestsInFlightIsTaken() throws Exception {
        var over = new CountDownLatch(1);
        try (var slow =
                        new RawUpstream(
                                peer -> {
                                    peer.head();
                                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n");
                                    over.await();
                                    peer.send("slow");
                                });
                var rig = new GatewayRig().serveStable(slow);
                var waiting = rig.client();
                var client = rig.client();
                var idle = RawUpstream.answering(200, "idle")) {
            waiting.request("GET / HTTP/1.1", "Host: a").head();
            rig.serveStable(slow, idle);

            for (int i = 0; i < 10; i++) {
                assertThat(client.get("/").body()).isEqualTo("idle");
            }
            over.countDown();
        }
    }
}
