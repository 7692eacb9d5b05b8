package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import penstock.gateway.proxy.DrainLimits;

/// When the grace of a WebSocket ends, both sides are told in their own language.
class WebSocketEndTest {

    private static final DrainLimits OVER =
            new DrainLimits(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ZERO);
    private static final String GOING_AWAY = "\u0088\u0002\u0003\u00e9";
    private static final String HELLO = "\u0081\u0005hello";

    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

    /// Accepts, says something, and keeps what then comes until the other side ends.
    private RawUpstream saying(String protocol, String bytes) throws IOException {
        return new RawUpstream(
                peer -> {
                    peer.head();
                    peer.send(
                            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: "
                                    + protocol
                                    + "\r\n\r\n"
                                    + bytes);
                    received.add(new String(peer.in.readAllBytes(), StandardCharsets.ISO_8859_1));
                });
    }

    private static RawClient open(GatewayRig rig, String protocol, String first)
            throws IOException {
        var client = rig.client();
        client.request(
                "GET /ws HTTP/1.1", "Host: a", "Connection: Upgrade", "Upgrade: " + protocol);
        client.head();
        byte[] said = client.in.readNBytes(first.length());
        assertThat(new String(said, StandardCharsets.ISO_8859_1)).isEqualTo(first);
        return client;
    }

    private String atTheInstance() throws InterruptedException {
        return Objects.requireNonNull(received.poll(60, TimeUnit.SECONDS), "nothing came");
    }

    private static String unmasked(String frame) {
        var plain = new StringBuilder(frame.substring(0, 1));
        plain.append((char) (frame.charAt(1) & 0x7f));
        for (int i = 6; i < frame.length(); i++) {
            plain.append((char) (frame.charAt(i) ^ frame.charAt(2 + (i - 6) % 4)));
        }
        return plain.toString();
    }

    @Test
    void betweenFramesBothSidesGetACloseFrame() throws Exception {
        String masked = "\u0081\u0082abcdxy";
        try (var shop = saying("websocket", HELLO);
                var rig = new GatewayRig().serveStable(shop);
                var client = open(rig, "WebSocket", HELLO)) {
            client.send(masked);
            Await.until(() -> rig.inFlight().size() == 1);

            rig.loops.drain(OVER);

            assertThat(client.rest()).isEqualTo(GOING_AWAY);
            client.socket.shutdownOutput();
            String got = atTheInstance();
            assertThat(got).startsWith(masked).hasSize(masked.length() + 8);
            assertThat(got.charAt(masked.length() + 1) & 0x80).isEqualTo(0x80);
            assertThat(unmasked(got.substring(masked.length()))).isEqualTo(GOING_AWAY);
            Await.until(() -> rig.loops.openSessions() == 0);
        }
    }

    @Test
    void inTheMiddleOfAFrameASideIsJustClosed() throws Exception {
        String begun = "\u0081\nhalf";
        try (var shop = saying("websocket", begun);
                var rig = new GatewayRig().serveStable(shop);
                var client = open(rig, "websocket", begun)) {
            rig.loops.drain(OVER);

            assertThat(client.rest()).isEmpty();
            assertThat(unmasked(atTheInstance())).isEqualTo(GOING_AWAY);
        }
    }

    @Test
    void whoHasSaidGoodbyeIsNotAnsweredTwice() throws Exception {
        try (var shop = saying("websocket", GOING_AWAY);
                var rig = new GatewayRig().serveStable(shop);
                var client = open(rig, "websocket", GOING_AWAY)) {
            rig.loops.drain(OVER);

            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void anotherProtocolIsJustClosed() throws Exception {
        try (var shop = saying("other", HELLO);
                var rig = new GatewayRig().serveStable(shop);
                var client = open(rig, "other", HELLO)) {
            rig.loops.drain(OVER);

            assertThat(client.rest()).isEmpty();
            assertThat(atTheInstance()).isEmpty();
        }
    }

    @Test
    void whoDoesNotGoIsCut() throws Exception {
        try (var shop = saying("websocket", HELLO);
                var rig = new GatewayRig().serveStable(shop);
                var client = open(rig, "websocket", HELLO)) {
            rig.loops.drain(OVER);
            assertThat(client.rest()).isEqualTo(GOING_AWAY);

            Await.until(
                    () -> {
                        rig.advance(Duration.ofSeconds(1));
                        return rig.loops.openSessions() == 0;
                    });

            assertThat(rig.inFlight()).isEmpty();
        }
    }
}
