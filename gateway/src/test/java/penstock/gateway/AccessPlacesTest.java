package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import penstock.gateway.proxy.ClientRules;
import penstock.gateway.proxy.TrustedProxies;
import penstock.gateway.routes.Access;
import penstock.gateway.routes.AccessCount;
import penstock.gateway.routes.AddressRange;
import penstock.gateway.routes.Cors;
import penstock.gateway.routes.Domain;
import penstock.gateway.routes.Domains;
import penstock.gateway.routes.EdgeRules;
import penstock.gateway.routes.Entries;
import penstock.gateway.routes.Entry;
import penstock.gateway.routes.EntryMatch;
import penstock.gateway.routes.EntryRules;
import penstock.gateway.routes.Filters;
import penstock.gateway.routes.Route;
import penstock.gateway.routes.RouteTable;
import penstock.gateway.routes.Rules;
import penstock.gateway.routes.Sizes;
import penstock.gateway.routes.Split;

/// Domains and rules have lists of addresses beside those of services: all that concern a request must let it in.
///
/// A client 10.D.R.S is denied by the domain if D is 1, by the rule if R is 1, and by the service if S is 1.
class AccessPlacesTest {

    @TempDir private static Path folder;

    private static RawUpstream shop;
    private static TlsRig tls;
    private static long version = 5_000;

    @BeforeAll
    static void start() throws IOException {
        shop = RawUpstream.answering(200, "hello");
        var clients =
                new ClientRules(TrustedProxies.parse("127.0.0.0/8"), 100, Duration.ofSeconds(20));
        tls = new TlsRig(folder, shop, clients);
        Certified.of("*.shop.test", "shop.test").write(folder, "shop");
        Certified.of("open.shop.test").write(folder, "open");
        serve(false);
    }

    @AfterAll
    static void stop() throws IOException {
        tls.close();
        shop.close();
    }

    private static Access deny(boolean isDryRun, String... ranges) {
        return new Access(
                Access.Listed.NONE,
                new Access.Listed(
                        List.of(ranges).stream().map(AddressRange::parse).toList(),
                        Optional.empty()),
                isDryRun);
    }

    private static void serve(boolean isDryRun) {
        Domain plain = tls.domain("shop", "*.shop.test", "shop.test");
        Domain open = tls.domain("open", "open.shop.test");
        Domain domain =
                TlsRig.with(plain, new Domain.Secured(443, 0, false))
                        .with(deny(isDryRun, "10.1.0.0/16"));
        Access ofRule = deny(isDryRun, "10.0.1.0/24", "10.1.1.0/24");
        Route route =
                GatewayRig.route(
                        Split.all(GatewayRig.version("v1", shop)),
                        Rules.DEFAULT.with(
                                EdgeRules.DEFAULT.with(
                                        deny(
                                                isDryRun,
                                                "10.0.0.1",
                                                "10.1.0.1",
                                                "10.0.1.1",
                                                "10.1.1.1"))));
        var entries =
                new Entries(
                        List.of(
                                entry(0, "/rule", Filters.NONE, ofRule),
                                entry(1, "/moved", redirect(), ofRule),
                                entry(2, "/pages", cors(), ofRule)),
                        Map.of());
        tls.rig.engine.apply(
                new RouteTable(version++, List.of(route))
                        .with(entries)
                        .with(new Domains(List.of(domain, open))));
    }

    private static Entry entry(int number, String path, Filters filters, Access access) {
        boolean isAnswer = filters.redirect().isPresent();
        return new Entry(
                        "production/way",
                        1,
                        number,
                        List.of(),
                        List.of(),
                        List.of(EntryMatch.below(path)),
                        filters,
                        isAnswer
                                ? List.of()
                                : List.of(
                                        new Entry.Backend(
                                                "production/shop", 1, true, Filters.NONE)),
                        Entry.Timeouts.NONE)
                .with(new EntryRules(Sizes.NONE, Optional.empty(), Optional.of(access)));
    }

    private static Filters redirect() {
        return new Filters(
                Filters.NONE.request(),
                Filters.NONE.response(),
                Optional.empty(),
                Optional.of(
                        new Filters.Redirect(
                                Optional.empty(),
                                Optional.of("else.test"),
                                Optional.empty(),
                                Optional.empty(),
                                301)),
                List.of(),
                Optional.empty());
    }

