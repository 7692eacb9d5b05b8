package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import penstock.gateway.routes.Closure;
import penstock.gateway.routes.Entries;
import penstock.gateway.routes.Entry;
import penstock.gateway.routes.EntryMatch;
import penstock.gateway.routes.Expression;
import penstock.gateway.routes.Filters;
import penstock.gateway.routes.Match;
import penstock.gateway.routes.PathMatch;
import penstock.gateway.routes.Pin;
import penstock.gateway.routes.Role;
import penstock.gateway.routes.Route;
import penstock.gateway.routes.Rules;
import penstock.gateway.routes.Shadow;
import penstock.gateway.routes.Split;
import penstock.gateway.routes.StickyKey;
import penstock.gateway.routes.ValueMatch;

/// What a service does with its requests, it does with those that come by an entry. What an entry does itself is tried by the
/// conformance cases of HTTPRoute.
class EntryTest {

    private static final Filters.Rewrite BELOW_V2 =
            new Filters.Rewrite(
                    Optional.of("inner.test"), Optional.of(new Filters.NewPath.Prefix("/v2")));

    private static Filters rewrite() {
        return new Filters(
                Filters.NONE.request(),
                Filters.NONE.response(),
                Optional.of(BELOW_V2),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    private static Entry entry(
            String name, EntryMatch match, Filters filters, Entry.Backend... backends) {
        return entry(name, match, filters, Entry.Timeouts.NONE, backends);
    }

    private static Entry entry(
            String name,
            EntryMatch match,
            Filters filters,
            Entry.Timeouts timeouts,
            Entry.Backend... backends) {
        return new Entry(
                name,
                1,
                0,
                List.of("entry.test"),
                List.of(new StickyKey.Cookie("uid")),
                List.of(match),
                filters,
                List.of(backends),
                timeouts);
    }

    private static Entry.Backend to(String route, int weight) {
        return new Entry.Backend(route, weight, true, Filters.NONE);
    }

    private static Entries only(Entry... entries) {
        return new Entries(List.of(entries), Map.of());
    }

    /// A service with a trial that is reached by an entry alone, at another path and name.
    private static GatewayRig byEntry(Route route) throws IOException {
        Entry way = entry("production/e", EntryMatch.below("/api"), rewrite(), to(route.id(), 1));
        return new GatewayRig().serve(only(way), route.byEntriesOnly());
    }

    private static Route trial(Place stable, Place candidate, int share, Rules rules) {
        return GatewayRig.route(
                GatewayRig.split(
                        GatewayRig.version("v1", stable),
                        GatewayRig.version("v2", candidate),
                        share),
                rules);
    }

    private static RawClient.Answer ask(RawClient client, String... fields) throws IOException {
        String head = "GET /api/x?q=1 HTTP/1.1\r\nHost: entry.test\r\n";
        return client.request((head + String.join("\r\n", fields)).strip()).answer();
    }

    @Test
    void whatIsKeptOfOneWayIsNotGivenByAnother() throws Exception {
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    for (String head = peer.head();
                                            !head.isEmpty();
                                            head = peer.head()) {
                                        peer.send(
                                                CacheWords.keepable(
                                                        head.startsWith("GET /v2/")
                                                                ? "two"
                                                                : "one"));
                                    }
                                });
                var rig = new GatewayRig();
                var client = rig.client()) {
            Route route = CacheWords.route(CacheWords.USUAL, shop);
            EntryMatch below = EntryMatch.below("/api");
            var tried =
                    new EntryMatch(
                            below.path(),
                            below.method(),
                            List.of(new ValueMatch.Exact("X-Try", "yes")),
                            List.of());
            rig.serve(
                    only(
                            entry("production/a", tried, rewrite(), to(route.id(), 1)),
                            entry("production/b", below, Filters.NONE, to(route.id(), 1))),
                    route.byEntriesOnly());

            for (int round = 0; round < 2; round++) {
                RawClient.Answer rewritten = ask(client, "X-Try: yes");
                RawClient.Answer plain = ask(client, "X-Any: 1");

                assertThat(rewritten.body()).isEqualTo("two");
                assertThat(plain.body()).isEqualTo("one");
                assertThat(plain.header("Cache-Status")).contains(round == 0 ? "stored" : "hit");
            }
        }
    }

    @Test
    void whatTheCandidateFailsIsAnsweredByStableUnderTheSameNewTarget() throws Exception {
        try (var stable = RawUpstream.answering(200, "stable");
                var candidate = RawUpstream.answering(500, "broken");
                var rig = byEntry(trial(stable, candidate, 10_000, Rules.DEFAULT));
                var client = rig.client()) {
            RawClient.Answer answer = ask(client);

            assertThat(answer.body()).isEqualTo("stable");
            assertThat(answer.header("Penstock-Rescued")).isEqualTo("true");
            assertThat(candidate.heads.poll(60, TimeUnit.SECONDS))
                    .startsWith("GET /v2/x?q=1 HTTP/1.1\r\nHost: inner.test\r\n");
            assertThat(stable.heads.poll(60, TimeUnit.SECONDS))
                    .startsWith("GET /v2/x?q=1 HTTP/1.1\r\nHost: inner.test\r\n")
                    .contains("X-Forwarded-Host: entry.test\r\n");
            assertThat(rig.observed("v2").failedRequests()).isEqualTo(1);
        }
    }

    @Test
    void copiesForTheCandidateAndTestersAndPinsAreAsByTheServicesOwnPath() throws Exception {
        var pin =
                new Pin(
                        List.of(Pin.Key.parse("cookie:version")),
                        Optional.of(GatewayRig.version("v0")));
        try (var stable = RawUpstream.answering(200, "stable");
                var candidate = RawUpstream.answering(200, "candidate");
                var before = RawUpstream.answering(200, "before");
                var rig =
                        byEntry(
                                trial(
                                        stable,
                                        candidate,
                                        0,
                                        Rules.DEFAULT
                                                .withTesters(List.of(Match.parse("header:Try=1")))
                                                .with(new Shadow(10_000, false, 1024))
                                                .with(
                                                        new Pin(
                                                                pin.by(),
                                                                Optional.of(
                                                                        GatewayRig.version(
                                                                                "v0", before))))));
                var client = rig.client()) {
            RawClient.Answer first = ask(client);

            assertThat(first.body()).isEqualTo("stable");
            assertThat(first.header("Set-Cookie")).startsWith("version=v1; Path=/api;");
            assertThat(candidate.heads.poll(60, TimeUnit.SECONDS))
                    .startsWith("GET /v2/x?q=1 HTTP/1.1\r\nHost: inner.test\r\n")
                    .contains("Penstock-Shadow: true\r\n");
            assertThat(ask(client, "Try: 1").body()).isEqualTo("candidate");
            assertThat(ask(client, "Cookie: version=v0").body()).isEqualTo("before");
            Await.until(() -> rig.observed("v2", Role.SHADOW) == 1);
            assertThat(rig.observed("v2", Role.TESTER)).isEqualTo(1);
            assertThat(rig.observed("v0", Role.PINNED)).isEqualTo(1);
            assertThat(rig.observed("v1", Role.STABLE)).isEqualTo(1);
        }
    }

    @Test
    void theWeightBetweenVersionsIsStickyAndZeroTakesAllBack() throws Exception {
        try (var stable = RawUpstream.answering(200, "stable");
                var candidate = RawUpstream.answering(200, "candidate");
                var rig = byEntry(trial(stable, candidate, 5_000, Rules.DEFAULT));
                var client = rig.client()) {
            var at50 = versions(client);
            Entry way = limited(Entry.Timeouts.NONE);
            rig.serve(only(way), trial(stable, candidate, 8_000, Rules.DEFAULT).byEntriesOnly());
            var at80 = versions(client);
            rig.serve(only(way), trial(stable, candidate, 0, Rules.DEFAULT).byEntriesOnly());
            var at0 = versions(client);

            assertThat(at50.values()).contains("stable", "candidate");
            at50.forEach(
                    (user, version) -> {
                        if (version.equals("candidate")) {
                            assertThat(at80).containsEntry(user, "candidate");
                        }
                    });
            assertThat(at80.values().stream().filter("candidate"::equals).count())
                    .isGreaterThan(at50.values().stream().filter("candidate"::equals).count());
            assertThat(at0.values()).containsOnly("stable");
        }
    }

    private static Map<Integer, String> versions(RawClient client) throws IOException {
        Map<Integer, String> seen = new HashMap<>();
        for (int user = 0; user < 60; user++) {
            seen.put(user, ask(client, "Cookie: uid=" + user).body());
        }
        return seen;
    }

    @Test
    void requestsOfAPausedServiceWaitByWhateverWayTheyCome() throws Exception {
        var pause = new Closure.Pause(Duration.ofSeconds(60), 1, Duration.ofSeconds(1), List.of());
        try (var stable = RawUpstream.answering(200, "stable");
                var rig =
                        byEntry(
                                GatewayRig.route(
                                        Split.all(GatewayRig.version("v1", stable)),
                                        Rules.DEFAULT.with(pause)));
                var one = rig.client();
                var other = rig.client()) {
            one.request("GET /api HTTP/1.1", "Host: entry.test");
            other.request("GET /api HTTP/1.1", "Host: entry.test");
            Await.until(() -> isAnswered(one) || isAnswered(other));
            RawClient refused = isAnswered(one) ? one : other;
            assertThat(refused.answer().body()).contains("\"paused\"");

            rig.serve(
                    only(limited(Entry.Timeouts.NONE)),
                    GatewayRig.route(Split.all(GatewayRig.version("v1", stable))).byEntriesOnly());

            RawClient waiting = refused == one ? other : one;
            assertThat(waiting.answer().body()).isEqualTo("stable");
            assertThat(stable.heads.poll(60, TimeUnit.SECONDS)).startsWith("GET /v2 HTTP/1.1");
        }
    }

    private static boolean isAnswered(RawClient client) {
        try {
            return client.in.available() > 0;
        } catch (IOException gone) {
            return true;
        }
    }

    @Test
    void aServiceForEntriesOnlyIsReachedByNothingElse() throws Exception {
        try (var stable = RawUpstream.answering(200, "stable");
                var rig = byEntry(GatewayRig.route(Split.all(GatewayRig.version("v1", stable))));
                var client = rig.client()) {
            assertThat(client.get("/").status()).isEqualTo(404);
            assertThat(ask(client).status()).isEqualTo(200);
        }
    }

    @Test
    void whoHasNobodyToAnswerIsToldWhichServiceAndWhichRouteByItsKind() throws Exception {
        try (var shop = RawUpstream.answering(200, "yes");
                var rig = new GatewayRig();
                var client = rig.client()) {
            Route own = trial(shop, shop, 0, Rules.DEFAULT).byEntriesOnly();
            var unknown = new Entry.Backend("production/nobody", 1, false, Filters.NONE);
            EntryMatch below = EntryMatch.below("/api");

            rig.serve(only(entry("production/e", below, Filters.NONE)), own);
            String empty = ask(client).body();
            rig.serve(only(entry("production/e", below, Filters.NONE, to(own.id(), 0))), own);
            String weightless = ask(client).body();
            rig.serve(only(entry("production/e", below, Filters.NONE, unknown)), own);
            String missing = ask(client).body();
            rig.serve(only(entry("production/e", below, Filters.NONE, to("production/x", 1))), own);
            String idle = ask(client).body();
            rig.serve(only(), own);
            String lost = ask(client).body();

            assertThat(empty).contains("no_backend", "route production/e#0 names no service");
            assertThat(weightless)
                    .contains(
                            "no_backend",
                            "route production/e#0 gives weight 0 to each service that it names");
            assertThat(missing)
                    .contains(
                            "no_backend",
                            "service production/nobody, which route production/e#0 names,"
                                    + " does not exist or has no section route");
            assertThat(idle).contains("no_instance", "service production/x has no instance");
            assertThat(lost)
                    .contains("no_route", "no service or route takes this host and path: entry.");
        }
    }

    @Test
    void anAmbiguousPathIsRefusedWhateverKindOfMatchItCouldMeet() throws Exception {
        try (var open = RawUpstream.answering(200, "open");
                var rig =
                        new GatewayRig()
                                .serve(
                                        only(
                                                at("production/a", new PathMatch.Exact("/admin")),
                                                at(
                                                        "production/b",
                                                        new PathMatch.Regex(
                                                                new Expression("/secret/[a-z]+"))),
                                                at(
                                                        "production/c",
                                                        new PathMatch.Prefix("/in/side"))),
                                        GatewayRig.route(
                                                Split.all(GatewayRig.version("v1", open))))) {
            for (String path :
                    List.of(
                            "/%61dmin",
                            "/admin;v=1",
                            "//admin",
                            "/x/%2e%2e/admin",
                            "/secret%2fkey",
                            "/secret/k%65y1/../key",
                            "/in%2Fside/x",
                            "/in//side")) {
                assertThat(body(rig, path)).as(path).contains("\"ambiguous_path\"");
            }
            for (String path : List.of("/caf%C3%A9", "/a;b/c", "/secret", "/admin/")) {
                assertThat(body(rig, path)).as(path).isEqualTo("open");
            }
        }
    }

    private static String body(GatewayRig rig, String path) throws IOException {
        try (var client = rig.client()) {
            return client.request("GET " + path + " HTTP/1.1", "Host: entry.test").answer().body();
        }
    }

    private static Entry at(String name, PathMatch path) {
        var match = new EntryMatch(path, Optional.empty(), List.of(), List.of());
        return entry(name, match, Filters.NONE, to("production/gone", 1));
    }

    @Test
    void anAttemptHasItsOwnTimeAndAllOfThemOneLimit() throws Exception {
        var over = new CountDownLatch(1);
        try (var stable = RawUpstream.answering(200, "stable");
                var silent = RawUpstream.silent(over);
                var rig = new GatewayRig();
                var client = rig.client()) {
            Route route = trial(stable, silent, 10_000, Rules.DEFAULT);
            Optional<Duration> limit = Optional.of(Duration.ofSeconds(10));

            rig.serve(only(limited(new Entry.Timeouts(Optional.empty(), limit))), route);
            assertThat(askInVain(rig, silent, client).body()).isEqualTo("stable");

            rig.serve(only(limited(new Entry.Timeouts(limit, Optional.empty()))), route);
            RawClient.Answer late = askInVain(rig, silent, client);
            assertThat(late.status()).isEqualTo(504);
            assertThat(late.body()).contains("\"upstream_timeout\"");
            assertThat(rig.observed("v2", Role.CANDIDATE)).isEqualTo(2);
            over.countDown();
        }
    }

    private static Entry limited(Entry.Timeouts timeouts) {
        return entry(
                "production/e",
                EntryMatch.below("/api"),
                rewrite(),
                timeouts,
                to("production/shop", 1));
    }

    private static RawClient.Answer askInVain(GatewayRig rig, RawUpstream silent, RawClient client)
            throws Exception {
        client.request("GET /api HTTP/1.1", "Host: entry.test");
        assertThat(silent.heads.poll(60, TimeUnit.SECONDS)).isNotNull();
        rig.advance(Duration.ofSeconds(11));
        return client.answer();
    }

    @Test
    void copiesForAnotherServiceAreCountedApartWhateverTablesCome() throws Exception {
        try (var shop = RawUpstream.answering(200, "shop");
                var audit = RawUpstream.answering(500, "broken");
                var rig = new GatewayRig();
                var client = rig.client()) {
            Route mirrored =
                    new Route(
                            "production/audit",
                            List.of(),
                            "/",
                            List.of(),
                            Split.all(GatewayRig.version("a1", audit)),
                            GatewayRig.CALM);
            var copies =
                    new Filters(
                            Filters.NONE.request(),
                            Filters.NONE.response(),
                            Optional.empty(),
                            Optional.empty(),
                            List.of(new Filters.Mirror("production/audit", 1, 2)),
                            Optional.empty());
            Entry way =
                    entry("production/e", EntryMatch.below("/"), copies, to("production/shop", 1));
            Route served = GatewayRig.route(Split.all(GatewayRig.version("v1", shop)));
            for (int table = 0; table < 3; table++) {
                rig.serve(only(way), served.byEntriesOnly(), mirrored);
                for (int i = 0; i < 10; i++) {
                    client.send(
                            "POST /a HTTP/1.1\r\nHost: entry.test\r\nContent-Length: 2\r\n\r\nhi");
                    assertThat(client.answer().body()).isEqualTo("shop");
                }
                long sum = 5L * (table + 1);
                Await.until(() -> rig.observed("a1", Role.SHADOW) == sum);
            }
            assertThat(rig.observed("a1", Role.STABLE)).isZero();
            assertThat(audit.heads.poll(60, TimeUnit.SECONDS))
                    .contains("Penstock-Shadow: true\r\n", "Content-Length: 2\r\n");
            Await.until(() -> rig.inFlight().isEmpty());
        }
    }
}
