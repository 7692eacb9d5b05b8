package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static penstock.gateway.Http2Wire.END_STREAM;
import static penstock.gateway.Http2Wire.HEADERS;
import static penstock.gateway.Http2Wire.PING;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import penstock.gateway.routes.Breaker;
import penstock.gateway.routes.Limits;
import penstock.gateway.routes.LoadRules;
import penstock.gateway.routes.Rescue;
import penstock.gateway.routes.Retry;
import penstock.gateway.routes.Role;
import penstock.gateway.routes.RouteVersion;
import penstock.gateway.routes.Rules;
import penstock.gateway.routes.Shadow;
import penstock.gateway.routes.Split;

/// The load rules where client, instance or both speak HTTP/2.
class LoadRulesHttp2Test {

    private static final int MAX_CONCURRENT_STREAMS = 3;
    private static final int PING = 6;

    /// Only connections have to be had soon.
    private static final Limits LIMITS =
            new Limits(Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofHours(1), 1 << 20);

    private static Breaker breaker(int perInstance, int connections, int waiting) {
        return new Breaker(
                0, perInstance, connections, waiting, Duration.ofMinutes(5), Optional.empty());
    }

    private static GatewayRig serving(LoadRules load, RouteVersion version) throws Exception {
        return new GatewayRig()
                .serve(GatewayRig.route(Split.all(version), LIMITS, Rules.DEFAULT.with(load)));
    }

