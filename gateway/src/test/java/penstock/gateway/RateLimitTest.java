package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import penstock.gateway.proxy.ClientRules;
import penstock.gateway.proxy.TrustedProxies;
import penstock.gateway.routes.AddressRange;
import penstock.gateway.routes.Match;
import penstock.gateway.routes.Quota;
import penstock.gateway.routes.RateCount;
import penstock.gateway.routes.RateKey;
import penstock.gateway.routes.RateLimit;
import penstock.gateway.routes.Route;
import penstock.gateway.routes.RouteTable;
import penstock.gateway.routes.Split;

/// Rate limits as clients meet them.
class RateLimitTest {

    private static final RateLimit.Target SHOP = target(List.of());
    private static final Quota TWO_A_MINUTE = new Quota(2, Duration.ofMinutes(1), 2);

    private long table = 100;

    private static RateLimit.Target target(List<String> paths) {
        return new RateLimit.Target(List.of("production/shop"), List.of(), paths, List.of());
    }

    private static RateLimit limit(Quota quota, RateKey... key) {
        return limit("production/per-client", SHOP, List.of(key), tier("all", quota), false);
    }

    private static RateLimit.Tier tier(String name, Quota quota) {
        return new RateLimit.Tier(name, Optional.empty(), quota);
    }

    private static RateLimit limit(
            String id,
            RateLimit.Target target,
            List<RateKey> key,
            RateLimit.Tier tier,
            boolean isShadow) {
        return new RateLimit(
                id,
                target,
                new RateLimit.Key(key, 64, 1_024),
                List.of(tier),
                RateLimit.Answer.STANDARD,
                isShadow);
    }

    private static RateLimit answering(RateLimit limit, RateLimit.Answer answer) {
        return new RateLimit(
                limit.id(), limit.target(), limit.key(), limit.tiers(), answer, limit.isShadow());
    }

    private void serve(GatewayRig rig, Place shop, RateLimit... limits) {
        Route route = GatewayRig.route(Split.all(GatewayRig.version("v1", shop)));
        rig.engine.apply(new RouteTable(table++, List.of(route)).withRates(List.of(limits)));
    }

