package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import penstock.gateway.proxy.ClientRules;
import penstock.gateway.routes.Limits;
import penstock.gateway.routes.Split;

/// Bodies that come too slowly end; waiting that is nobody's fault does not count.
class SlowBodyTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Limits PATIENT = new Limits(HOUR, HOUR, HOUR, 64 << 20);

    private static GatewayRig rig(Place shop) throws IOException {
        return rig(shop, ClientRules.DEFAULT);
    }

    private static GatewayRig rig(Place shop, ClientRules clients) throws IOException {
        var split = Split.all(GatewayRig.version("v1", shop));
        return new GatewayRig(clients).serve(GatewayRig.route(split, PATIENT));
    }

    /// Counts the bytes of bodies that arrive, and answers when one is whole.
    private static RawUpstream counting(AtomicLong arrived) throws IOException {
        return new RawUpstream(
                peer -> {
                    String head = peer.head();
                    long left =
                            Long.parseLong(head.replaceAll("(?s).*Content-Length: (\\d+).*", "$1"));
                    for (; left > 0 && peer.in.read() >= 0; left--) {
                        arrived.incrementAndGet();
                    }
                    peer.ok("whole");
                });
    }

    /// Sends parts at an interval of the gateway's time until all are sent or there is an answer; each arrives before the next is sent.
    private static void drip(
            GatewayRig rig, RawClient client, AtomicLong arrived, String[] parts, Duration interval)
            throws IOException {
        long all = 0;
        for (String part : parts) {
            client.send(part);
            all += part.length();
            long sent = all;
            Await.until(() -> arrived.get() >= sent || isAnswered(client));
            if (isAnswered(client)) {
                return;
            }
            rig.advance(interval);
        }
    }

    private static String[] parts(int count, int size) {
        String[] parts = new String[count];
        java.util.Arrays.fill(parts, "x".repeat(size));
        return parts;
    }

    private static boolean isAnswered(RawClient client) {
        try {
            return client.in.available() > 0;
        } catch (IOException closed) {
            return true;
        }
    }

    @Test
    void aBodyThatDripsIsAnswered408AndClosed() throws Exception {
        var arrived = new AtomicLong();
        try (var shop = counting(arrived);
                var rig = rig(shop);
                var client = rig.client()) {
            client.request("POST / HTTP/1.1", "Host: a", "Content-Length: 1000");

            drip(rig, client, arrived, parts(1_000, 1), Duration.ofSeconds(2));

            var answer = client.answer();
            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.body()).contains("\"code\":\"request_timeout\"");
            assertThat(answer.header("Connection")).isEqualTo("close");
            assertThat(client.rest()).isEmpty();
            assertThat(arrived.get()).isLessThan(1_000);
            assertThat(rig.observed("v1").failedRequests()).isZero();
        }
    }

    @Test
    void aBodyAtTheLeastRateIsTaken() throws Exception {
        var arrived = new AtomicLong();
        try (var shop = counting(arrived);
                var rig = rig(shop);
                var client = rig.client()) {
            client.request("POST / HTTP/1.1", "Host: a", "Content-Length: 8000");

            drip(rig, client, arrived, parts(80, 100), Duration.ofSeconds(1));

            assertThat(client.answer().body()).isEqualTo("whole");
        }
    }

    @Test
    void withoutALeastRateOnlySilenceEndsABody() throws Exception {
        var arrived = new AtomicLong();
        try (var shop = counting(arrived);
                var rig =
                        rig(
                                shop,
                                new ClientRules(ClientRules.DEFAULT.trusted(), 0, Duration.ZERO));
                var client = rig.client()) {
            client.request("POST / HTTP/1.1", "Host: a", "Content-Length: 20");

            drip(rig, client, arrived, parts(20, 1), Duration.ofMinutes(5));

            assertThat(client.answer().body()).isEqualTo("whole");
        }
    }

    @Test
    void theTimeInWhichTheInstanceDoesNotReadIsNotTheClients() throws Exception {
        int length = 32 << 20;
        var goOn = new CountDownLatch(1);
        var sent = new AtomicLong();
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    peer.head();
                                    goOn.await();
                                    peer.in.skipNBytes(length);
                                    peer.ok("whole");
                                });
                // every second that is counted against the client is too much
                var rig =
                        rig(
                                shop,
                                new ClientRules(
                                        ClientRules.DEFAULT.trusted(),
                                        1L << 40,
                                        Duration.ofMinutes(1)));
                var client = rig.client()) {
            client.request("POST / HTTP/1.1", "Host: a", "Content-Length: " + length);
            Thread sender = Thread.ofVirtual().start(() -> pour(client, length, sent));
            Await.standstill(sent);

            for (int i = 0; i < 20; i++) {
                rig.advance(Duration.ofMinutes(2));
                LockSupport.parkNanos(60_000_000);
            }
            goOn.countDown();

            assertThat(client.answer().body()).isEqualTo("whole");
            sender.join();
        }
    }

    private static void pour(RawClient client, int length, AtomicLong sent) {
        try {
            StreamingTest.pour(client.socket.getOutputStream(), length, sent);
        } catch (IOException cut) {
            sent.set(-1);
        }
    }

    @Test
    void onceTheAnswerHasBegunTheTwoMayTalkAsSlowlyAsTheyLike() throws Exception {
        var arrived = new AtomicLong();
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    peer.head();
                                    peer.send(
                                            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                                    while (peer.in.read() >= 0) {
                                        arrived.incrementAndGet();
                                        peer.send("1\r\n.\r\n");
                                    }
                                });
                var rig = rig(shop);
                var client = rig.client()) {
            client.request("POST / HTTP/1.1", "Host: a", "Content-Length: 1000").head();

            for (int i = 0; i < 10; i++) {
                client.send("x");
                rig.advance(Duration.ofMinutes(5));

                assertThat(client.line()).isEqualTo("1");
                assertThat(client.line()).isEqualTo(".");
            }
        }
    }
}