    @Test
    void streamsThatWaitForRoomAreServedInTheOrderOfTheirComing() throws Exception {
        var over = new CountDownLatch(1);
        Queue<String> paths = new ConcurrentLinkedQueue<>();
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    for (String head = peer.head();
                                            !head.isEmpty();
                                            head = peer.head()) {
                                        paths.add(head.split(" ", 3)[1]);
                                        if (head.contains(" /wait ")) {
                                            over.await();
                                        }
                                        peer.ok("shop");
                                    }
                                });
                var rig =
                        serving(
                                LoadRules.DEFAULT.with(breaker(1, 0, 9)),
                                GatewayRig.version("v1", shop));
                var client = Http2Wire.client(rig.address)) {
            client.get(1, "/wait");
            Await.until(() -> paths.size() == 1);
            for (int i = 1; i <= 5; i++) {
                int waiting = i;
                client.get(2 * i + 1, "/" + i);
                Await.until(() -> rig.waitsFor("production/shop") == waiting);
            }

            over.countDown();
            for (int answers = 0; answers < 6; ) {
                answers += client.next().ends() ? 1 : 0;
            }

            assertThat(paths).containsExactly("/wait", "/1", "/2", "/3", "/4", "/5");
        }
    }

    /// An instance that takes one request at a time on each connection, and answers `/wait` only when the latch is down.
    private static RawUpstream single(CountDownLatch over, AtomicInteger asked) throws Exception {
        return new RawUpstream(
                peer -> {
                    var wire = Http2Wire.server(peer.socket, MAX_CONCURRENT_STREAMS, 1);
                    for (var request = wire.requestOrNull();
                            request != null;
                            request = wire.requestOrNull()) {
                        asked.incrementAndGet();
                        if (request.header(":path").equals("/wait")) {
                            over.await();
                        }
                        wire.answer(request.stream(), 200, "hello");
                    }
                });
    }

    @Test
    void noMoreConnectionsThanMayBeAreOpenAndStreamsAreWaitedFor() throws Exception {
        var asked = new AtomicInteger();
        try (var shop = single(new CountDownLatch(0), asked);
                var rig =
                        serving(
                                LoadRules.DEFAULT.with(breaker(0, 2, 0)),
                                GatewayRig.http2("v1", shop));
                var client = Http2Wire.client(rig.address)) {
            // by now it is known how many requests a connection takes
            client.get(1, "/").message(1);

            for (int i = 1; i <= 40; i++) {
                client.get(2 * i + 1, "/");
            }
            for (int answers = 0; answers < 40; ) {
                answers += client.next().ends() ? 1 : 0;
            }

            assertThat(shop.connections.get()).isBetween(1, 2);
            assertThat(asked).hasValue(41);
            assertThat(rig.observed("v1").status().successful()).isEqualTo(41);
        }
    }

    /// What does not find room in time is turned away, and no failure of the instance.
    @Test
    void whoWaitsForAStreamInVainIsTurnedAway() throws Exception {
        var over = new CountDownLatch(1);
        var asked = new AtomicInteger();
        try (var shop = single(over, asked);
                var rig =
                        serving(
                                LoadRules.DEFAULT.with(breaker(0, 1, 0)),
                                GatewayRig.http2("v1", shop));
                var client = Http2Wire.client(rig.address)) {
            client.get(1, "/").message(1);
            client.get(3, "/wait");
            Await.until(() -> asked.get() == 2);
            client.get(5, "/");
            Await.until(() -> rig.inFlight().getFirst().count() == 2);

            var turnedAway =
                    new Advancing(rig, Duration.ofMinutes(1)).until(() -> client.message(5));

            assertThat(turnedAway.status()).isEqualTo("503");
            assertThat(turnedAway.body()).contains("\"code\":\"breaker_full\"");
            over.countDown();
            assertThat(client.message(3).body()).isEqualTo("hello");
            var counted = rig.observed("v1");
            assertThat(counted.failed()).isZero();
            assertThat(counted.unserved().shed()).isEqualTo(1);
            assertThat(rig.protection("v1", Role.STABLE).full()).isEqualTo(1);
            assertThat(shop.connections).hasValue(1);
            assertThat(asked).hasValue(2);
        }
    }

    @Test
    void aCopyThatWaitsForAStreamInVainIsNoFailure() throws Exception {
        var over = new CountDownLatch(1);
        var rules =
                Rules.DEFAULT
                        .with(new Shadow(10_000, false, 0))
                        .with(LoadRules.DEFAULT.with(breaker(0, 1, 0)));
        var limits =
                new Limits(
                        Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofDays(1), 1 << 20);
        try (var good = RawUpstream.answering(200, "good");
                var candidate =
                        new RawUpstream(
                                peer -> {
                                    var wire =
                                            Http2Wire.server(
                                                    peer.socket, MAX_CONCURRENT_STREAMS, 1);
                                    wire.headers(0, wire.request().stream(), ":status: 200");
                                    over.await();
                                });
                var rig = new GatewayRig();
                var client = Http2Wire.client(rig.address)) {
            var v1 = GatewayRig.version("v1", good);
            var v2 = GatewayRig.http2("v2", candidate);
            rig.serve(GatewayRig.route(GatewayRig.split(v1, v2, 10_000), limits, rules));
            client.get(1, "/").await(HEADERS, 1);
            rig.serve(GatewayRig.route(GatewayRig.split(v1, v2, 0), limits, rules));
            client.get(3, "/").message(3);
            Await.until(() -> rig.inFlight().getFirst().count() == 2);

            rig.advance(Duration.ofMinutes(3));

            Await.until(() -> rig.inFlight().getFirst().count() == 1);
            assertThat(rig.observed("v2", Role.SHADOW)).isZero();
            over.countDown();
        }
    }

    @Test
    void whatComesOfABodyDuringThePauseIsSentToo() throws Exception {
        var asked = new AtomicInteger();
        var retry =
                new Retry(
                        1,
                        List.of(Retry.On.parse("503")),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(2),
                        Duration.ofMinutes(2));
        var rules =
                Rules.DEFAULT
                        .with(new Rescue(true, false, 1024, 2_000, 10))
                        .with(LoadRules.DEFAULT.with(retry));
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    peer.head();
                                    if (asked.incrementAndGet() == 1) {
                                        peer.answer(503, "");
                                    } else {
                                        byte[] body = peer.in.readNBytes(6);
                                        peer.ok(new String(body, StandardCharsets.US_ASCII));
                                    }
                                });
                var rig =
                        new GatewayRig()
                                .serve(
                                        GatewayRig.route(
                                                Split.all(GatewayRig.version("v1", shop)), rules));
                var client = Http2Wire.client(rig.address)) {
            client.request(0, 1, "PUT", "/", "content-length: 6").data(0, 1, "abc");
            Await.until(() -> asked.get() == 1 && rig.inFlight().isEmpty());

            client.data(END_STREAM, 1, "def").frame(PING, 0, 0, new byte[8]).await(PING, 0);
            rig.advance(Duration.ofMinutes(3));

            assertThat(client.message(1).body()).isEqualTo("abcdef");
        }
    }
}
