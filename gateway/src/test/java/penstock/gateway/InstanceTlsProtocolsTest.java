package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static penstock.gateway.Http2Wire.END_STREAM;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.gateway.SecureInstance.Manners;
import penstock.gateway.routes.Limits;
import penstock.gateway.routes.Protocol;
import penstock.gateway.routes.Split;
import penstock.gateway.routes.TlsFault;

/// What is spoken with instances within TLS.
class InstanceTlsProtocolsTest {

    private static final Certified AUTHORITY = Certified.authority("CN=Own authority");
    private static final Certified SHOP = AUTHORITY.issue("CN=shop", "shop.internal");

    private static final Limits LARGE =
            new Limits(
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(60),
                    1 << 30);

    @TempDir Path folder;

    @BeforeEach
    void write() throws IOException {
        AUTHORITY.write(folder, "ca");
    }

    private GatewayRig serving(Protocol protocol, Place... instances) throws IOException {
        return new GatewayRig().serve(GatewayRig.route(split(protocol, instances)));
    }

    private Split split(Protocol protocol, Place... instances) {
        var tls = SecureInstance.tls("shop.internal", folder.resolve("ca.pem"));
        return Split.all(SecureInstance.version("v1", tls, protocol, instances));
    }

    /// Speaks what was agreed on, and says so.
    private static RawUpstream.Script agreed(AtomicInteger http2, AtomicInteger http1) {
        return peer -> {
            var socket = (SSLSocket) peer.socket;
            if (socket.getApplicationProtocol().equals("h2")) {
                http2.incrementAndGet();
                var wire = Http2Wire.server(socket);
                for (var request = wire.requestOrNull();
                        request != null;
                        request = wire.requestOrNull()) {
                    wire.answer(request.stream(), 200, "h2 " + request.header(":scheme"));
                }
            } else {
                http1.incrementAndGet();
                SecureInstance.answers("http/1.1").serve(peer);
            }
        };
    }

