package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import penstock.gateway.routes.Breaker;
import penstock.gateway.routes.Closure;
import penstock.gateway.routes.Limits;
import penstock.gateway.routes.LoadRules;
import penstock.gateway.routes.Protection;
import penstock.gateway.routes.Retry;
import penstock.gateway.routes.Role;
import penstock.gateway.routes.Rules;
import penstock.gateway.routes.Split;

/// What versions and instances may have to do at once, and whom a version that fails does not get, through real sockets.
class BreakerTest {

    /// However far the clock is moved.
    private static final Limits PATIENT =
            new Limits(Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1), 1 << 20);

    private static Breaker breaker(int requests, int perInstance, int waiting) {
        return new Breaker(
                requests, perInstance, 0, waiting, Duration.ofMinutes(5), Optional.empty());
    }

    private static Rules rules(LoadRules load) {
        return Rules.DEFAULT.with(load);
    }

    private static GatewayRig serve(GatewayRig rig, LoadRules load, Place... instances) {
        return rig.serve(
                GatewayRig.route(
                        Split.all(GatewayRig.version("v1", instances)), PATIENT, rules(load)));
    }

    @Test
    void noInstanceHasMoreRequestsThanItMayAndOthersWaitTheirTurn() throws Exception {
        var over = new CountDownLatch(1);
        var asked = new AtomicInteger();
        try (var shop = RawUpstream.holding("shop", over, asked);
                var rig = new GatewayRig();
                var first = rig.client();
                var second = rig.client();
                var third = rig.client();
                var fourth = rig.client()) {
            serve(rig, LoadRules.DEFAULT.with(breaker(0, 1, 2)), shop);
            first.request("GET /wait HTTP/1.1", "Host: a");
            Await.until(() -> asked.get() == 1);
            second.request("POST / HTTP/1.1", "Host: a", "Content-Length: 1").send("x");
            third.request("GET / HTTP/1.1", "Host: a");
            Await.until(() -> rig.waitsFor("production/shop") == 2);

            var turnedAway = fourth.get("/");

            assertThat(turnedAway.status()).isEqualTo(503);
            assertThat(turnedAway.header("Retry-After")).isEqualTo("1");
            assertThat(turnedAway.body()).contains("\"code\":\"breaker_full\"");
            assertThat(asked).hasValue(1);
            over.countDown();
            assertThat(first.answer().status()).isEqualTo(200);
            assertThat(second.answer().status()).isEqualTo(200);
            assertThat(third.answer().status()).isEqualTo(200);
            var counted = rig.observed("v1");
            assertThat(counted.requests()).isEqualTo(4);
            assertThat(counted.unserved().shed()).isEqualTo(1);
            assertThat(counted.failed()).isZero();
            assertThat(rig.protection("v1", Role.STABLE).full()).isEqualTo(1);
            assertThat(rig.inFlight()).isEmpty();
        }
    }

    @Test
    void whoHasWaitedLongEnoughIsTurnedAway() throws Exception {
        var over = new CountDownLatch(1);
        var asked = new AtomicInteger();
        try (var shop = RawUpstream.holding("shop", over, asked);
                var rig = new GatewayRig();
                var first = rig.client();
                var second = rig.client()) {
            serve(rig, LoadRules.DEFAULT.with(breaker(1, 0, 9)), shop);
            first.request("GET /wait HTTP/1.1", "Host: a");
            Await.until(() -> asked.get() == 1);
            second.request("GET / HTTP/1.1", "Host: a");
            Await.until(() -> rig.waitsFor("production/shop") == 1);

            rig.advance(Duration.ofMinutes(6));

            assertThat(second.answer().body()).contains("\"code\":\"breaker_full\"");
            over.countDown();
            assertThat(first.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void aWaitingRequestGoesToAnInstanceOfANewTable() throws Exception {
        var over = new CountDownLatch(1);
        var asked = new AtomicInteger();
        try (var shop = RawUpstream.holding("shop", over, asked);
                var other = RawUpstream.answering(200, "other");
                var rig = new GatewayRig();
                var first = rig.client();
                var second = rig.client()) {
            var load = LoadRules.DEFAULT.with(breaker(0, 1, 9));
            serve(rig, load, shop);
            first.request("GET /wait HTTP/1.1", "Host: a");
            Await.until(() -> asked.get() == 1);
            second.request("GET / HTTP/1.1", "Host: a");
            Await.until(() -> rig.waitsFor("production/shop") == 1);

            serve(rig, load, other);

            assertThat(second.answer().body()).isEqualTo("other");
            over.countDown();
            assertThat(first.answer().body()).isEqualTo("shop");
        }
    }

    @Test
    void aClientThatLeavesTheQueueLeavesItsPlaceToTheNext() throws Exception {
        var over = new CountDownLatch(1);
        var asked = new AtomicInteger();
        try (var shop = RawUpstream.holding("shop", over, asked);
                var rig = new GatewayRig();
                var first = rig.client();
                var third = rig.client()) {
            serve(rig, LoadRules.DEFAULT.with(breaker(0, 1, 9)), shop);
            first.request("GET /wait HTTP/1.1", "Host: a");
            Await.until(() -> asked.get() == 1);
            try (var second = rig.client()) {
                second.request("GET / HTTP/1.1", "Host: a");
                Await.until(() -> rig.waitsFor("production/shop") == 1);
            }
            Await.until(() -> rig.waitsFor("production/shop") == 0);
            third.request("GET / HTTP/1.1", "Host: a");
            Await.until(() -> rig.waitsFor("production/shop") == 1);

            over.countDown();

            assertThat(third.answer().status()).isEqualTo(200);
            assertThat(asked).hasValue(2);
        }
    }

    /// The route has a limit of its own for those who wait then.
    @Test
    void whoWaitsForRoomWaitsForTheRouteToOpenWhenItIsPaused() throws Exception {
        var over = new CountDownLatch(1);
        var asked = new AtomicInteger();
        var rules = rules(LoadRules.DEFAULT.with(breaker(0, 1, 9)));
        var pause =
                new Closure.Pause(
                        Duration.ofSeconds(20), 9, Duration.ofSeconds(3), List.of("/wait"));
        try (var shop = RawUpstream.holding("shop", over, asked);
                var rig = new GatewayRig();
                var first = rig.client();
                var second = rig.client()) {
            var split = Split.all(GatewayRig.version("v1", shop));
            rig.serve(GatewayRig.route(split, PATIENT, rules));
            first.request("GET /wait HTTP/1.1", "Host: a");
            Await.until(() -> asked.get() == 1);
            second.request("GET / HTTP/1.1", "Host: a");
            Await.until(() -> rig.waitsFor("production/shop") == 1);

            rig.serve(GatewayRig.route(split, PATIENT, rules.with(pause)));

            Await.until(() -> rig.waitsFor("production/shop") == 0);
            var answer = new Advancing(rig, Duration.ofSeconds(21)).until(second::answer);
            assertThat(answer.body()).contains("\"code\":\"paused\"");
            over.countDown();
            assertThat(first.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void aBreakerThatIsOpenTurnsRequestsAwayUntilProbesAreGood() throws Exception {
        var isSick = new AtomicBoolean(true);
        var asked = new AtomicInteger();
        var open = new Breaker.Open(5_000, 10, Duration.ofSeconds(10), Duration.ofSeconds(5), 2);
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    for (String head = peer.head();
                                            !head.isEmpty();
                                            head = peer.head()) {
                                        asked.incrementAndGet();
                                        peer.answer(isSick.get() ? 500 : 200, "shop");
                                    }
                                });
                var rig = new GatewayRig().standing();
                var client = rig.client()) {
            var rules = new Breaker(0, 0, 0, 0, Duration.ofSeconds(1), Optional.of(open));
            serve(rig, LoadRules.DEFAULT.with(rules), shop);
            for (int i = 0; i < 10; i++) {
                assertThat(client.get("/").status()).isEqualTo(500);
            }

            var turnedAway = client.get("/");

            assertThat(turnedAway.status()).isEqualTo(503);
            assertThat(turnedAway.header("Retry-After")).isEqualTo("5");
            assertThat(turnedAway.body()).contains("\"code\":\"breaker_open\"", "production/shop");
            assertThat(asked).hasValue(10);
            rig.advance(Duration.ofSeconds(6));
            assertThat(client.get("/").status()).isEqualTo(500);
            assertThat(client.get("/").status()).isEqualTo(503);
            rig.advance(Duration.ofSeconds(6));
            isSick.set(false);
            for (int i = 0; i < 20; i++) {
                assertThat(client.get("/").status()).isEqualTo(200);
            }
            var counted = rig.observed("v1");
            assertThat(counted.failed()).isEqualTo(11);
            assertThat(counted.unserved().shed()).isEqualTo(2);
            assertThat(rig.protection("v1", Role.STABLE))
                    .isEqualTo(new Protection(0, 2, 2, 0, 0, 0, 0));
        }
    }

    @Test
    void aBreakerThatOpensBeforeTheNextAttemptHasTheLastWord() throws Exception {
        var open = new Breaker.Open(5_000, 1, Duration.ofSeconds(10), Duration.ofHours(1), 1);
        var retry =
                new Retry(
                        1,
                        List.of(Retry.On.parse("503")),
                        Duration.ZERO,
                        Duration.ofMillis(100),
                        Duration.ofMillis(100));
        try (var shop = RawUpstream.answering(503, "bad");
                var rig = new GatewayRig();
                var client = rig.client()) {
            var rules = new Breaker(0, 0, 0, 0, Duration.ofSeconds(1), Optional.of(open));
            serve(rig, LoadRules.DEFAULT.with(rules).with(retry), shop);

            var answer = client.get("/");

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("Retry-After")).isNotEmpty();
            assertThat(answer.body()).contains("\"code\":\"breaker_open\"");
            var counted = rig.observed("v1");
            assertThat(counted.failed()).isEqualTo(1);
            assertThat(counted.unserved().shed()).isZero();
        }
    }

    @Test
    void whatACandidatesBreakerTurnsAwayStableAnswers() throws Exception {
        var open = new Breaker.Open(5_000, 10, Duration.ofSeconds(10), Duration.ofSeconds(5), 2);
        var rules = new Breaker(0, 0, 0, 0, Duration.ofSeconds(1), Optional.of(open));
        try (var good = RawUpstream.answering(200, "good");
                var bad = RawUpstream.answering(500, "bad");
                var rig = new GatewayRig().standing();
                var client = rig.client()) {
            rig.serve(
                    GatewayRig.route(
                            GatewayRig.split(
                                    GatewayRig.version("v1", good),
                                    GatewayRig.version("v2", bad),
                                    10_000),
                            rules(LoadRules.DEFAULT.with(rules))));

            for (int i = 0; i < 30; i++) {
                client.request("POST / HTTP/1.1", "Host: a", "Content-Length: 0");
                assertThat(client.answer().body()).isEqualTo(i < 10 ? "bad" : "good");
            }

            var counted = rig.observed("v2");
            assertThat(counted.failed()).isEqualTo(10);
            assertThat(counted.unserved().shed()).isEqualTo(20);
            assertThat(rig.hasObserved("v1")).isFalse();
        }
    }

    @Test
    void noMoreConnectionsToAnInstanceAreOpenThanMayBe() throws Exception {
        var place = new Semaphore(1);
        var crowded = new AtomicInteger();
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    // the end of the one before may be read after this begins
                                    if (!place.tryAcquire(60, TimeUnit.SECONDS)) {
                                        crowded.incrementAndGet();
                                        return;
                                    }
                                    for (String head = peer.head();
                                            !head.isEmpty();
                                            head = peer.head()) {
                                        peer.ok("shop");
                                    }
                                    place.release();
                                });
                var rig = new GatewayRig();
                var one = rig.client();
                var two = rig.client();
                var three = rig.client();
                var four = rig.client()) {
            var rules = new Breaker(0, 0, 1, 9, Duration.ofMinutes(5), Optional.empty());
            serve(rig, LoadRules.DEFAULT.with(rules), shop);

            for (int i = 0; i < 10; i++) {
                // a method that takes no connection that was idle for long, from both loops
                rig.advance(Duration.ofSeconds(2));
                var clients = List.of(one, two, three, four);
                for (var client : clients) {
                    client.request("POST / HTTP/1.1", "Host: a", "Content-Length: 0");
                }
                for (var client : clients) {
                    assertThat(client.answer().status()).isEqualTo(200);
                }
            }

            assertThat(crowded).hasValue(0);
        }
    }
}
