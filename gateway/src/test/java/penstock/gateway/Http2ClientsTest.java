package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static penstock.gateway.Http2Wire.CONTINUATION;
import static penstock.gateway.Http2Wire.DATA;
import static penstock.gateway.Http2Wire.END_STREAM;
import static penstock.gateway.Http2Wire.GOAWAY;
import static penstock.gateway.Http2Wire.HEADERS;
import static penstock.gateway.Http2Wire.PING;
import static penstock.gateway.Http2Wire.RST_STREAM;
import static penstock.gateway.Http2Wire.SETTINGS;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import penstock.gateway.proxy.DrainLimits;
import penstock.gateway.routes.Limits;
import penstock.gateway.routes.Split;

/// What clients that speak HTTP/2 get, and what they cannot do, with instances that speak HTTP/1.1.
class Http2ClientsTest {

    private static final int REFUSED_STREAM = 7;
    private static final int CANCEL = 8;
    private static final int ENHANCE_YOUR_CALM = 11;

    private static final DrainLimits LONG =
            new DrainLimits(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(1));

    @Test
    void aRequestReachesAnInstanceAsOneOfHttp11() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var rig = new GatewayRig().serveStable(shop);
                var client = Http2Wire.client(rig.address)) {
            client.get(1, "/a?b=1", "cookie: a=1", "x-other: o", "cookie: b=2", "te: trailers");

            var answer = client.message(1);

            assertThat(answer.status()).isEqualTo("200");
            assertThat(answer.body()).isEqualTo("hello");
            assertThat(answer.header("penstock-version")).isEqualTo("v1");
            assertThat(answer.header("content-length")).isEqualTo("5");
            assertThat(shop.heads.take())
                    .startsWith("GET /a?b=1 HTTP/1.1\r\nHost: shop.test\r\n")
                    .containsIgnoringCase("\r\nCookie: a=1; b=2\r\n")
                    .contains("\r\nx-other: o\r\n", "\r\nX-Forwarded-For: 127.0.0.1\r\n")
                    .contains("\r\nVia: 2.0 penstock\r\n", "\r\nTE: trailers\r\n");
            Await.until(
                    () -> rig.hasObserved("v1") && rig.observed("v1").status().successful() == 1);
        }
    }

    @Test
    void bodiesAndTrailersPassBothWays() throws Exception {
        try (var echo =
                        new RawUpstream(
                                peer -> {
                                    peer.head();
                                    var body = new StringBuilder();
                                    while (!body.toString().endsWith("\r\n\r\n")) {
                                        body.append((char) peer.in.read());
                                    }
                                    peer.send(
                                            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
                                    peer.send(body.toString());
                                });
                var rig = new GatewayRig().serveStable(echo);
                var client = Http2Wire.client(rig.address)) {
            client.request(0, 1, "POST", "/")
                    .data(0, 1, "hello")
                    .data(0, 1, "!")
                    .headers(END_STREAM, 1, "x-sum: 7");

            var answer = client.message(1);

            assertThat(answer.body()).isEqualTo("hello!");
            assertThat(answer.trailers()).containsExactly("x-sum: 7");
            assertThat(answer.head().fields()).noneMatch(field -> field.contains("chunked"));
        }
    }

    @Test
    void requestsAreServedAtTheSameTimeUpToALimit() throws Exception {
        var isOpen = new CountDownLatch(1);
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    for (String head = peer.head();
                                            !head.isEmpty();
                                            head = peer.head()) {
                                        isOpen.await();
                                        peer.ok(head.substring(4, head.indexOf(' ', 4)));
                                    }
                                });
                var rig = new GatewayRig().serveStable(shop);
                var client = Http2Wire.client(rig.address)) {
            for (int i = 0; i < 128; i++) {
                client.get(2 * i + 1, "/" + i);
            }
            client.get(257, "/more");

            assertThat(client.await(RST_STREAM, 257).number(0)).isEqualTo(REFUSED_STREAM);
            isOpen.countDown();
            var bodies = new TreeMap<Integer, String>();
            for (int answered = 0; answered < 128; ) {
                var next = client.next();
                if (next.type() == DATA) {
                    bodies.merge(next.stream(), next.text(), String::concat);
                    answered += next.ends() ? 1 : 0;
                }
            }
            assertThat(bodies)
                    .hasSize(128)
                    .allSatisfy((stream, body) -> assertThat(body).isEqualTo("/" + stream / 2));
            assertThat(client.get(259, "/again").message(259).body()).isEqualTo("/again");
        }
    }

    @Test
    void aLargeAnswerComesWholeAtThePaceOfTheClient() throws Exception {
        String large = "0123456789abcdef".repeat(1 << 16);
        try (var shop = RawUpstream.answering(200, large);
                var rig = new GatewayRig().serveStable(shop);
                var client = Http2Wire.client(rig.address)) {
            client.get(1, "/").get(3, "/");

            assertThat(client.message(1).body()).isEqualTo(large);
        }
    }

    @Test
    void aLargeBodyReachesTheInstanceWhole() throws Exception {
        int size = 1 << 20;
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    String head = peer.head();
                                    peer.skipBody(head);
                                    peer.ok("" + head.contains("Content-Length: " + size));
                                });
                var rig = new GatewayRig().serveStable(shop);
                var client = Http2Wire.client(rig.address)) {
            client.request(0, 1, "POST", "/", "content-length: " + size);
            int window = 1 << 18;
            for (int sent = 0; sent < size; sent += 16_384) {
                while (window < 16_384) {
                    window += client.await(Http2Wire.WINDOW_UPDATE, 1).number(0);
                }
                client.frame(DATA, sent + 16_384 == size ? END_STREAM : 0, 1, new byte[16_384]);
                window -= 16_384;
            }

            assertThat(client.message(1).body()).isEqualTo("true");
        }
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() throws Exception {
        var limits =
                new Limits(
                        Duration.ofSeconds(20), Duration.ofSeconds(60), Duration.ofSeconds(60), 10);
        // An answer could come before the body.
        var over = new CountDownLatch(1);
        try (var shop = RawUpstream.silent(over);
                var rig =
                        new GatewayRig()
                                .serve(
                                        GatewayRig.route(
                                                Split.all(GatewayRig.version("v1", shop)),
                                                limits));
                var client = Http2Wire.client(rig.address)) {
            client.request(0, 1, "POST", "/", "content-length: 11");
            client.request(0, 3, "POST", "/").data(0, 3, "hello, world");

            assertThat(client.message(1).status()).isEqualTo("413");
            assertThat(client.message(3).status()).isEqualTo("413");
            over.countDown();
        }
    }

    @Test
    void anAnswerThatBreaksOffEndsItsStreamOnly() throws Exception {
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    String head = peer.head();
                                    if (head.startsWith("GET /whole")) {
                                        peer.ok("whole");
                                    } else {
                                        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx");
                                    }
                                });
                var rig = new GatewayRig().serveStable(shop);
                var client = Http2Wire.client(rig.address)) {
            client.get(1, "/broken");

            assertThat(client.await(RST_STREAM, 1).number(0)).isEqualTo(2);
            assertThat(client.get(3, "/whole").message(3).body()).isEqualTo("whole");
            Await.until(() -> rig.hasObserved("v1") && rig.observed("v1").upstreamErrors() == 1);
        }
    }

    @Test
    void aClientThatTakesARequestBackIsNoFailureOfTheVersion() throws Exception {
        try (var shop = RawUpstream.silent(new CountDownLatch(1));
                var rig = new GatewayRig().serveStable(shop);
                var client = Http2Wire.client(rig.address)) {
            client.get(1, "/");
            Await.until(() -> rig.inFlight().size() == 1);

            client.reset(1, CANCEL);

            Await.until(() -> rig.inFlight().isEmpty());
            assertThat(rig.observed("v1").failedRequests()).isZero();
        }
    }

    @Test
    void aWebSocketOnAStreamReachesAnInstanceAsOneOfHttp11() throws Exception {
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    assertThat(peer.head())
                                            .startsWith("GET /chat HTTP/1.1\r\n")
                                            .contains("\r\nConnection: Upgrade\r\n")
                                            .containsPattern(
                                                    "\r\nSec-WebSocket-Key: [A-Za-z0-9+/]{22}==\r\n")
                                            .containsIgnoringCase("\r\nUpgrade: websocket\r\n");
                                    peer.send(
                                            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: x\r\nSec-WebSocket-Protocol: chat\r\n\r\n");
                                    for (int next = peer.in.read();
                                            next >= 0;
                                            next = peer.in.read()) {
                                        peer.out.write(next);
                                    }
                                });
                var rig = new GatewayRig().serveStable(shop);
                var client = Http2Wire.client(rig.address)) {
            client.headers(
                    0,
                    1,
                    ":method: CONNECT",
                    ":protocol: websocket",
                    ":scheme: http",
                    ":path: /chat",
                    ":authority: shop.test",
                    "sec-websocket-version: 13",
                    "sec-websocket-protocol: chat");
            var head = client.await(HEADERS, 1);
            assertThat(head.field(":status")).isEqualTo("200");
            assertThat(head.field("sec-websocket-protocol")).isEqualTo("chat");
            assertThat(head.fields())
                    .noneMatch(
                            field ->
                                    field.matches(
                                            "(?i)(upgrade|connection|sec-websocket-accept):.*"));

            client.frame(DATA, 0, 1, new byte[] {(byte) 0x82, 1, 'a'});
            var echoed = new ByteArrayOutputStream();
            while (echoed.size() < 3) {
                echoed.writeBytes(client.await(DATA, 1).payload());
            }
            assertThat(echoed.toByteArray()).containsExactly(0x82, 1, 'a');
            client.data(END_STREAM, 1, "");
            assertThat(client.await(DATA, 1).ends()).isTrue();
            Await.until(
                    () ->
                            rig.hasObserved("v1")
                                    && rig.observed("v1").status().informational() == 1);
        }
    }

    // --- the end of a gateway ---

    @Test
    void aDrainServesWhatIsUnderWayAndTellsTheClientToGoElsewhere() throws Exception {
        var isOpen = new CountDownLatch(1);
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    for (String head = peer.head();
                                            !head.isEmpty();
                                            head = peer.head()) {
                                        isOpen.await();
                                        peer.ok("hello");
                                    }
                                });
                var rig = new GatewayRig().serveStable(shop);
                var client = Http2Wire.client(rig.address)) {
            client.get(1, "/");
            Await.until(() -> rig.inFlight().size() == 1);

            rig.loops.drain(LONG);

            var notice = client.await(GOAWAY, 0);
            assertThat(notice.number(0)).isEqualTo(Integer.MAX_VALUE);
            client.get(3, "/");
            var ping = client.await(PING, 0);
            client.frame(PING, Http2Wire.ACK, 0, ping.payload());
            var last = client.await(GOAWAY, 0);
            assertThat(last.number(0)).isEqualTo(3);
            client.get(5, "/");
            isOpen.countDown();
            int answered = 0;
            while (answered < 2) {
                var next = client.next();
                answered += next.type() == DATA && next.payload().length > 0 ? 1 : 0;
            }
            Await.until(() -> rig.observed("v1").requests() == 2);
            client.socket.shutdownOutput();
            Await.until(() -> rig.loops.openSessions() == 0);
        }
    }

    @Test
    void aConnectionThatIsIdleForTooLongIsEndedWithGoodbye() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var rig = new GatewayRig().serveStable(shop);
                var client = Http2Wire.client(rig.address)) {
            client.get(1, "/").message(1);

            rig.advance(Duration.ofSeconds(80));

            assertThat(client.goodbye()).isZero();
        }
    }

    // --- what no client may do ---

    @Test
    void aClientThatAsksAndTakesBackWithoutEndIsCutOff() throws Exception {
        try (var shop = RawUpstream.silent(new CountDownLatch(1));
                var rig = new GatewayRig().serveStable(shop);
                var client = Http2Wire.client(rig.address)) {
            assertThat(
                            floodEndsWith(
                                    client,
                                    i -> client.get(2 * i + 1, "/").reset(2 * i + 1, CANCEL)))
                    .isEqualTo(ENHANCE_YOUR_CALM);
            Await.until(() -> rig.inFlight().isEmpty());
        }
    }

    @Test
    void framesThatServeNothingAreTakenUpToALimit() throws Exception {
        try (var rig = new GatewayRig();
                var pinging = Http2Wire.client(rig.address);
                var setting = Http2Wire.client(rig.address);
                var empty = Http2Wire.client(rig.address)) {
            assertThat(floodEndsWith(pinging, i -> pinging.frame(PING, 0, 0, new byte[8])))
                    .isEqualTo(ENHANCE_YOUR_CALM);
            assertThat(floodEndsWith(setting, i -> setting.frame(SETTINGS, 0, 0)))
                    .isEqualTo(ENHANCE_YOUR_CALM);
            assertThat(floodEndsWith(empty, i -> empty.frame(0x77, 0, 0)))
                    .isEqualTo(ENHANCE_YOUR_CALM);
        }
    }

    @Test
    void aFieldBlockWithoutEndIsTakenUpToALimit() throws Exception {
        try (var rig = new GatewayRig();
                var client = Http2Wire.client(rig.address)) {
            client.frame(HEADERS, END_STREAM, 1, Http2Wire.block(":method: GET"));

            assertThat(floodEndsWith(client, i -> client.frame(CONTINUATION, 0, 1, new byte[0])))
                    .isEqualTo(ENHANCE_YOUR_CALM);
        }
    }

    private interface Step {
        void at(int number) throws IOException;
    }

    /// Sends until the other side has had enough; the code it gives.
    private static int floodEndsWith(Http2Wire client, Step step) throws IOException {
        try {
            for (int i = 0; i < 3_000; i++) {
                step.at(i);
            }
        } catch (IOException cutOff) {
            // the reason is read all the same
        }
        return client.goodbye();
    }
}
