package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import penstock.gateway.routes.Limits;
import penstock.gateway.routes.Split;

/// One direction of a connection has ended, the other goes on, and whoever reads takes its time: nothing is cut off.
class HalfClosedTest {

    /// More than the buffers on the way hold.
    private static final int LARGE = 24 << 20;

    /// About as much as the buffers on the way hold, so that the end arrives while much is still to be read.
    private static final int MEDIUM = 6 << 20;

    private final AtomicLong sent = new AtomicLong();
    private final BlockingQueue<Integer> received = new LinkedBlockingQueue<>();

    private static GatewayRig serving(Place instance) throws IOException {
        return new GatewayRig()
                .serve(
                        GatewayRig.route(
                                Split.all(GatewayRig.version("v1", instance)), Limits.DEFAULT));
    }

    private RawUpstream answering(String head, int length) throws IOException {
        return new RawUpstream(
                peer -> {
                    peer.head();
                    peer.send(head);
                    StreamingTest.pour(peer.out, length, sent);
                    peer.socket.shutdownOutput();
                    received.add(peer.in.readAllBytes().length);
                });
    }

    @Test
    void whatAnInstanceSentBeforeItHungUpReachesASlowReaderWhole() throws Exception {
        try (var shop =
                        answering(
                                "HTTP/1.1 200 OK\r\nContent-Length: " + MEDIUM + "\r\n\r\n",
                                MEDIUM);
                var rig = serving(shop);
                var client = rig.client()) {
            client.request("GET / HTTP/1.1", "Host: a", "Connection: close").head();
            Await.standstill(sent);

            assertThat(slowly(client)).isEqualTo(MEDIUM);
        }
    }

    @Test
    void theSameForAnAnswerThatEndsWithItsConnection() throws Exception {
        try (var shop = answering("HTTP/1.0 200 OK\r\n\r\n", MEDIUM);
                var rig = serving(shop);
                var client = rig.client()) {
            client.request("GET / HTTP/1.0", "Host: a").head();
            Await.standstill(sent);

            assertThat(slowly(client)).isEqualTo(MEDIUM);
        }
    }

    @Test
    void aClientThatSendsNoMoreGetsItsAnswerHoweverLargeItIs() throws Exception {
        try (var shop =
                        answering(
                                "HTTP/1.1 200 OK\r\nContent-Length: " + LARGE + "\r\n\r\n", LARGE);
                var rig = serving(shop);
                var client = rig.client()) {
            client.request("GET / HTTP/1.1", "Host: a");
            client.socket.shutdownOutput();
            client.head();
            Await.standstill(sent);

            assertThat(slowly(client)).isEqualTo(LARGE);
        }
    }

    @Test
    void aTunnelThatEndedInOneDirectionCarriesTheOtherToItsEnd() throws Exception {
        try (var shop =
                        answering(
                                "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n",
                                0);
                var rig = serving(shop);
                var client = rig.client()) {
            client.request("GET / HTTP/1.1", "Host: a", "Connection: Upgrade", "Upgrade: x").head();
            assertThat(client.rest()).isEmpty();

            StreamingTest.pour(client.socket.getOutputStream(), LARGE, sent);
            client.socket.shutdownOutput();

            assertThat(received.poll(60, TimeUnit.SECONDS)).isEqualTo(LARGE);
        }
    }

    private static int slowly(RawClient client) throws IOException {
        byte[] few = new byte[3_000];
        int count = 0;
        for (int read = client.in.read(few); read >= 0; read = client.in.read(few)) {
            count += read;
        }
        return count;
    }
}
