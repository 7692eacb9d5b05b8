package penstock.cli.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/// WebSockets of the load against servers that do it right, and that do it wrong.
class SocketTalkTest {
    private static final String SWITCH =
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";

    private interface Server {
        void talk(InputStream in, OutputStream out) throws IOException;
    }

    private static void serve(ServerSocket listener, Server server) {
        while (!listener.isClosed()) {
            try (var socket = listener.accept()) {
                skipHead(socket);
                socket.getOutputStream().write(SWITCH.getBytes(StandardCharsets.US_ASCII));
                server.talk(socket.getInputStream(), socket.getOutputStream());
            } catch (IOException e) {
                return; // the listener was closed, or the client has gone
            }
        }
    }

    private static void skipHead(Socket socket) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) socket.getInputStream().read());
        }
    }

    private static Outcome talk(Server server) throws IOException {
        var heard = new ConcurrentLinkedQueue<Ending>();
        try (var listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> serve(listener, server));
            var address = new LoadPlan.Address("127.0.0.1", listener.getLocalPort());
            var plan =
                    LoadPlan.of(address, "shop.localhost", 100, 1).atMost(Duration.ofSeconds(9), 1);
            try (var load =
                    LoadGenerator.start(
                            plan, _ -> Shot.socket("/s", 3, Duration.ofMillis(1)), heard::add)) {
                load.await();
            }
        }
        return heard.remove().answer().outcome();
    }

    private static void echo(InputStream in, OutputStream out) throws IOException {
        var frame = Frame.read(in);
        while (frame.opcode() == Frame.TEXT) {
            frame.write(out, false);
            frame = Frame.read(in);
        }
        frame.write(out, false);
    }

    @Test
    void echoesInOrderAndAClosingByBothSidesAreRight() throws IOException {
        assertThat(talk(SocketTalkTest::echo)).isEqualTo(Outcome.OK);
    }

    @Test
    void anotherEchoIsWrong() throws IOException {
        assertThat(talk((_, out) -> Frame.text("something else").write(out, false)))
                .isEqualTo(Outcome.WRONG);
    }

    @Test
    void anEndWithoutClosingIsBroken() throws IOException {
        assertThat(talk((in, out) -> Frame.read(in).write(out, false))).isEqualTo(Outcome.BROKEN);
    }

    @Test
    void theKeyOfTheStandardHasTheAnswerOfTheStandard() {
        assertThat(Frame.accept("dGhlIHNhbXBsZSBub25jZQ=="))
                .isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }
}
