package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// Clients that are slow on purpose: they get neither memory nor time without limit.
final class HostilePaceTest {

    /// Far more than the buffers of the sockets on both sides can hold.
    private static final long MUCH = 64L << 20;

    @Test
    void whoAsksAgainAndAgainWithoutReadingIsNotReadEither() throws Exception {
        try (var shop = RawUpstream.answering(200, "x".repeat(1_000));
                var rig = new GatewayRig().serveStable(shop);
                var client = SocketChannel.open()) {
            client.setOption(StandardSocketOptions.SO_RCVBUF, 8 * 1024);
            client.connect(rig.address);
            client.configureBlocking(false);

            long sent = sendUntilItStalls(client);

            assertThat(sent).isLessThan(MUCH);
            Await.until(() -> isCut(rig));
        }
    }

    @Test
    void theSameForAnswersOfTheGatewayItself() throws Exception {
        try (var rig = new GatewayRig().serve();
                var client = SocketChannel.open()) {
            client.setOption(StandardSocketOptions.SO_RCVBUF, 8 * 1024);
            client.connect(rig.address);
            client.configureBlocking(false);

            long sent = sendUntilItStalls(client);

            assertThat(sent).isLessThan(MUCH);
            Await.until(() -> isCut(rig));
        }
    }

    @Test
    void whoStopsReadingALargeAnswerIsCutAndTheInstanceIsFree() throws Exception {
        var isFree = new CountDownLatch(1);
        var sent = new AtomicLong();
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    peer.head();
                                    peer.send(
                                            "HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n");
                                    try {
                                        byte[] block = new byte[1 << 16];
                                        while (sent.addAndGet(block.length) < 8 * MUCH) {
                                            peer.out.write(block);
                                        }
                                    } catch (IOException cut) {
                                        isFree.countDown();
                                    }
                                });
                var rig = new GatewayRig().serveStable(shop);
                var client = rig.client()) {
            client.request("GET / HTTP/1.1", "Host: a").head();

            Await.until(
                    () -> {
                        rig.advance(Duration.ofMillis(100));
                        return isFree.getCount() == 0;
                    });

            assertThat(isFree.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(sent.get()).isLessThan(MUCH);
            assertThat(rig.inFlight()).isEmpty();
        }
    }

    @Test
    void aHeadThatDripsHasTheSameTimeAsOneThatStops() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var rig = new GatewayRig().serveStable(shop);
                var client = rig.client()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nX: ");
            for (int i = 0; i < 10_000 && client.in.available() == 0; i++) {
                client.send("x");
                rig.advance(Duration.ofMillis(100));
                LockSupport.parkNanos(1_000_000);
            }

            assertThat(client.answer().status()).isEqualTo(408);
        }
    }

    /// Sends requests until none has been taken for a hundred looks.
    private static long sendUntilItStalls(SocketChannel client) throws IOException {
        ByteBuffer requests =
                ByteBuffer.wrap(
                        "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
                                .repeat(1_000)
                                .getBytes(StandardCharsets.US_ASCII));
        long sent = 0;
        for (int looks = 0; looks < 100 && sent < MUCH; looks++) {
            int written = client.write(requests);
            sent += written;
            if (!requests.hasRemaining()) {
                requests.rewind();
            }
            if (written > 0) {
                looks = 0;
            }
            LockSupport.parkNanos(2_000_000);
        }
        return sent;
    }

    private static boolean isCut(GatewayRig rig) {
        rig.advance(Duration.ofSeconds(80));
        return rig.loops.openSessions() == 0;
    }
}
