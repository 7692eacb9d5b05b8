package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// A gateway that gets no time from its machine for a while, and what comes meanwhile.
final class StalledTest {

    private static final String GET = "GET /a HTTP/1.1";
    private static final String HOST = "Host: shop.test";

    @Test
    void whatCameBeforeTheTimeWasUpIsServedThoughItIsReadLater() throws Exception {
        try (var shop = RawUpstream.answering(200, "shop");
                var rig = new GatewayRig().serveStable(shop);
                var client = rig.client()) {
            client.request(GET, HOST);
            assertThat(client.answer().status()).isEqualTo(200);

            rig.stall(
                    () -> {
                        client.request(GET, HOST);
                        rig.advance(Duration.ofSeconds(80));
                    });

            assertThat(client.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void aHeadWhoseRestCameInTimeIsServedThoughItIsReadLater() throws Exception {
        try (var shop = RawUpstream.answering(200, "shop");
                var rig = new GatewayRig().serveStable(shop);
                var client = rig.client()) {
            // one that is answered shows that what came with it has been read
            client.send(GET + "\r\n" + HOST + "\r\n\r\n" + GET + "\r\nHost: sh");
            assertThat(client.answer().status()).isEqualTo(200);

            rig.stall(
                    () -> {
                        client.send("op.test\r\n\r\n");
                        rig.advance(Duration.ofSeconds(11));
                    });

            assertThat(client.answer().status()).isEqualTo(200);
        }
    }

    /// The loop comes to the request before it comes to the end of the connection to the instance.
    @Test
    void aPostIsNotSentOverAConnectionThatTheInstanceHasClosed() throws Exception {
        var connections = new AtomicInteger();
        var close = new CountDownLatch(1);
        var closed = new CountDownLatch(1);
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    boolean isFirst = connections.incrementAndGet() == 1;
                                    for (var head = peer.head();
                                            !head.isEmpty();
                                            head = peer.head()) {
                                        peer.skipBody(head);
                                        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                                        if (isFirst) {
                                            close.await();
                                            peer.socket.close();
                                            closed.countDown();
                                            return;
                                        }
                                    }
                                });
                var rig = new GatewayRig().serveStable(shop);
                var client = rig.client()) {
            client.request("POST /a HTTP/1.1", HOST, "Content-Length: 0");
            assertThat(client.answer().status()).isEqualTo(200);

            rig.stall(
                    () -> {
                        client.request("POST /b HTTP/1.1", HOST, "Content-Length: 0");
                        close.countDown();
                        closed.await();
                    });

            assertThat(client.answer().status()).isEqualTo(200);
            assertThat(connections).hasValue(2);
        }
    }
}
