package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// What a request and its answer look like on the other side.
class ForwardingTest {

    @Test
    void aRequestAndItsAnswerPassWithTheHeadersAboutTheWay() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var rig = new GatewayRig().serveStable(shop);
                var client = rig.client()) {
            client.request(
                    "GET /a?b=1 HTTP/1.1",
                    "Host: Shop.test:80",
                    "Connection: X-Mine",
                    "X-Mine: 1",
                    "X-Forwarded-For: 9.9.9.9",
                    "X-Other: o");

            var answer = client.answer();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("hello");
            assertThat(answer.header("Penstock-Version")).isEqualTo("v1");
            assertThat(shop.heads.take())
                    .startsWith("GET /a?b=1 HTTP/1.1\r\nHost: Shop.test:80\r\n")
                    .contains("\r\nX-Other: o\r\n", "\r\nX-Forwarded-For: 127.0.0.1\r\n")
                    .contains(
                            "\r\nX-Forwarded-Proto: http\r\n",
                            "\r\nX-Forwarded-Host: Shop.test:80\r\n")
                    .contains(
                            "\r\nForwarded: for=127.0.0.1;host=\"Shop.test:80\";proto=http\r\n",
                            "\r\nX-Request-Id: ")
                    .doesNotContain("X-Mine", "Connection");
            assertThat(rig.observed("v1").status().successful()).isEqualTo(1);
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrderOverOneConnection() throws Exception {
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    for (String head = peer.head();
                                            !head.isEmpty();
                                            head = peer.head()) {
                                        peer.ok(head.substring(4, 6));
                                    }
                                });
                var rig = new GatewayRig().serveStable(shop);
                var client = rig.client()) {
            client.send(
                    "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\nGET /3 HTTP/1.1\r\nHost: a\r\n\r\n");

            assertThat(client.answer().body()).isEqualTo("/1");
            assertThat(client.answer().body()).isEqualTo("/2");
            assertThat(client.answer().body()).isEqualTo("/3");
            assertThat(shop.connections).hasValue(1);
        }
    }

    @Test
    void chunkedBodiesAndTheirTrailersPassBothWays() throws Exception {
        try (var echo =
                        new RawUpstream(
                                peer -> {
                                    var body = new StringBuilder();
                                    peer.head();
                                    while (!body.toString().endsWith("\r\n\r\n")) {
                                        body.append((char) peer.in.read());
                                    }
                                    peer.send(
                                            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n");
                                    peer.send(body.toString());
                                    peer.head();
                                });
                var rig = new GatewayRig().serveStable(echo);
                var client = rig.client()) {
            client.send(
                    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n1\r\n!\r\n0\r\nX-Sum: 7\r\n\r\n");

            assertThat(client.answer().body()).isEqualTo("hello!|X-Sum: 7");
        }
    }

    @Test
    void theClientIsAskedToContinueByTheInstance() throws Exception {
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    peer.head();
                                    peer.send("HTTP/1.1 100 Continue\r\n\r\n");
                                    peer.ok(
                                            new String(
                                                    peer.in.readNBytes(3),
                                                    StandardCharsets.US_ASCII));
                                });
                var rig = new GatewayRig().serveStable(shop);
                var client = rig.client()) {
            client.send(
                    "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");

            assertThat(client.answer().status()).isEqualTo(100);
            assertThat(client.send("abc").answer().body()).isEqualTo("abc");
        }
    }

    @Test
    void answersWithoutABodyLeaveTheConnectionUsable() throws Exception {
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    peer.head();
                                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n");
                                    peer.head();
                                    peer.send(
                                            "HTTP/1.1 304 Not Modified\r\nContent-Length: 100\r\n\r\n");
                                    peer.head();
                                    peer.send("HTTP/1.1 204 No Content\r\n\r\n");
                                    peer.head();
                                    peer.ok("end");
                                });
                var rig = new GatewayRig().serveStable(shop);
                var client = rig.client()) {
            client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");

            assertThat(client.answer(false).header("Content-Length")).isEqualTo("100");
            assertThat(client.get("/").status()).isEqualTo(304);
            assertThat(client.get("/").status()).isEqualTo(204);
            assertThat(client.get("/").body()).isEqualTo("end");
        }
    }

    @Test
    void anAnswerThatEndsWithTheConnectionIsChunkedForTheClient() throws Exception {
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    peer.head();
                                    peer.send("HTTP/1.0 200 OK\r\n\r\nuntil the end");
                                });
                var rig = new GatewayRig().serveStable(shop);
                var client = rig.client()) {
            var answer = client.get("/");

            assertThat(answer.header("Transfer-Encoding")).isEqualTo("chunked");
            assertThat(answer.body()).isEqualTo("until the end");
        }
    }

    @Test
    void anOldClientGetsAPlainBodyAndTheEndOfTheConnection() throws Exception {
        try (var shop =
                        RawUpstream.replying(
                                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n");
                var rig = new GatewayRig().serveStable(shop);
                var client = rig.client()) {
            client.send("GET / HTTP/1.0\r\n\r\n");

            assertThat(client.rest())
                    .contains("Connection: close")
                    .endsWith("\r\n\r\nhi")
                    .doesNotContain("chunked");
        }
    }

    @Test
    void anUpgradeBecomesATunnelThatCountsAsInFlight() throws Exception {
        var ended = new CountDownLatch(1);
        try (var socket =
                        new RawUpstream(
                                peer -> {
                                    assertThat(peer.head())
                                            .contains(
                                                    "Connection: Upgrade\r\nUpgrade: websocket\r\n");
                                    peer.send(
                                            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nearly");
                                    peer.out.write(peer.in.readNBytes(4));
                                    peer.in.read();
                                    ended.countDown();
                                });
                var rig = new GatewayRig().serveStable(socket);
                var client = rig.client()) {
            client.send(
                    "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n");

            assertThat(client.head())
                    .contains(
                            "101 Switching Protocols",
                            "Upgrade: websocket",
                            "Penstock-Version: v1");
            assertThat(new String(client.in.readNBytes(5), StandardCharsets.US_ASCII))
                    .isEqualTo("early");
            client.send("ping");
            assertThat(new String(client.in.readNBytes(4), StandardCharsets.US_ASCII))
                    .isEqualTo("ping");
            assertThat(rig.inFlight())
                    .singleElement()
                    .satisfies(one -> assertThat(one.count()).isEqualTo(1));
            client.socket.shutdownOutput();
            assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(client.rest()).isEmpty();
            Await.until(() -> rig.hasObserved("v1"));
            assertThat(rig.observed("v1").status().informational()).isEqualTo(1);
        }
    }
}
