package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import penstock.gateway.routes.Balance;
import penstock.gateway.routes.LoadLimit;
import penstock.gateway.routes.LoadRules;
import penstock.gateway.routes.LoadState;
import penstock.gateway.routes.Outliers;
import penstock.gateway.routes.Protection;
import penstock.gateway.routes.Role;
import penstock.gateway.routes.Rules;
import penstock.gateway.routes.Split;
import penstock.gateway.routes.StickyKey;

/// Balancing, ejection, breakers and the limit of the load, through real sockets.
class LoadRulesTest {

    private static final Outliers OUTLIERS =
            new Outliers(
                    3,
                    0,
                    0,
                    50,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(5),
                    5_000);

    private static Rules rules(LoadRules load) {
        return Rules.DEFAULT.with(load);
    }

    private static GatewayRig serve(GatewayRig rig, LoadRules load, Place... instances) {
        return rig.serve(
                GatewayRig.route(Split.all(GatewayRig.version("v1", instances)), rules(load)));
    }

    // --- balancing ---

    @Test
    void aHeaderDecidesWhichInstanceAnswers() throws Exception {
        var byTenant = new Balance.Hash(List.of(new StickyKey.Header("X-Tenant")), 0);
        try (var one = RawUpstream.answering(200, "one");
                var two = RawUpstream.answering(200, "two");
                var three = RawUpstream.answering(200, "three");
                var rig = new GatewayRig();
                var client = rig.client()) {
            var load = LoadRules.DEFAULT.with(new Balance(byTenant, Duration.ZERO));
            serve(rig, load, one, two, three);
            Set<String> used = new HashSet<>();

            for (int tenant = 0; tenant < 20; tenant++) {
                Set<String> met = new HashSet<>();
                for (int i = 0; i < 3; i++) {
                    client.request("GET / HTTP/1.1", "Host: a", "X-Tenant: t" + tenant);
                    met.add(client.answer().body());
                }
                assertThat(met).hasSize(1);
                used.addAll(met);
            }

            assertThat(used).containsExactlyInAnyOrder("one", "two", "three");
        }
    }

    @Test
    void theFasterInstanceAnswersMore() throws Exception {
        try (var rig = new GatewayRig();
                var slow =
                        new RawUpstream(
                                peer -> {
                                    for (String head = peer.head();
                                            !head.isEmpty();
                                            head = peer.head()) {
                                        rig.advance(Duration.ofSeconds(20));
                                        peer.ok("slow");
                                    }
                                });
                var fast = RawUpstream.answering(200, "fast");
                var client = rig.client()) {
            var load =
                    LoadRules.DEFAULT.with(
                            new Balance(
                                    new Balance.PeakEwma(Duration.ofMinutes(50)), Duration.ZERO));
            serve(rig, load, slow, fast);
            int toFast = 0;

            for (int i = 0; i < 40; i++) {
                toFast += client.get("/").body().equals("fast") ? 1 : 0;
            }

            assertThat(toFast).isGreaterThanOrEqualTo(38);
        }
    }

    @Test
    void anInstanceThatIsInTheTableAgainStartsSlowly() throws Exception {
        try (var one = RawUpstream.answering(200, "one");
                var other = RawUpstream.answering(200, "other");
                var rig = new GatewayRig()) {
            var load =
                    LoadRules.DEFAULT.with(
                            new Balance(new Balance.RoundRobin(), Duration.ofMinutes(10)));
            serve(rig, load, one, other);
            rig.advance(Duration.ofMinutes(11));

            serve(rig, load, one);
            serve(rig, load, one, other);

            int toOther = 0;
            try (var client = rig.client()) {
                for (int i = 0; i < 40; i++) {
                    toOther += client.get("/").body().equals("other") ? 1 : 0;
                }
            }
            assertThat(toOther).isBetween(1, 8);
        }
    }

    // --- ejection ---

