package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import penstock.gateway.routes.CacheRule;
import penstock.gateway.routes.Rules;
import penstock.gateway.routes.Split;

/// What a cache does beside the rules of `CacheTableTest`: requests that come at once, orders, HTTP/2.
class CacheTest {

    private static List<RawClient> asking(GatewayRig rig, int count, String path)
            throws IOException {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(rig.client().send("GET " + path + " HTTP/1.1\r\nHost: shop.test\r\n\r\n"));
        }
        return clients;
    }

    private static void close(List<RawClient> clients) throws IOException {
        for (RawClient client : clients) {
            client.close();
        }
    }

    // --- requests that come at once ---

    @Test
    void requestsForTheSameAtTheSameTimeAreOneForTheInstance() throws Exception {
        var allowed = new Semaphore(0);
        try (var shop = CacheWords.holding(allowed, CacheWords.keepable("hello"));
                var rig = new GatewayRig().serve(CacheWords.route(CacheWords.USUAL, shop))) {
            var counted = new CacheWords(rig);
            List<RawClient> clients = asking(rig, 20, "/");
            Await.until(() -> counted.total().waited() == 19);

            allowed.release();

            for (RawClient client : clients) {
                assertThat(client.answer().body()).isEqualTo("hello");
            }
            close(clients);
            assertThat(shop.heads).hasSize(1);
            assertThat(counted.total().hits()).isEqualTo(19);
            assertThat(counted.total().misses()).isEqualTo(1);
            assertThat(rig.observed("v1").requests()).isEqualTo(1);
        }
    }

    @Test
    void requestsDoNotQueueForAnAnswerThatIsForOneOnly() throws Exception {
        var allowed = new Semaphore(0);
        String mine = "HTTP/1.1 200 OK\r\nCache-Control: private\r\nContent-Length: 4\r\n\r\nmine";
        try (var shop = CacheWords.holding(allowed, mine);
                var rig = new GatewayRig().serve(CacheWords.route(CacheWords.USUAL, shop))) {
            var counted = new CacheWords(rig);
            List<RawClient> clients = asking(rig, 6, "/");
            Await.until(() -> counted.total().waited() == 5);
            allowed.release();

            // all others are there at once, before any of them is answered
            Await.until(() -> shop.heads.size() == 6);

            clients.addAll(asking(rig, 3, "/"));
            Await.until(() -> shop.heads.size() == 9);
            allowed.release(100);
            for (RawClient client : clients) {
                assertThat(client.answer().body()).isEqualTo("mine");
            }
            close(clients);
        }
    }

    @Test
    void aRequestWaitsForAnotherOnlySoLong() throws Exception {
        var isOver = new CountDownLatch(1);
        var connections = new AtomicInteger();
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    boolean isFirst = connections.getAndIncrement() == 0;
                                    for (String head = peer.head();
                                            !head.isEmpty();
                                            head = peer.head()) {
                                        if (isFirst) {
                                            isOver.await();
                                        }
                                        peer.send(CacheWords.keepable("hello"));
                                    }
                                });
                var rig = new GatewayRig().serve(CacheWords.route(CacheWords.USUAL, shop));
                var first = rig.client();
                var second = rig.client()) {
            var counted = new CacheWords(rig);
            first.send("GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n");
            Await.until(() -> connections.get() == 1);
            second.send("GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n");
            Await.until(() -> counted.total().waited() == 1);

            rig.advance(CacheWords.USUAL.collapse().plusSeconds(1));

            assertThat(second.answer().body()).isEqualTo("hello");
            isOver.countDown();
            assertThat(first.answer().body()).isEqualTo("hello");
        }
    }

    @Test
    void whenTheClientThatAskedLeavesAnotherAsks() throws Exception {
        var allowed = new Semaphore(0);
        try (var shop = CacheWords.holding(allowed, CacheWords.keepable("hello"));
                var rig = new GatewayRig().serve(CacheWords.route(CacheWords.USUAL, shop));
                var second = rig.client()) {
            var counted = new CacheWords(rig);
            try (var first = rig.client()) {
                first.send("GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n");
                Await.until(() -> shop.heads.size() == 1);
                second.send("GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n");
                Await.until(() -> counted.total().waited() == 1);
                first.socket.setSoLinger(true, 0);
            }

            Await.until(() -> shop.heads.size() == 2);

            allowed.release(2);
            assertThat(second.answer().body()).isEqualTo("hello");
        }
    }

    @Test
    void aClientThatWaitsAndLeavesIsForgotten() throws Exception {
        var allowed = new Semaphore(0);
        try (var shop = CacheWords.holding(allowed, CacheWords.keepable("hello"));
                var rig = new GatewayRig().serve(CacheWords.route(CacheWords.USUAL, shop));
                var first = rig.client()) {
            var counted = new CacheWords(rig);
            first.send("GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n");
            Await.until(() -> shop.heads.size() == 1);
            List<RawClient> others = asking(rig, 5, "/");
            Await.until(() -> counted.total().waited() == 5);
            for (RawClient other : others) {
                other.socket.setSoLinger(true, 0);
            }
            close(others);
            Await.until(() -> rig.loops.openSessions() == 1);

            allowed.release();

            assertThat(first.answer().body()).isEqualTo("hello");
            assertThat(first.get("/").header("Cache-Status")).contains("hit");
            assertThat(counted.total().hits()).isEqualTo(1);
            assertThat(shop.heads).hasSize(1);
        }
    }

    @Test
    void aClientThatSendsNoMoreGetsWhatItWaitsFor() throws Exception {
        var allowed = new Semaphore(0);
        try (var shop = CacheWords.holding(allowed, CacheWords.keepable("hello"));
                var rig = new GatewayRig().serve(CacheWords.route(CacheWords.USUAL, shop))) {
            var counted = new CacheWords(rig);
            List<RawClient> clients = asking(rig, 4, "/");
            Await.until(() -> counted.total().waited() == 3);
            for (RawClient client : clients) {
                client.socket.shutdownOutput();
            }

            allowed.release();

            for (RawClient client : clients) {
                assertThat(client.answer().body()).isEqualTo("hello");
            }
            close(clients);
        }
    }

    // --- answers on their way ---

    @Test
    void anAnswerPassesWhileItIsKept() throws Exception {
        var isFirstHalfThere = new CountDownLatch(1);
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    peer.head();
                                    peer.send(
                                            "HTTP/1.1 200 OK\r\nCache-Control: max-age=1000\r\nContent-Length: 6\r\n\r\nabc");
                                    isFirstHalfThere.await();
                                    peer.send("def");
                                });
                var rig = new GatewayRig().serve(CacheWords.route(CacheWords.USUAL, shop));
                var client = rig.client()) {
            client.send("GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n");
            client.head();

            assertThat(new String(client.in.readNBytes(3), StandardCharsets.US_ASCII))
                    .isEqualTo("abc");

            isFirstHalfThere.countDown();
            assertThat(new String(client.in.readNBytes(3), StandardCharsets.US_ASCII))
                    .isEqualTo("def");
            assertThat(client.get("/").header("Cache-Status")).contains("hit");
        }
    }

    @Test
    void aLargeAnswerIsGivenAtThePaceOfTheClient() throws Exception {
        String large = "0123456789abcdef".repeat(1 << 15);
        try (var shop = RawUpstream.replying(CacheWords.keepable(large));
                var rig = new GatewayRig().serve(CacheWords.route(CacheWords.USUAL, shop));
                var client = rig.client();
                var slow = rig.client()) {
            assertThat(client.get("/").body()).isEqualTo(large);

            slow.send("GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n".repeat(8));

            for (int i = 0; i < 8; i++) {
                RawClient.Answer answer = slow.answer();
                assertThat(answer.header("Cache-Status")).contains("hit");
                assertThat(answer.body()).isEqualTo(large);
            }
            assertThat(shop.heads).hasSize(1);
        }
    }

    @Test
    void aStaleAnswerStandsInForAnInstanceThatIsGone() throws Exception {
        var shop = RawUpstream.replying(CacheWords.keepable("hello"));
        try (shop;
                var rig = new GatewayRig().serve(CacheWords.route(CacheWords.USUAL, shop));
                var client = rig.client()) {
            assertThat(client.get("/").body()).isEqualTo("hello");
            shop.close();
            rig.advance(Duration.ofSeconds(20_000));

            RawClient.Answer answer;
            try (var fresh = rig.client()) {
                answer = fresh.get("/");
            }

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("hello");
            assertThat(answer.header("Cache-Status"))
                    .contains("fwd=stale", "detail=upstream_failed");
            assertThat(new CacheWords(rig).total().stale()).isEqualTo(1);
            assertThat(rig.observed("v1").failedRequests()).isEqualTo(1);
        }
    }

    @Test
    void anErrorThatAStaleAnswerStandsInForCountsAgainstTheVersion() throws Exception {
        var isBroken = new AtomicBoolean();
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    for (String head = peer.head();
                                            !head.isEmpty();
                                            head = peer.head()) {
                                        if (isBroken.get()) {
                                            peer.answer(503, "sorry");
                                        } else {
                                            peer.send(CacheWords.keepable("hello"));
                                        }
                                    }
                                });
                var rig = new GatewayRig().serve(CacheWords.route(CacheWords.USUAL, shop))) {
            try (var client = rig.client()) {
                client.get("/");
            }
            isBroken.set(true);
            rig.advance(Duration.ofSeconds(20_000));

            try (var client = rig.client()) {
                assertThat(client.get("/").body()).isEqualTo("hello");
            }

            Await.until(() -> rig.observed("v1").requests() == 2);
            assertThat(rig.observed("v1").status().serverErrors()).isEqualTo(1);
            assertThat(rig.observed("v1").failedRequests()).isEqualTo(1);
            assertThat(new CacheWords(rig).total().stale()).isEqualTo(1);
        }
    }

    // --- orders ---

    @Test
    void whatIsOrderedToBeForgottenIsForgotten() throws Exception {
        try (var shop = RawUpstream.replying(CacheWords.keepable("hello"));
                var rig = new GatewayRig().serve(CacheWords.route(CacheWords.USUAL, shop));
                var client = rig.client()) {
            client.get("/a/1");
            client.get("/b/1");

            rig.serve(CacheWords.route(CacheWords.purging(new CacheRule.Purge(1, "/a")), shop));

            assertThat(client.get("/a/1").header("Cache-Status")).contains("fwd=uri-miss");
            assertThat(client.get("/b/1").header("Cache-Status")).contains("hit");

            // an order that was heard of is not carried out again
            rig.serve(
                    CacheWords.route(
                            CacheWords.purging(
                                    new CacheRule.Purge(1, "/a"), new CacheRule.Purge(2, "/c")),
                            shop));

            assertThat(client.get("/a/1").header("Cache-Status")).contains("hit");

            // two have gone by unheard
            rig.serve(CacheWords.route(CacheWords.purging(new CacheRule.Purge(5, "/c")), shop));

            assertThat(client.get("/b/1").header("Cache-Status")).contains("fwd=uri-miss");
        }
    }

    @Test
    void anAnswerOnItsWayDuringAnOrderIsNotKept() throws Exception {
        var allowed = new Semaphore(0);
        try (var shop = CacheWords.holding(allowed, CacheWords.keepable("hello"));
                var rig = new GatewayRig().serve(CacheWords.route(CacheWords.USUAL, shop));
                var client = rig.client()) {
            client.send("GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n");
            Await.until(() -> shop.heads.size() == 1);
            rig.serve(CacheWords.route(CacheWords.purging(new CacheRule.Purge(1, "")), shop));
            allowed.release(2);

            assertThat(client.answer().body()).isEqualTo("hello");

            assertThat(client.get("/").header("Cache-Status")).contains("fwd=uri-miss; stored");
        }
    }

    @Test
    void withoutTheRuleNothingIsKept() throws Exception {
        try (var shop = RawUpstream.replying(CacheWords.keepable("hello"));
                var rig = new GatewayRig().serve(CacheWords.route(CacheWords.USUAL, shop));
                var client = rig.client()) {
            client.get("/");
            rig.serve(GatewayRig.route(Split.all(GatewayRig.version("v1", shop)), Rules.DEFAULT));

            assertThat(client.get("/").header("Cache-Status")).isEmpty();

            rig.serve(CacheWords.route(CacheWords.USUAL, shop));
            assertThat(client.get("/").header("Cache-Status")).contains("fwd=uri-miss");
        }
    }

    // --- HTTP/2 ---

    @Test
    void clientsOfBothVersionsOfHttpGetTheSame() throws Exception {
        String large = "0123456789abcdef".repeat(1 << 14);
        try (var shop = RawUpstream.replying(CacheWords.keepable(large));
                var rig = new GatewayRig().serve(CacheWords.route(CacheWords.USUAL, shop));
                var plain = rig.client();
                var client = Http2Wire.client(rig.address)) {
            assertThat(client.get(1, "/").message(1).body()).isEqualTo(large);
            assertThat(plain.get("/").body()).isEqualTo(large);

            var answer = client.get(3, "/").message(3);

            assertThat(answer.body()).isEqualTo(large);
            assertThat(answer.header("cache-status")).contains("hit");
            assertThat(client.get(5, "/", "if-none-match: \"t\"").message(5).status())
                    .isEqualTo("304");
            assertThat(shop.heads).hasSize(1);
        }
    }

    @Test
    void clientsOfBothVersionsOfHttpGetTheSamePart() throws Exception {
        String large = "0123456789abcdef".repeat(1 << 14);
        String part = large.substring(5, 200_001);
        try (var shop = RawUpstream.replying(CacheWords.keepable(large));
                var rig = new GatewayRig().serve(CacheWords.route(CacheWords.USUAL, shop));
                var plain = rig.client();
                var client = Http2Wire.client(rig.address)) {
            plain.get("/");

            var older =
                    plain.request("GET / HTTP/1.1\r\nHost: shop.test\r\nRange: bytes=5-200000")
                            .answer();
            var newer = client.get(1, "/", "range: bytes=5-200000").message(1);
            var beyond = client.get(3, "/", "range: bytes=262144-").message(3);

            assertThat(older.status()).isEqualTo(206);
            assertThat(older.body()).isEqualTo(part);
            assertThat(newer.status()).isEqualTo("206");
            assertThat(newer.body()).isEqualTo(part);
            assertThat(newer.header("content-range")).isEqualTo("bytes 5-200000/262144");
            assertThat(newer.header("content-length")).isEqualTo("199996");
            assertThat(beyond.status()).isEqualTo("416");
            assertThat(beyond.header("content-range")).isEqualTo("bytes */262144");
            assertThat(shop.heads).hasSize(1);
        }
    }

    @Test
    void anInstanceOfHttp2IsAskedOnce() throws Exception {
        var requests = new AtomicInteger();
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    var wire = Http2Wire.server(peer.socket);
                                    for (var request = wire.requestOrNull();
                                            request != null;
                                            request = wire.requestOrNull()) {
                                        requests.incrementAndGet();
                                        // the end of the stream is the end of the answer
                                        wire.headers(
                                                        0,
                                                        request.stream(),
                                                        ":status: 200",
                                                        "cache-control: max-age=1000")
                                                .data(
                                                        Http2Wire.END_STREAM,
                                                        request.stream(),
                                                        "hello");
                                    }
                                });
                var rig = new GatewayRig();
                var client = rig.client()) {
            rig.serve(CacheWords.route(Split.all(GatewayRig.http2("v1", shop)), CacheWords.USUAL));

            assertThat(client.get("/").body()).isEqualTo("hello");
            assertThat(client.get("/").header("Cache-Status")).contains("hit");
            assertThat(requests).hasValue(1);
        }
    }
}