    private static RateCount counted(GatewayRig rig, String id) {
        return rig.engine.take().rates().stream()
                .filter(count -> count.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatIsTooMuchIsAnswered429AndChargedToNoVersion() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var rig = new GatewayRig();
                var client = rig.client()) {
            serve(rig, shop, limit(TWO_A_MINUTE, new RateKey.Client()));

            var first = client.get("/");
            var second = client.get("/");
            var third = client.get("/");

            assertThat(first.header("RateLimit-Policy")).isEqualTo("\"per-client\";q=2;w=60");
            assertThat(first.header("RateLimit")).startsWith("\"per-client\";r=1;t=");
            assertThat(second.header("RateLimit")).startsWith("\"per-client\";r=0;t=");
            assertThat(third.status()).isEqualTo(429);
            assertThat(third.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(third.body()).contains("\"code\":\"rate_limited\"");
            assertThat(Integer.parseInt(third.header("Retry-After"))).isBetween(25, 30);
            assertThat(third.header("RateLimit")).startsWith("\"per-client\";r=0;t=");
            assertThat(rig.observed("v1").requests()).isEqualTo(2);
        }
    }

    @Test
    void theConnectionGoesOnAndTimeBringsRequestsBack() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var rig = new GatewayRig();
                var client = rig.client()) {
            serve(rig, shop, limit(TWO_A_MINUTE, new RateKey.Client()));
            for (int i = 0; i < 3; i++) {
                client.get("/");
            }
            rig.advance(Duration.ofSeconds(30));

            assertThat(client.get("/").status()).isEqualTo(200);
            assertThat(client.get("/").status()).isEqualTo(429);
        }
    }

    @Test
    void exactlyTheBurstComesThroughFromManyConnectionsOnAllLoops() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var rig = new GatewayRig();
                var threads = Executors.newFixedThreadPool(8)) {
            serve(rig, shop, limit(new Quota(1, Duration.ofDays(30), 100), new RateKey.All()));
            Callable<Integer> ask =
                    () -> {
                        int served = 0;
                        try (var client = rig.client()) {
                            for (int i = 0; i < 40; i++) {
                                served += client.get("/").status() == 200 ? 1 : 0;
                            }
                        }
                        return served;
                    };
            List<Callable<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                all.add(ask);
            }
            int served = 0;
            for (var each : threads.invokeAll(all)) {
                served += each.get();
            }

            assertThat(served).isEqualTo(100);
            var count = counted(rig, "production/per-client");
            assertThat(count.allowed()).isEqualTo(100);
            assertThat(count.limited()).isEqualTo(220);
        }
    }

    @Test
    void keysHaveBucketsOfTheirOwnAndWhoLeavesThemOutIsCountedByAddress() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var rig = new GatewayRig();
                var client = rig.client()) {
            var once = new Quota(1, Duration.ofHours(1), 1);
            serve(rig, shop, limit(once, new RateKey.Header("X-User"), new RateKey.Path()));

            assertThat(status(client, "/a", "X-User: ann")).isEqualTo(200);
            assertThat(status(client, "/a", "X-User: ann")).isEqualTo(429);
            assertThat(status(client, "/b", "X-User: ann")).isEqualTo(200);
            assertThat(status(client, "/a", "X-User: bob")).isEqualTo(200);
            assertThat(status(client, "/a", "X-Other: 1")).isEqualTo(200);
            assertThat(status(client, "/a", "X-Other: 2")).isEqualTo(429);
            assertThat(status(client, "/a", "X-User: ")).isEqualTo(429);
            // not what an absent value is made of
            assertThat(status(client, "/a", "X-User: 127.0.0.1")).isEqualTo(200);
        }
    }

    private static int status(RawClient client, String path, String header) throws Exception {
        return client.request("GET " + path + " HTTP/1.1", "Host: shop.test", header)
                .answer()
                .status();
    }

    @Test
    void theFirstTierThatMatchesCounts() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var rig = new GatewayRig();
                var client = rig.client()) {
            var gold =
                    new RateLimit.Tier(
                            "gold",
                            Optional.of(Match.parse("header:X-Plan=gold")),
                            new Quota(3, Duration.ofHours(1), 3));
            var usual = tier("usual", new Quota(1, Duration.ofHours(1), 1));
            serve(
                    rig,
                    shop,
                    new RateLimit(
                            "production/plans",
                            SHOP,
                            new RateLimit.Key(List.of(new RateKey.Client()), 64, 1_024),
                            List.of(gold, usual),
                            RateLimit.Answer.BOTH,
                            false));

            var usualAnswer = client.request("GET / HTTP/1.1", "Host: a", "X-Plan: free").answer();

            assertThat(usualAnswer.header("RateLimit-Policy"))
                    .isEqualTo("\"plans-usual\";q=1;w=3600");
            assertThat(usualAnswer.header("X-RateLimit-Limit")).isEqualTo("1");
            assertThat(usualAnswer.header("X-RateLimit-Remaining")).isEqualTo("0");
            assertThat(usualAnswer.header("X-RateLimit-Reset")).isEqualTo("3600");
            assertThat(status(client, "/", "X-Plan: free")).isEqualTo(429);
            for (int i = 0; i < 3; i++) {
                assertThat(status(client, "/", "X-Plan: gold")).isEqualTo(200);
            }
            assertThat(status(client, "/", "X-Plan: gold")).isEqualTo(429);
        }
    }

    @Test
    void whatOneLimitRefusesCostsNothingInAnother() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var rig = new GatewayRig();
                var client = rig.client()) {
            var all = List.<RateKey>of(new RateKey.All());
            var hour = tier("all", new Quota(3, Duration.ofHours(1), 3));
            var narrow = tier("all", new Quota(1, Duration.ofHours(1), 1));
            serve(
                    rig,
                    shop,
                    limit("production/a-all", SHOP, all, hour, false),
                    limit("production/b-api", target(List.of("/api")), all, narrow, false));

            assertThat(client.get("/api/x").status()).isEqualTo(200);
            for (int i = 0; i < 5; i++) {
                assertThat(client.get("/api/x").status()).isEqualTo(429);
            }
            assertThat(client.get("/apix").status()).isEqualTo(200);
            assertThat(client.get("/").status()).isEqualTo(200);
            assertThat(client.get("/").status()).isEqualTo(429);
            assertThat(counted(rig, "production/a-all").allowed()).isEqualTo(3);
        }
    }

    @Test
    void nobodyGetsAroundAPathByWritingItInAnotherWay() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var rig = new GatewayRig();
                var client = rig.client()) {
            var once = tier("all", new Quota(1, Duration.ofHours(1), 1));
            serve(
                    rig,
                    shop,
                    limit(
                            "production/login",
                            target(List.of("/login")),
                            List.of(new RateKey.All()),
                            once,
                            false));

            assertThat(client.get("/login").status()).isEqualTo(200);
            for (String path : List.of("/%6Cogin", "//login", "/login;v=1", "/login/")) {
                assertThat(client.get(path).status()).as(path).isEqualTo(429);
            }
        }
    }

    @Test
    void inShadowModeEverythingPassesAndWhatItWouldLimitIsCounted() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var rig = new GatewayRig();
                var client = rig.client()) {
            serve(
                    rig,
                    shop,
                    limit(
                            "production/trial",
                            SHOP,
                            List.of(new RateKey.Client()),
                            tier("all", TWO_A_MINUTE),
                            true));

            for (int i = 0; i < 5; i++) {
                var answer = client.get("/");
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.header("RateLimit")).isEmpty();
            }

            var count = counted(rig, "production/trial");
            assertThat(count.allowed()).isEqualTo(2);
            assertThat(count.wouldLimit()).isEqualTo(3);
            assertThat(count.limited()).isZero();
        }
    }

    @Test
    void countsGoOnInTheNextTableAndBeginAnewWhenTheNumbersChange() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var rig = new GatewayRig();
                var client = rig.client()) {
            var limit = limit(TWO_A_MINUTE, new RateKey.Client());
            serve(rig, shop, limit);
            client.get("/");
            client.get("/");

            serve(rig, shop, answering(limit, RateLimit.Answer.NONE));
            var refused = client.get("/");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.header("RateLimit")).isEmpty();
            serve(rig, shop, limit(new Quota(1, Duration.ofMinutes(1), 1), new RateKey.Client()));
            assertThat(client.get("/").status()).isEqualTo(200);
            serve(rig, shop);
            assertThat(client.get("/").status()).isEqualTo(200);
            assertThat(counted(rig, "production/per-client").allowed()).isEqualTo(3);
        }
    }

    @Test
    void addressesOfOneIpv6NetworkAreOneClient() throws Exception {
        var proxy = new TrustedProxies(List.of(AddressRange.parse("127.0.0.0/8")));
        try (var shop = RawUpstream.answering(200, "hello");
                var rig =
                        new GatewayRig(
                                new ClientRules(
                                        proxy,
                                        ClientRules.DEFAULT.minBodyRate(),
                                        ClientRules.DEFAULT.bodyGrace()));
                var client = rig.client()) {
            var once = new Quota(1, Duration.ofHours(1), 1);
            serve(rig, shop, limit(once, new RateKey.Client()));

            assertThat(status(client, "/", "X-Forwarded-For: 2001:db8:1:2::1")).isEqualTo(200);
            assertThat(status(client, "/", "X-Forwarded-For: 2001:db8:1:2:ffff::9")).isEqualTo(429);
            assertThat(status(client, "/", "X-Forwarded-For: 2001:db8:1:3::1")).isEqualTo(200);
            assertThat(status(client, "/", "X-Forwarded-For: 192.0.2.1")).isEqualTo(200);
            assertThat(status(client, "/", "X-Forwarded-For: 192.0.2.2")).isEqualTo(200);
        }
    }
}