    private static Filters cors() {
        return new Filters(
                Filters.NONE.request(),
                Filters.NONE.response(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.of(
                        new Cors(
                                List.of("https://a.test"),
                                false,
                                List.of("GET"),
                                List.of(),
                                List.of(),
                                Duration.ofSeconds(5))));
    }

    private static String head(String host, String path, String client, String... more) {
        return "GET "
                + path
                + " HTTP/1.1\r\nHost: "
                + host
                + "\r\nX-Forwarded-For: "
                + client
                + "\r\nX-Forwarded-Proto: https\r\n"
                + String.join("\r\n", more)
                + (more.length == 0 ? "\r\n" : "\r\n\r\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            textBlock =
                    """
                    # host        | path   | client   | status | by whom
                    a.shop.test   | /      | 10.0.0.0 | 200    | -
                    a.shop.test   | /      | 10.1.0.0 | 403    | host a.shop.test
                    a.shop.test   | /      | 10.0.1.0 | 200    | -
                    a.shop.test   | /      | 10.0.0.1 | 403    | service production/shop
                    a.shop.test   | /      | 10.1.0.1 | 403    | host a.shop.test
                    A.SHOP.TEST.  | /      | 10.1.0.0 | 403    | host a.shop.test
                    shop.test     | /      | 10.1.0.0 | 403    | host shop.test
                    a.shop.test   | /rule  | 10.0.0.0 | 200    | -
                    a.shop.test   | /rule  | 10.1.0.0 | 403    | host a.shop.test
                    a.shop.test   | /rule  | 10.0.1.0 | 403    | route production/way#0
                    a.shop.test   | /rule  | 10.0.0.1 | 403    | service production/shop
                    a.shop.test   | /rule  | 10.1.1.1 | 403    | host a.shop.test
                    a.shop.test   | /rule  | 10.0.1.1 | 403    | route production/way#0
                    a.shop.test   | /moved | 10.0.0.1 | 301    | -
                    a.shop.test   | /moved | 10.0.1.0 | 403    | route production/way#1
                    a.shop.test   | /moved | 10.1.0.0 | 403    | host a.shop.test
                    open.shop.test| /      | 10.1.0.0 | 200    | -
                    open.shop.test| /rule  | 10.1.1.0 | 403    | route production/way#0
                    other.test    | /      | 10.1.0.0 | 200    | -
                    """)
    void allThatConcernARequestMustLetItIn(
            String host, String path, String client, int status, String by) throws Exception {
        shop.heads.clear();
        try (var one = tls.rig.client();
                var socket = tls.client("a.shop.test").socket();
                var secure = new RawClient(socket);
                var streams = Http2Wire.client(tls.rig.address)) {
            var plain = one.send(head(host, path, client)).answer();
            var encrypted = secure.send(head(host, path, client)).answer();
            streams.headers(
                    Http2Wire.END_STREAM,
                    1,
                    ":method: GET",
                    ":scheme: http",
                    ":path: " + path,
                    ":authority: " + host,
                    "x-forwarded-for: " + client,
                    "x-forwarded-proto: https");
            var message = streams.message(1);

            assertThat(List.of(plain.status(), encrypted.status())).containsOnly(status);
            assertThat(message.status()).isEqualTo("" + status);
            if (by != null) {
                assertThat(List.of(plain.body(), encrypted.body(), message.body()))
                        .allMatch(
                                body ->
                                        body.contains("\"code\":\"address_denied\"")
                                                && body.contains("may not use " + by + "\""));
            }
            assertThat(shop.heads).hasSize(status == 200 ? 3 : 0);
        }
    }

    /// Who may not is not sent to where it would be refused either.
    @Test
    void aDomainDeniesBeforeItSendsToTls() throws Exception {
        try (var client = tls.rig.client()) {
            String plain =
                    head("a.shop.test", "/", "10.1.0.0").replace("Proto: https", "Proto: http");
            assertThat(client.send(plain).answer().status()).isEqualTo(403);
            assertThat(client.send(plain.replace("10.1.", "10.0.")).answer().status())
                    .isEqualTo(308);
        }
    }

    @Test
    void aPreflightIsForThoseWhoMayComeByTheRule() throws Exception {
        String[] asking = {"Origin: https://a.test", "Access-Control-Request-Method: GET"};
        try (var client = tls.rig.client()) {
            String denied = head("a.shop.test", "/pages", "10.0.1.0", asking);
            var answer = client.send(denied.replace("GET /", "OPTIONS /")).answer();
            var other =
                    client.send(
                                    denied.replace("GET /", "OPTIONS /")
                                            .replace("10.0.1.0", "10.0.0.0"))
                            .answer();

            assertThat(answer.status()).isEqualTo(403);
            // a page may read why
            assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("https://a.test");
            assertThat(other.status()).isIn(200, 204);
        }
    }

    @Test
    void eachCountsWhomItDenies() throws Exception {
        serve(true);
        try (var client = tls.rig.client()) {
            tls.rig.engine.take();
            // a dry run of all: each is asked
            assertThat(client.send(head("a.shop.test", "/rule", "10.1.1.1")).answer().status())
                    .isEqualTo(200);

            assertThat(counts())
                    .containsEntry("domain shop", "0 1 1")
                    .containsEntry("rule production/way#0", "0 1 2")
                    .containsEntry("rule production/way#1", "0 0 2")
                    .containsEntry("service production/shop", "0 1 4");

            serve(false);
            assertThat(client.send(head("a.shop.test", "/rule", "10.1.1.1")).answer().status())
                    .isEqualTo(403);
            assertThat(counts())
                    .containsEntry("domain shop", "1 0 1")
                    .containsEntry("rule production/way#0", "0 0 2")
                    .containsEntry("service production/shop", "0 0 4");
        } finally {
            serve(false);
        }
    }

    private static Map<String, String> counts() {
        Map<String, String> counts = new HashMap<>();
        for (AccessCount count : tls.rig.engine.take().edge().access()) {
            counts.put(
                    count.place().toString(),
                    count.denied() + " " + count.wouldDeny() + " " + count.ranges());
        }
        return counts;
    }
}
