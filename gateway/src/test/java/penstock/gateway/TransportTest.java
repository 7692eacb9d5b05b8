package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import penstock.gateway.net.ListenerSource;
import penstock.gateway.net.ListeningSocket;
import penstock.gateway.net.Transport;
import penstock.gateway.proxy.ClientRules;

/// Every transport that this system has.
final class TransportTest {

    @TempDir Path folder;

    private static Stream<Transport> available() {
        return Arrays.stream(Transport.values()).filter(Transport::isAvailable);
    }

    private static Stream<Transport> inheriting() {
        return available().filter(Transport::canInherit);
    }

    @ParameterizedTest
    @MethodSource("available")
    void requestsAreServedWithAndWithoutTls(Transport transport) throws Exception {
        String large = "x".repeat(300_000);
        try (var shop = RawUpstream.answering(200, large);
                var gateway = new TlsRig(folder, shop, ClientRules.DEFAULT, transport)) {
            gateway.serve("shop", "shop.test");

            try (var plain = gateway.rig.client();
                    var secure = gateway.client("shop.test").connect()) {
                for (int i = 0; i < 3; i++) {
                    assertThat(plain.get("/").body()).isEqualTo(large);
                    assertThat(secure.get("/").body()).isEqualTo(large);
                }
            }
            Await.until(() -> gateway.rig.loops.openSessions() == 0);
        }
    }

    @ParameterizedTest
    @MethodSource("inheriting")
    void aSocketThatWasHandedOverIsAcceptedFrom(Transport transport) throws Exception {
        var anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var socket = ListeningSocket.open(anyPort);
        try (var shop = RawUpstream.answering(200, "hello");
                var early = new RawClient(socket.address());
                var gateway = new GatewayRig(ClientRules.DEFAULT, transport).serveStable(shop)) {
            var at = gateway.loops.listen(ListenerSource.inherited(socket, false));

            assertThat(at).isEqualTo(socket.address());
            assertThat(early.get("/").body()).isEqualTo("hello");
            for (int i = 0; i < 20; i++) {
                try (var client = new RawClient(at)) {
                    assertThat(client.get("/").body()).isEqualTo("hello");
                }
            }
        }
        // nobody else holds the socket, so it is gone with the gateway
        assertThatThrownBy(() -> new RawClient(socket.address()).close())
                .isInstanceOf(IOException.class);
    }

    @Test
    void javasOwnCannotTakeOverASocketAndSaysSo() throws Exception {
        var anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var socket = ListeningSocket.open(anyPort);
        try (var gateway = new GatewayRig(ClientRules.DEFAULT, Transport.NIO)) {
            assertThatThrownBy(() -> gateway.loops.listen(ListenerSource.inherited(socket, false)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("nio cannot take over a listening socket; use auto");
        }
    }

    @Test
    void anUnknownNameIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Transport.parse("kqueue"))
                .withMessage("\"kqueue\" (expected: auto, io_uring, epoll, nio)");
    }
}
