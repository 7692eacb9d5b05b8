package penstock.bench.http2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import penstock.cli.load.Answer;
import penstock.cli.load.LoadPlan;
import penstock.cli.load.Outcome;
import penstock.cli.load.Shot;

class Http2CarrierTest {
    private static final int HEADERS = 1;
    private static final int DATA = 0;
    private static final int END_STREAM = 1;
    private static final String GO_AWAY_0 = "000008 07 00 00000000 00000000 00000000";
    private static final String REFUSED = "000004 03 00 00000001 00000007";
    private static final String RESET = "000004 03 00 00000001 00000002";

    /// A whole answer of status 200 with the content `ok`.
    private static final String OK = "000001 01 04 00000001 88 000002 00 01 00000001 6f6b";

    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger resent = new AtomicInteger();
    private final AtomicInteger received = new AtomicInteger();

    /// Answers the first request of each connection with one of the answers, the last one for all that follow; an empty one closes
    /// the connection.
    private void serve(ServerSocket listener, String... answers) {
        while (true) {
            try {
                var socket = listener.accept();
                int number = connections.getAndIncrement();
                var answer = answers[Math.min(number, answers.length - 1)];
                Thread.ofVirtual().start(() -> serve(socket, answer));
            } catch (IOException e) {
                return; // the listener was closed
            }
        }
    }

    private void serve(Socket socket, String answer) {
        try (socket) {
            var in = new DataInputStream(socket.getInputStream());
            in.readNBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".length());
            send(socket.getOutputStream(), "000000 04 00 00000000");
            while (true) {
                int length = (in.readUnsignedByte() << 16) | in.readUnsignedShort();
                int type = in.readUnsignedByte();
                int flags = in.readUnsignedByte();
                in.readInt();
                in.readNBytes(length);
                if (type == DATA) {
                    received.addAndGet(length);
                    // as much again may be sent on the stream and on the connection
                    var more = HexFormat.of().toHexDigits(length);
                    send(
                            socket.getOutputStream(),
                            "000004 08 00 00000000" + more + "000004 08 00 00000001" + more);
                }
                if ((type == HEADERS || type == DATA) && (flags & END_STREAM) != 0) {
                    if (answer.isEmpty()) {
                        return;
                    }
                    send(socket.getOutputStream(), answer);
                }
            }
        } catch (IOException e) {
            connections.get(); // the client has gone
        }
    }

    private static void send(OutputStream out, String frames) throws IOException {
        out.write(HexFormat.of().parseHex(frames.replace(" ", "")));
    }

    private Answer send(Shot shot, String... answers) throws IOException {
        connections.set(0);
        try (var listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> serve(listener, answers));
            var address = new LoadPlan.Address("127.0.0.1", listener.getLocalPort());
            var plan = LoadPlan.of(address, "shop.localhost", 1, 1);
            try (var carrier = new Http2Carrier(plan, resent::incrementAndGet, Optional.empty())) {
                return carrier.send(shot, System.nanoTime() + Duration.ofSeconds(60).toNanos());
            }
        }
    }

    @Test
    void anAnswerIsReadToItsEndAndCompared() throws IOException {
        var right = Shot.get("/").expecting("ok");

        assertThat(send(right, OK).outcome()).isEqualTo(Outcome.OK);
        assertThat(send(Shot.get("/").expecting("no"), OK).outcome()).isEqualTo(Outcome.WRONG);
        assertThat(send(right.answeredWith("x-entry", "api"), OK).outcome())
                .isEqualTo(Outcome.WRONG);
    }

    @Test
    void whatTheOtherSideHasNotBegunIsSentAgainWhateverTheMethod() throws IOException {
        var post = Shot.postJson("/post", "{}");

        assertThat(send(post, GO_AWAY_0, OK).outcome()).isEqualTo(Outcome.OK);
        assertThat(send(post, REFUSED, OK).outcome()).isEqualTo(Outcome.OK);
        assertThat(resent).hasValue(2);
    }

    @Test
    void whatMayHaveBegunIsNotSentAgain() throws IOException {
        var closed = send(Shot.get("/"), "", OK);
        var reset = send(Shot.get("/"), RESET, OK);

        assertThat(closed.outcome()).isEqualTo(Outcome.BROKEN);
        assertThat(closed.why()).isEqualTo("the connection was closed");
        assertThat(reset.outcome()).isEqualTo(Outcome.BROKEN);
        assertThat(reset.why()).isEqualTo("the stream was reset: INTERNAL_ERROR");
        assertThat(resent).hasValue(0);
    }

    @Test
    void anUploadWaitsForTheWindows() throws IOException {
        int length = 300_000;

        assertThat(send(Shot.post("/", "text/plain", "x".repeat(length)), OK).outcome())
                .isEqualTo(Outcome.OK);
        assertThat(received).hasValue(length);
    }

    @Test
    void nobodyThereIsRefused() throws IOException {
        int port;
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = listener.getLocalPort();
        }
        var plan = LoadPlan.of(new LoadPlan.Address("127.0.0.1", port), "shop.localhost", 1, 1);
        try (var carrier = new Http2Carrier(plan, () -> {}, Optional.empty())) {
            var answer =
                    carrier.send(
                            Shot.get("/"), System.nanoTime() + Duration.ofSeconds(60).toNanos());

            assertThat(answer.outcome()).isEqualTo(Outcome.REFUSED);
        }
    }
}
