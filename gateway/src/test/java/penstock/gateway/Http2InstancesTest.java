package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static penstock.gateway.Http2Wire.END_STREAM;
import static penstock.gateway.Http2Wire.GOAWAY;
import static penstock.gateway.Http2Wire.RST_STREAM;
import static penstock.gateway.Http2Wire.ints;

import java.io.EOFException;
import java.util.HashSet;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import penstock.gateway.routes.Split;

/// Instances that speak HTTP/2, and clients of both versions.
class Http2InstancesTest {

    private static final int NO_ERROR = 0;
    private static final int INTERNAL_ERROR = 2;
    private static final int REFUSED_STREAM = 7;

    private interface Service {
        void answer(Http2Wire wire, Http2Wire.Message request) throws Exception;
    }

    private static RawUpstream instance(Service service, int... settings) throws Exception {
        return new RawUpstream(
                peer -> {
                    var wire = Http2Wire.server(peer.socket, settings);
                    for (var request = wire.requestOrNull();
                            request != null;
                            request = wire.requestOrNull()) {
                        service.answer(wire, request);
                    }
                });
    }

    private static GatewayRig serving(RawUpstream... instances) throws Exception {
        return new GatewayRig()
                .serve(GatewayRig.route(Split.all(GatewayRig.http2("v1", instances))));
    }

