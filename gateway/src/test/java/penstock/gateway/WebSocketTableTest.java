package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import penstock.gateway.proxy.DrainLimits;

/// The gateway changes nothing of what a WebSocket carries, right or wrong: whoever is at the ends must judge it. Only in the end it
/// has its own say, and never in the middle of a frame.
final class WebSocketTableTest {

    private static final String OPEN =
            String.join(
                    "\r\n",
                    "GET /ws HTTP/1.1",
                    "Host: a",
                    "Connection: Upgrade",
                    "Upgrade: websocket",
                    "Sec-WebSocket-Version: 13",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                    "",
                    "");
    private static final String ACCEPT =
            String.join(
                    "\r\n",
                    "HTTP/1.1 101 Switching Protocols",
                    "Connection: Upgrade",
                    "Upgrade: websocket",
                    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
                    "",
                    "");
    private static final DrainLimits OVER =
            new DrainLimits(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ZERO);

    private static final String GOING_AWAY = "\u0088\u0002\u0003\u00e9";

    /// Longer cases are sent at once only.
    private static final int BYTEWISE_UP_TO = 300;

    private static GatewayRig rig;

    private final BlockingQueue<byte[]> atInstance = new LinkedBlockingQueue<>();

    @BeforeAll
    static void start() throws IOException {
        rig = new GatewayRig();
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    static Stream<WebSocketCase> all() {
        return WebSocketCase.all().stream();
    }

    static Stream<WebSocketCase> small() {
        return all().filter(one -> one.bytes(true).length <= BYTEWISE_UP_TO);
    }

    @ParameterizedTest
    @MethodSource("all")
    void passesBothWaysAsItIs(WebSocketCase one) throws Exception {
        pass(one, Integer.MAX_VALUE);
    }

    @ParameterizedTest
    @MethodSource("small")
    void passesByteByByte(WebSocketCase one) throws Exception {
        pass(one, 1);
    }

    private void pass(WebSocketCase one, int step) throws Exception {
        byte[] toClient = one.bytes(false);
        byte[] toInstance = one.bytes(true);
        try (var shop = talking(toClient, step);
                var client = rig.serveStable(shop).client()) {
            client.send(OPEN).head();

            Thread sender = Thread.ofVirtual().start(() -> sendAll(client, toInstance, step));
            byte[] received = client.in.readAllBytes();
            sender.join();

            assertThat(received).isEqualTo(toClient);
            assertThat(instanceGot()).isEqualTo(toInstance);
        }
    }

    /// Accepts, says what it has to say, and keeps what comes, both until the end.
    private RawUpstream talking(byte[] bytes, int step) throws IOException {
        return new RawUpstream(
                peer -> {
                    peer.head();
                    peer.send(ACCEPT);
                    Thread sender =
                            Thread.ofVirtual()
                                    .start(
                                            () -> {
                                                try {
                                                    send(peer.out, bytes, step);
                                                    peer.socket.shutdownOutput();
                                                } catch (IOException failed) {
                                                    // the client will miss it
                                                }
                                            });
                    atInstance.add(peer.in.readAllBytes());
                    sender.join();
                });
    }

    private byte[] instanceGot() throws InterruptedException {
        return Objects.requireNonNull(atInstance.poll(60, TimeUnit.SECONDS), "nothing came");
    }

    private static void sendAll(RawClient client, byte[] bytes, int step) {
        try {
            send(client.socket.getOutputStream(), bytes, step);
            client.socket.shutdownOutput();
        } catch (IOException failed) {
            // the instance will miss it
        }
    }

    private static void send(OutputStream out, byte[] bytes, int step) throws IOException {
        for (int from = 0; from < bytes.length; ) {
            int length = Math.min(step, bytes.length - from);
            out.write(bytes, from, length);
            from += length;
        }
    }

    /// A text frame in each direction, cut at every byte.
    @Test
    void atTheEndOfItsGraceEachSideIsToldWhereItIsBetweenFrames() throws Exception {
        var frame = new WebSocketCase.Frame(0x81, "hi".getBytes(StandardCharsets.ISO_8859_1));
        for (int cut = 0; cut <= frame.bytes(true).length; cut++) {
            endsAfter(frame.bytes(false), frame.bytes(true), cut);
        }
    }

    private void endsAfter(byte[] plain, byte[] masked, int cut) throws Exception {
        byte[] toClient = Arrays.copyOf(plain, Math.min(cut, plain.length));
        byte[] toInstance = Arrays.copyOf(masked, cut);
        var hasCome = new CountDownLatch(1);
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    peer.head();
                                    peer.send(ACCEPT);
                                    peer.out.write(toClient);
                                    peer.in.readNBytes(toInstance.length);
                                    hasCome.countDown();
                                    atInstance.add(peer.in.readAllBytes());
                                });
                var ending = new GatewayRig().serveStable(shop);
                var client = ending.client()) {
            client.send(OPEN).head();
            assertThat(client.in.readNBytes(toClient.length)).isEqualTo(toClient);
            client.socket.getOutputStream().write(toInstance);
            assertThat(hasCome.await(60, TimeUnit.SECONDS)).isTrue();

            ending.loops.drain(OVER);

            boolean isTold = toClient.length == 0 || toClient.length == plain.length;
            assertThat(client.rest()).describedAs("cut " + cut).isEqualTo(isTold ? GOING_AWAY : "");
            boolean isInstanceTold = cut == 0 || cut == masked.length;
            assertThat(instanceGot()).describedAs("cut " + cut).hasSize(isInstanceTold ? 8 : 0);
        }
    }
}