    private static String get(GatewayRig rig) {
        try (var client = rig.client()) {
            var answer = client.get("/");
            return answer.status() == 200 ? answer.body() : answer.status() + "";
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    void http2IsSpokenWhenItIsAgreedOn() throws Exception {
        var http2 = new AtomicInteger();
        var both = Manners.showing(SHOP).speaking("http/1.1", "h2");
        try (var shop = new SecureInstance(both, agreed(http2, new AtomicInteger()));
                var rig = serving(Protocol.HTTP_2, shop)) {
            for (int i = 0; i < 5; i++) {
                assertThat(get(rig)).isEqualTo("h2 http");
            }

            assertThat(http2.get()).isBetween(1, 2);
        }
    }

    @Test
    void anInstanceThatAgreesOnNothingGetsNoHttp2() throws Exception {
        for (var manners :
                List.of(Manners.showing(SHOP), Manners.showing(SHOP).speaking("http/1.1"))) {
            try (var shop = SecureInstance.answering(manners, "hello");
                    var rig = serving(Protocol.HTTP_2, shop);
                    var client = rig.client()) {
                assertThat(client.get("/").body()).contains("\"upstream_insecure\"");

                assertThat(rig.faults()).containsOnlyKeys(TlsFault.NO_PROTOCOL);
            }
        }
    }

    @Test
    void http11IsOfferedWhereHttp2IsNotWanted() throws Exception {
        var http1 = new AtomicInteger();
        var both = Manners.showing(SHOP).speaking("h2", "http/1.1");
        try (var shop = new SecureInstance(both, agreed(new AtomicInteger(), http1));
                var rig = serving(Protocol.HTTP_1_1, shop)) {
            assertThat(get(rig)).isEqualTo("http/1.1");
            assertThat(http1.get()).isEqualTo(1);
        }
    }

    @Test
    void anInstanceThatMayChooseIsSpokenToAsItChooses() throws Exception {
        var http2 = new AtomicInteger();
        var http1 = new AtomicInteger();
        var both = Manners.showing(SHOP).speaking("h2", "http/1.1");
        var old = Manners.showing(SHOP).speaking("http/1.1");
        try (var newer = new SecureInstance(both, agreed(http2, http1));
                var older = new SecureInstance(old, agreed(http2, http1));
                var none = new SecureInstance(Manners.showing(SHOP), agreed(http2, http1))) {
            try (var rig = serving(Protocol.AUTO, newer)) {
                assertThat(get(rig)).isEqualTo("h2 http");
            }
            try (var rig = serving(Protocol.AUTO, older)) {
                assertThat(get(rig)).isEqualTo("http/1.1");
            }
            try (var rig = serving(Protocol.AUTO, none)) {
                assertThat(get(rig)).isEqualTo("http/1.1");
                assertThat(get(rig)).isEqualTo("http/1.1");
            }
        }
    }

    @Test
    void anInstanceMayChooseOtherwiseLater() throws Exception {
        var both = Manners.showing(SHOP).speaking("h2", "http/1.1");
        var old = Manners.showing(SHOP).speaking("http/1.1");
        // each connection is for one request
        RawUpstream.Script once =
                peer -> {
                    var socket = (SSLSocket) peer.socket;
                    if (socket.getApplicationProtocol().equals("h2")) {
                        var wire = Http2Wire.server(socket);
                        wire.answer(
                                Objects.requireNonNull(wire.requestOrNull()).stream(), 200, "h2");
                        wire.frame(Http2Wire.GOAWAY, 0, 0, Http2Wire.ints(1, 0));
                        wire.requestOrNull();
                    } else {
                        peer.head();
                        peer.send(
                                "HTTP/1.1 200 X\r\nContent-Length: 3\r\nConnection: close\r\n\r\nh11");
                    }
                };
        try (var shop = new SecureInstance(both, once);
                var rig = serving(Protocol.AUTO, shop)) {
            assertThat(get(rig)).isEqualTo("h2");
            shop.become(old);
            Await.until(() -> get(rig).equals("h11"));
            shop.become(both);
            Await.until(() -> get(rig).equals("h2"));
        }
    }

    @Test
    void manyAtOnceAreServedWhateverTheInstanceChooses() throws Exception {
        for (String protocol : List.of("h2", "http/1.1")) {
            var http2 = new AtomicInteger();
            var http1 = new AtomicInteger();
            var manners = Manners.showing(SHOP).speaking(protocol);
            try (var shop = new SecureInstance(manners, agreed(http2, http1));
                    var rig = serving(Protocol.AUTO, shop)) {
                List<RawClient> clients = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    clients.add(rig.client().send("GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n"));
                }
                for (RawClient client : clients) {
                    assertThat(client.answer().status()).isEqualTo(200);
                    client.close();
                }
            }
        }
    }

    @Test
    void gRpcPassesWithItsTrailers() throws Exception {
        RawUpstream.Script echo =
                peer -> {
                    var wire = Http2Wire.server(peer.socket);
                    var call = Objects.requireNonNull(wire.requestOrNull());
                    wire.headers(0, call.stream(), ":status: 200", "content-type: application/grpc")
                            .data(0, call.stream(), call.body())
                            .headers(END_STREAM, call.stream(), "grpc-status: 5");
                    wire.requestOrNull();
                };
        try (var shop = new SecureInstance(Manners.showing(SHOP).speaking("h2"), echo);
                var rig = serving(Protocol.HTTP_2, shop);
                var client = Http2Wire.client(rig.address)) {
            client.request(
                            0,
                            1,
                            "POST",
                            "/shop.Cart/Get",
                            "content-type: application/grpc",
                            "te: trailers")
                    .data(END_STREAM, 1, "\0\0\0\0\5hello");

            var answer = client.message(1);
            assertThat(answer.body()).isEqualTo("\0\0\0\0\5hello");
            assertThat(answer.trailers()).containsExactly("grpc-status: 5");
        }
    }

    @Test
    void aTunnelPassesBytesAndTheEndOfEachDirection() throws Exception {
        RawUpstream.Script echo =
                peer -> {
                    peer.head();
                    peer.send(
                            "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n");
                    byte[] said = peer.in.readAllBytes();
                    peer.out.write(said);
                    ((SSLSocket) peer.socket).shutdownOutput();
                };
        try (var shop = new SecureInstance(Manners.showing(SHOP), echo);
                var rig = serving(Protocol.HTTP_1_1, shop);
                var client = rig.client()) {
            client.send(
                    "GET / HTTP/1.1\r\nHost: shop.test\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 101 ");

            client.send("all that there is");
            client.socket.shutdownOutput();

            // the instance answers only when it has seen the end
            assertThat(client.rest()).isEqualTo("all that there is");
        }
    }

    @Test
    void aWebSocketEndsByTheInstance() throws Exception {
        RawUpstream.Script closing =
                peer -> {
                    peer.head();
                    peer.send(
                            "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n");
                    peer.in.readNBytes(8);
                    peer.out.write(new byte[] {(byte) 0x82, 2, 7, 7});
                    peer.out.write(new byte[] {(byte) 0x88, 2, 3, (byte) 0xe8});
                };
        try (var shop = new SecureInstance(Manners.showing(SHOP), closing);
                var rig = serving(Protocol.HTTP_1_1, shop);
                var client = rig.client()) {
            client.send(
                    "GET / HTTP/1.1\r\nHost: shop.test\r\nConnection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 101 ");

            client.socket
                    .getOutputStream()
                    .write(new byte[] {(byte) 0x82, (byte) 0x82, 0, 0, 0, 0, 7, 7});

            assertThat(client.in.readAllBytes()).containsExactly(0x82, 2, 7, 7, 0x88, 2, 3, 0xe8);
        }
    }

    @Test
    void largeBodiesPassBothWaysAsFastAsTheSlowestTakesThem() throws Exception {
        // more than the system keeps for all connections together
        int size = 32 << 20;
        var read = new AtomicLong();
        var go = new CountDownLatch(1);
        RawUpstream.Script slow =
                peer -> {
                    peer.head();
                    go.await();
                    byte[] body = peer.in.readNBytes(size);
                    read.set(body.length);
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
                    peer.out.write(body);
                };
        try (var shop = new SecureInstance(Manners.showing(SHOP), slow);
                var rig = new GatewayRig();
                var client = rig.client()) {
            rig.serve(GatewayRig.route(split(Protocol.HTTP_1_1, shop), LARGE));
            var sent = new AtomicLong();
            byte[] body = new byte[size];
            for (int i = 0; i < size; i++) {
                body[i] = (byte) (i * 31 + (i >> 12));
            }
            Thread sending =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            client.send(
                                                    "POST / HTTP/1.1\r\nHost: shop.test\r\nContent-Length: "
                                                            + size
                                                            + "\r\n\r\n");
                                            for (int at = 0; at < size; at += 65_536) {
                                                client.socket
                                                        .getOutputStream()
                                                        .write(body, at, 65_536);
                                                sent.addAndGet(65_536);
                                            }
                                        } catch (IOException failed) {
                                            sent.set(-1);
                                        }
                                    });
            // the instance does not read, so neither does the gateway
            assertThat(Await.standstill(sent)).isBetween(1L, size - 1L);
            go.countDown();
            sending.join();

            assertThat(client.head()).startsWith("HTTP/1.1 200 ");
            assertThat(client.in.readNBytes(size)).isEqualTo(body);
            assertThat(read.get()).isEqualTo(size);
        }
    }

    @Test
    void anInstanceThatIsKilledCostsNoIdempotentRequest() throws Exception {
        var manners = Manners.showing(SHOP);
        try (var first = SecureInstance.answering(manners, "hello");
                var second = SecureInstance.answering(manners, "hello");
                var rig = serving(Protocol.HTTP_1_1, first, second);
                var client = rig.client()) {
            for (int i = 0; i < 20; i++) {
                if (i == 8) {
                    first.die();
                }
                var answer = client.get("/");
                assertThat(answer.status() + " " + answer.body()).isEqualTo("200 hello");
            }
        }
    }
}