    @ParameterizedTest
    @ValueSource(strings = {"5xx", "broken", "refused"})
    void anInstanceThatFailsInARowIsLeftOutAndComesBack(String kind) throws Exception {
        var isSick = new AtomicBoolean(true);
        var sickRequests = new AtomicInteger();
        try (var gone = RawUpstream.absent();
                var listening =
                        new RawUpstream(
                                peer -> {
                                    for (String head = peer.head();
                                            !head.isEmpty();
                                            head = peer.head()) {
                                        sickRequests.incrementAndGet();
                                        if (isSick.get() && kind.equals("broken")) {
                                            return;
                                        }
                                        peer.answer(isSick.get() ? 500 : 200, "sick");
                                    }
                                });
                var well = RawUpstream.answering(200, "well");
                var rig = new GatewayRig();
                var client = rig.client()) {
            Place sick = kind.equals("refused") ? gone : listening;
            serve(rig, LoadRules.DEFAULT.with(OUTLIERS), sick, well);
            var id = "v1-" + sick.port();

            int requests = 0;
            while (rig.load().ejected().isEmpty() && requests < 100) {
                requests++;
                client.get("/");
                // beyond the second in which one that refused is passed over
                rig.advance(Duration.ofMillis(kind.equals("refused") ? 1_100 : 1));
            }

            assertThat(rig.load().ejected()).containsExactly(id);
            int before = sickRequests.get();
            for (int i = 0; i < 20; i++) {
                assertThat(client.get("/").body()).isEqualTo("well");
            }
            assertThat(sickRequests).hasValue(before);
            var counted = rig.observed("v1");
            assertThat(counted.failedRequests()).isEqualTo(3);
            assertThat(rig.protection("v1", Role.STABLE).ejections()).isEqualTo(1);

            isSick.set(false);
            rig.advance(Duration.ofSeconds(31));

            assertThat(rig.load()).isEqualTo(LoadState.NONE);
            if (!kind.equals("refused")) {
                Set<String> met = new HashSet<>();
                for (int i = 0; i < 20; i++) {
                    met.add(client.get("/").body());
                }
                assertThat(met).containsExactlyInAnyOrder("sick", "well");
            }
        }
    }

    /// A bad candidate stays visible.
    @Test
    void aCandidateThatFailsEverywhereIsNotHealedByEjections() throws Exception {
        try (var good = RawUpstream.answering(200, "good");
                var bad = RawUpstream.answering(500, "bad");
                var bad2 = RawUpstream.answering(500, "bad");
                var rig = new GatewayRig();
                var client = rig.client()) {
            rig.serve(
                    GatewayRig.route(
                            GatewayRig.split(
                                    GatewayRig.version("v1", good),
                                    GatewayRig.version("v2", bad, bad2),
                                    10_000),
                            rules(LoadRules.DEFAULT.with(OUTLIERS))));

            for (int i = 0; i < 40; i++) {
                client.get("/");
            }

            assertThat(rig.observed("v2").failedRequests()).isEqualTo(40);
            assertThat(rig.load().ejected()).hasSize(1);
        }
    }

    // --- the limit of the load ---

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsTooMuchForAllVersionsIsShedUnlessItIsOnlyCounted(boolean dryRun) throws Exception {
        var over = new CountDownLatch(1);
        var asked = new AtomicInteger();
        var limit = new LoadLimit(1, 1, 10, 150, Duration.ofSeconds(3), dryRun);
        try (var shop = RawUpstream.holding("shop", over, asked);
                var rig = new GatewayRig();
                var first = rig.client();
                var second = rig.client()) {
            serve(rig, LoadRules.DEFAULT.with(limit), shop);
            first.request("GET /wait HTTP/1.1", "Host: a");
            Await.until(() -> asked.get() == 1);
            assertThat(rig.load().routes())
                    .containsExactly(new LoadState.Load("production/shop", 1, 1, 0));

            var answer = second.get("/");

            if (dryRun) {
                assertThat(answer.status()).isEqualTo(200);
            } else {
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.header("Retry-After")).isEqualTo("3");
                assertThat(answer.body()).contains("\"code\":\"overloaded\"");
            }
            over.countDown();
            assertThat(first.answer().status()).isEqualTo(200);
            var counted = rig.observed("v1");
            assertThat(counted.failed()).isZero();
            assertThat(counted.unserved().shed()).isEqualTo(dryRun ? 0 : 1);
            assertThat(rig.protection("v1", Role.STABLE))
                    .isEqualTo(new Protection(0, 0, 0, 0, dryRun ? 0 : 1, dryRun ? 1 : 0, 0));
            assertThat(rig.load().routes().getFirst().waiting()).isZero();
        }
    }

    @Test
    void aStreamCountsOnlyUntilItBegins() throws Exception {
        var over = new CountDownLatch(1);
        var limit = new LoadLimit(1, 1, 10, 150, Duration.ofSeconds(3), false);
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    peer.head();
                                    peer.send(
                                            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                                    over.await();
                                    peer.send("0\r\n\r\n");
                                });
                var rig = new GatewayRig();
                var first = rig.client();
                var second = rig.client()) {
            serve(rig, LoadRules.DEFAULT.with(limit), shop);

            first.request("GET / HTTP/1.1", "Host: a").head();
            second.request("GET / HTTP/1.1", "Host: a").head();

            over.countDown();
            assertThat(rig.load().routes().getFirst().waiting()).isZero();
        }
    }
}
