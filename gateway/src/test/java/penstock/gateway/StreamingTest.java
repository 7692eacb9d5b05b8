package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import penstock.gateway.routes.Limits;
import penstock.gateway.routes.Split;

/// Bodies pass while they are being made, and nobody has to hold them.
class StreamingTest {

    private static final long LARGE = 64L << 20;

    @Test
    void aReaderThatStopsStopsTheInstanceInsteadOfFillingTheGateway() throws Exception {
        var sent = new AtomicLong();
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    peer.head();
                                    peer.send(
                                            "HTTP/1.1 200 OK\r\nContent-Length: "
                                                    + LARGE
                                                    + "\r\n\r\n");
                                    pour(peer.out, LARGE, sent);
                                });
                var rig = new GatewayRig();
                var client = rig.client()) {
            rig.serve(GatewayRig.route(Split.all(GatewayRig.version("v1", shop)), Limits.DEFAULT));
            client.request("GET / HTTP/1.1", "Host: a").head();

            long stalledAt = Await.standstill(sent);
            long received = client.in.readNBytes((int) LARGE).length;

            assertThat(stalledAt).isLessThan(LARGE / 2);
            assertThat(received).isEqualTo(LARGE);
        }
    }

    @Test
    void anInstanceThatStopsReadingStopsTheClient() throws Exception {
        var sent = new AtomicLong();
        var goOn = new CountDownLatch(1);
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    peer.head();
                                    goOn.await();
                                    peer.ok(Long.toString(count(peer, LARGE)));
                                });
                var rig = new GatewayRig();
                var client = rig.client()) {
            rig.serve(GatewayRig.route(Split.all(GatewayRig.version("v1", shop)), Limits.DEFAULT));
            client.request("POST / HTTP/1.1", "Host: a", "Content-Length: " + LARGE);
            Thread.ofVirtual()
                    .start(
                            () -> {
                                try {
                                    pour(client.socket.getOutputStream(), LARGE, sent);
                                } catch (Exception failed) {
                                    sent.set(-1);
                                }
                            });

            long stalledAt = Await.standstill(sent);
            goOn.countDown();

            assertThat(client.answer().body()).isEqualTo(Long.toString(LARGE));
            assertThat(stalledAt).isLessThan(LARGE / 2);
        }
    }

    private static long count(RawUpstream.Peer peer, long length) throws Exception {
        byte[] buffer = new byte[1 << 16];
        long count = 0;
        while (count < length) {
            int read = peer.in.read(buffer);
            if (read < 0) {
                break;
            }
            count += read;
        }
        return count;
    }

    /// Sends as much as the other side takes, and tells how much that was so far.
    static void pour(OutputStream out, long length, AtomicLong sent) throws IOException {
        byte[] block = new byte[1 << 16];
        for (long left = length; left > 0; left -= block.length) {
            out.write(block);
            sent.addAndGet(block.length);
        }
    }

    @Test
    void eachEventOfAStreamArrivesBeforeTheNextIsMade() throws Exception {
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    peer.head();
                                    peer.send(
                                            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                                    for (String event = events.take();
                                            !event.isEmpty();
                                            event = events.take()) {
                                        peer.send("3\r\n" + event + "\r\n");
                                    }
                                    peer.send("0\r\n\r\n");
                                });
                var rig = new GatewayRig().serveStable(shop);
                var client = rig.client()) {
            client.request("GET / HTTP/1.1", "Host: a").head();
            for (String event : new String[] {"one", "two", "six"}) {
                events.add(event);

                assertThat(client.line()).isEqualTo("3");
                assertThat(client.line()).isEqualTo(event);
            }
            events.add("");
            assertThat(client.line()).isEqualTo("0");
        }
    }

    @Test
    void anAnswerThatBreaksOffIsVisiblyNotWholeAndCounts() throws Exception {
        try (var shop = RawUpstream.replying("");
                var cut =
                        new RawUpstream(
                                peer -> {
                                    peer.head();
                                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
                                });
                var rig = new GatewayRig().serveCandidate(shop, cut, 10_000);
                var client = rig.client()) {
            client.request("GET / HTTP/1.1", "Host: a");

            assertThat(client.rest()).endsWith("\r\n\r\nhalf");
            assertThat(rig.observed("v2").upstreamErrors()).isEqualTo(1);
            assertThat(rig.observed("v2").failedRequests()).isEqualTo(1);
        }
    }

    @Test
    void bodiesBeyondTheLimitAreRefusedWhetherTheyTellTheirLengthOrNot() throws Exception {
        try (var shop =
                        new RawUpstream(
                                peer -> peer.in.transferTo(OutputStream.nullOutputStream()));
                var rig = new GatewayRig().serveStable(shop)) {
            try (var client = rig.client()) {
                var answer =
                        client.request("POST / HTTP/1.1", "Host: a", "Content-Length: 1048577")
                                .answer();

                assertThat(answer.status()).isEqualTo(413);
                assertThat(answer.body()).contains("\"code\":\"body_too_large\"", "1048576");
            }
            try (var client = rig.client()) {
                client.request("POST / HTTP/1.1", "Host: a", "Transfer-Encoding: chunked");
                client.send("100001\r\n" + "x".repeat(0x100001));

                assertThat(client.answer().status()).isEqualTo(413);
                assertThat(client.rest()).isEmpty();
            }
        }
    }

    @Test
    void aClientThatLeavesEndsTheRequestAtTheInstance() throws Exception {
        var left = new CountDownLatch(1);
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    peer.head();
                                    peer.send("HTTP/1.1 200 OK\r\n\r\n");
                                    try {
                                        while (true) {
                                            peer.send("tick");
                                        }
                                    } finally {
                                        left.countDown();
                                    }
                                });
                var rig = new GatewayRig().serveStable(shop)) {
            try (var client = rig.client()) {
                client.request("GET / HTTP/1.1", "Host: a").head();
                client.socket.setSoLinger(true, 0);
            }

            assertThat(left.await(60, TimeUnit.SECONDS)).isTrue();
            Await.until(() -> rig.hasObserved("v1"));
            assertThat(rig.observed("v1").failedRequests()).isZero();
            assertThat(rig.inFlight()).isEmpty();
        }
    }
}
