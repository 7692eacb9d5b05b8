package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// A side that has said its last word is still heard to the end, however slowly the other side listens.
class HalfCloseTest {

    private static final int LARGE = 16 << 20;
    private static final int STEP = 32 << 10;

    @Test
    void anAnswerWhoseInstanceHasClosedReachesASlowReaderWhole() throws Exception {
        for (String framing : new String[] {"Content-Length: " + LARGE, "Connection: close"}) {
            try (var shop = pouring(framing);
                    var rig = new GatewayRig().serveStable(shop);
                    var client = rig.client()) {
                client.request("GET / HTTP/1.1", "Host: a", "Connection: close").head();

                assertThat(slowly(client)).isGreaterThanOrEqualTo(LARGE);
            }
        }
    }

    @Test
    void aClientThatWillSendNoMoreGetsItsAnswerWhole() throws Exception {
        try (var shop = pouring("Content-Length: " + LARGE);
                var rig = new GatewayRig().serveStable(shop);
                var client = rig.client()) {
            client.request("GET / HTTP/1.1", "Host: a", "Connection: close");
            client.socket.shutdownOutput();
            client.head();

            assertThat(slowly(client)).isEqualTo(LARGE);
        }
    }

    @Test
    void aRequestWhoseClientHasSentItsLastReachesASlowInstanceWhole() throws Exception {
        var received = new AtomicReference<>(0L);
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    peer.head();
                                    long all = 0;
                                    while (all < LARGE) {
                                        Thread.sleep(1);
                                        int read = peer.in.readNBytes(STEP).length;
                                        if (read == 0) {
                                            break;
                                        }
                                        all += read;
                                    }
                                    received.set(all);
                                    peer.ok("thanks");
                                });
                var rig = new GatewayRig();
                var client = rig.client()) {
            rig.serve(
                    GatewayRig.route(
                            penstock.gateway.routes.Split.all(GatewayRig.version("v1", shop)),
                            penstock.gateway.routes.Limits.DEFAULT));
            client.request("POST / HTTP/1.1", "Host: a", "Content-Length: " + LARGE);
            client.socket.getOutputStream().write(new byte[LARGE]);
            client.socket.shutdownOutput();

            assertThat(client.answer().body()).isEqualTo("thanks");
            assertThat(received.get()).isEqualTo(LARGE);
        }
    }

    /// Answers with a large body and closes.
    private static RawUpstream pouring(String framing) throws IOException {
        return new RawUpstream(
                peer -> {
                    peer.head();
                    peer.send("HTTP/1.1 200 OK\r\n" + framing + "\r\n\r\n");
                    peer.out.write(new byte[LARGE]);
                });
    }

    /// How many bytes come until the end, read so slowly that the gateway has to wait again and again.
    private static long slowly(RawClient client) throws Exception {
        long all = 0;
        for (int read = STEP; read == STEP; all += read) {
            Thread.sleep(1);
            read = client.in.readNBytes(STEP).length;
        }
        return all;
    }
}