    @Test
    void aClientOfHttp11IsServed() throws Exception {
        try (var shop =
                        instance(
                                (wire, request) ->
                                        wire.headers(0, request.stream(), ":status: 103", "link: a")
                                                .headers(
                                                        0,
                                                        request.stream(),
                                                        ":status: 200",
                                                        "x-a: b")
                                                .data(
                                                        0,
                                                        request.stream(),
                                                        request.header(":method")
                                                                + request.header(":path")
                                                                + request.header(":authority")
                                                                + request.header(":scheme")
                                                                + request.body()
                                                                + request.trailers())
                                                .headers(
                                                        END_STREAM, request.stream(), "x-sum: 7"));
                var rig = serving(shop);
                var client = rig.client()) {
            client.send(
                    "POST /a HTTP/1.1\r\nHost: shop.test\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-In: 1\r\n\r\n");

            assertThat(client.head()).startsWith("HTTP/1.1 103 ").contains("link: a");
            var answer = client.answer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("x-a")).isEqualTo("b");
            assertThat(answer.body()).isEqualTo("POST/ashop.testhttphello[x-in: 1]|x-sum: 7");
            client.request("GET /b HTTP/1.1", "Host: shop.test");
            assertThat(client.head()).startsWith("HTTP/1.1 103 ");
            assertThat(client.answer().body()).startsWith("GET/b");
            Await.until(
                    () -> rig.hasObserved("v1") && rig.observed("v1").status().successful() == 2);
        }
    }

    @Test
    void manyRequestsShareAConnection() throws Exception {
        int count = 40;
        var arrived = new CountDownLatch(count);
        try (var shop =
                        instance(
                                (wire, request) -> {
                                    arrived.countDown();
                                    if (arrived.getCount() == 0) {
                                        for (int i = 0; i < count; i++) {
                                            wire.answer(2 * i + 1, 200, "to " + i);
                                        }
                                    }
                                });
                var rig = serving(shop);
                var client = Http2Wire.client(rig.address)) {
            for (int i = 0; i < count; i++) {
                client.get(2 * i + 1, "/");
            }

            var bodies = new TreeMap<Integer, String>();
            for (int ended = 0; ended < count; ) {
                var next = client.next();
                if (next.type() == Http2Wire.DATA) {
                    bodies.merge(next.stream(), next.text(), String::concat);
                    ended += next.ends() ? 1 : 0;
                }
            }
            assertThat(bodies)
                    .hasSize(count)
                    .allSatisfy((_, body) -> assertThat(body).startsWith("to "));
            assertThat(shop.connections).hasValue(1);
        }
    }

    @Test
    void anInstanceHasNoMoreRequestsAtATimeThanItAllows() throws Exception {
        // Two are answered only once both are there, each on its own connection.
        var together = new CountDownLatch(2);
        try (var shop =
                        instance(
                                (wire, request) -> {
                                    if (!request.header(":path").equals("/first")) {
                                        together.countDown();
                                        together.await();
                                    }
                                    wire.answer(request.stream(), 200, "hello");
                                },
                                3,
                                1);
                var rig = serving(shop);
                var client = Http2Wire.client(rig.address)) {
            client.get(1, "/first").message(1);
            client.get(3, "/").get(5, "/").get(7, "/");

            var answered = new HashSet<Integer>();
            while (answered.size() < 3) {
                var next = client.next();
                if (next.type() == Http2Wire.DATA) {
                    answered.add(next.stream());
                }
            }
            assertThat(shop.connections.get()).isGreaterThan(1);
            Await.until(
                    () -> rig.hasObserved("v1") && rig.observed("v1").status().successful() == 4);
        }
    }

    @Test
    void whatAnInstanceSaysItHasNotProcessedIsSentAnew() throws Exception {
        var connections = new AtomicInteger();
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    var wire = Http2Wire.server(peer.socket);
                                    boolean isFirst = connections.getAndIncrement() == 0;
                                    for (var request = wire.requestOrNull();
                                            request != null;
                                            request = wire.requestOrNull()) {
                                        if (isFirst && request.stream() > 1) {
                                            wire.frame(GOAWAY, 0, 0, ints(1, NO_ERROR));
                                        } else {
                                            wire.answer(request.stream(), 200, request.body());
                                        }
                                    }
                                });
                var rig = serving(shop);
                var client = Http2Wire.client(rig.address)) {
            client.request(0, 1, "POST", "/").data(END_STREAM, 1, "first");
            assertThat(client.message(1).body()).isEqualTo("first");

            client.request(0, 3, "POST", "/").data(END_STREAM, 3, "second");

            assertThat(client.message(3).body()).isEqualTo("second");
            assertThat(connections).hasValue(2);
            assertThat(rig.observed("v1").upstreamErrors()).isZero();
        }
    }

    @Test
    void whatAnInstanceRefusesGoesToAnother() throws Exception {
        try (var full =
                        instance(
                                (wire, request) ->
                                        wire.frame(
                                                RST_STREAM,
                                                0,
                                                request.stream(),
                                                ints(REFUSED_STREAM)));
                var shop =
                        instance(
                                (wire, request) ->
                                        wire.answer(request.stream(), 200, request.body()));
                var rig = serving(full, shop);
                var client = Http2Wire.client(rig.address)) {
            for (int stream = 1; stream < 20; stream += 2) {
                client.request(0, stream, "POST", "/").data(END_STREAM, stream, "body");

                assertThat(client.message(stream).body()).isEqualTo("body");
            }
        }
    }

    @Test
    void anAnswerThatBreaksOffIsAnErrorOfTheVersion() throws Exception {
        try (var shop =
                        instance(
                                (wire, request) ->
                                        wire.headers(0, request.stream(), ":status: 200")
                                                .data(0, request.stream(), "x")
                                                .reset(request.stream(), INTERNAL_ERROR));
                var rig = serving(shop);
                var client = Http2Wire.client(rig.address)) {
            client.get(1, "/");

            assertThat(client.await(RST_STREAM, 1).number(0)).isEqualTo(INTERNAL_ERROR);
            Await.until(() -> rig.hasObserved("v1") && rig.observed("v1").upstreamErrors() == 1);
        }
    }

    @Test
    void aConnectionThatEndsIsMadeAnewForTheNextRequest() throws Exception {
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    var wire = Http2Wire.server(peer.socket);
                                    var request = wire.request();
                                    wire.answer(request.stream(), 200, "hello");
                                });
                var rig = serving(shop);
                var client = Http2Wire.client(rig.address)) {
            for (int stream = 1; stream < 10; stream += 2) {
                assertThat(client.get(stream, "/").message(stream).status()).isEqualTo("200");
            }
        }
    }

    @Test
    void aClientThatDoesNotReadKeepsUpNobodyElse() throws Exception {
        String large = "x".repeat(200_000);
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    var wire = Http2Wire.server(peer.socket);
                                    var first = wire.request();
                                    wire.headers(0, first.stream(), ":status: 200");
                                    wire.data(0, first.stream(), large.substring(0, 16_000));
                                    wire.data(0, first.stream(), large.substring(0, 16_000));
                                    wire.data(0, first.stream(), large.substring(0, 16_000));
                                    wire.data(0, first.stream(), large.substring(0, 16_000));
                                    var second = wire.request();
                                    wire.answer(second.stream(), 200, "hello");
                                    wire.request();
                                });
                var rig = serving(shop);
                var client = Http2Wire.client(rig.address, 4, 0)) {
            client.get(1, "/large").await(Http2Wire.HEADERS, 1);

            client.get(3, "/small").windowUpdate(3, 100);

            assertThat(client.message(3).body()).isEqualTo("hello");
            client.windowUpdate(1, 64_000);
            int read = 0;
            while (read < 64_000) {
                read += client.await(Http2Wire.DATA, 1).payload().length;
            }
            assertThat(shop.connections).hasValue(1);
        }
    }

    @Test
    void anInstanceThatBreaksTheRulesIsToldSoAndLeft() throws Exception {
        var code = new AtomicInteger(-1);
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    var wire = Http2Wire.server(peer.socket);
                                    wire.request();
                                    wire.headers(END_STREAM, 2, ":status: 200");
                                    try {
                                        code.set(wire.goodbye());
                                    } catch (EOFException closed) {
                                        // told by the code
                                    }
                                });
                var rig = serving(shop);
                var client = rig.client()) {
            assertThat(client.get("/").status()).isEqualTo(502);
            Await.until(() -> code.get() == 1);
        }
    }
}
