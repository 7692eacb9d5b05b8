package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import penstock.gateway.proxy.ClientRules;
import penstock.gateway.proxy.TrustedProxies;
import penstock.gateway.routes.Access;
import penstock.gateway.routes.AccessCount;
import penstock.gateway.routes.AccessPlace;
import penstock.gateway.routes.AddressRange;
import penstock.gateway.routes.EdgeRules;
import penstock.gateway.routes.Route;
import penstock.gateway.routes.Rules;
import penstock.gateway.routes.Split;

/// Clients that may not use a route are told so, over either version of HTTP, and no version is charged with it.
class AccessTest {

    /// Nobody waits for the next look at a file for long.
    private static final Duration LOOK = Duration.ofMillis(100);

    @TempDir private Path folder;

    private static Access.Listed listed(String ranges) {
        return new Access.Listed(
                ranges == null
                        ? List.of()
                        : List.of(ranges.split(" ", -1)).stream().map(AddressRange::parse).toList(),
                Optional.empty());
    }

    private static Access.Listed file(Path path) {
        return new Access.Listed(List.of(), Optional.of(path.toString()));
    }

    private static GatewayRig serve(GatewayRig rig, Place shop, Access access) {
        return rig.serve(
                GatewayRig.route(
                        Split.all(GatewayRig.version("v1", shop)),
                        Rules.DEFAULT.with(EdgeRules.DEFAULT.with(access))));
    }

    /// The gateway trusts the proxies of this machine, so a test is whatever client it says it is.
    private static GatewayRig rig(Place shop, Access access) throws IOException {
        return serve(
                GatewayRig.looking(
                        new ClientRules(
                                TrustedProxies.parse("127.0.0.0/8"), 100, Duration.ofSeconds(20)),
                        LOOK),
                shop,
                access);
    }

    private static int ask(GatewayRig rig, String client) throws IOException {
        try (var one = rig.client()) {
            return one.request("GET / HTTP/1.1", "Host: s", "X-Forwarded-For: " + client)
                    .answer()
                    .status();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, , 10.1.2.3, 200",
        "10.0.0.0/8, , 11.1.2.3, 403",
        ", 10.0.0.0/8, 10.1.2.3, 403",
        ", 10.0.0.0/8, 11.1.2.3, 200",
        "10.1.0.0/16, 10.0.0.0/8, 10.1.2.3, 200",
        "10.1.0.0/16, 10.0.0.0/8, 10.2.2.3, 403",
        "10.1.0.0/16, 10.0.0.0/8, 11.2.2.3, 403",
        "10.0.0.0/8, 10.1.0.0/16, 10.1.2.3, 403",
        "10.0.0.0/8, 10.1.0.0/16, 10.2.2.3, 200",
        "10.0.0.0/8, 10.0.0.0/8, 10.1.2.3, 403",
        "0.0.0.0/0, 10.1.2.3, 10.1.2.3, 403",
        "2001:db8::/32 10.0.0.1, , 2001:db8::7, 200",
        "2001:db8::/32 10.0.0.1, , 2001:db9::7, 403",
        "2001:db8::/32 10.0.0.1, , 10.0.0.1, 200",
        "10.0.0.1, , ::ffff:10.0.0.1, 200",
        "10.0.0.1, , '1.1.1.1, 10.0.0.1', 200",
        "10.0.0.1, , '10.0.0.1, 1.1.1.1', 403",
        "10.0.0.1, , no address, 403",
        ", 10.0.0.1, no address, 200"
    })
    void whoMayPass(String allow, String deny, String client, int status) throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var rig = rig(shop, new Access(listed(allow), listed(deny), false));
                var http2 = Http2Wire.client(rig.address)) {
            int first = ask(rig, client);
            http2.get(1, "/", "x-forwarded-for: " + client);

            assertThat(first).isEqualTo(status);
            assertThat(http2.message(1).status()).isEqualTo("" + status);
            assertThat(shop.heads).hasSize(status == 200 ? 2 : 0);
        }
    }

    /// Nobody is believed who is not trusted.
    @Test
    void theAddressOfTheConnectionCountsWhereNoProxyIsTrusted() throws Exception {
        var access = new Access(listed("10.0.0.1"), Access.Listed.NONE, false);
        try (var shop = RawUpstream.answering(200, "hello");
                var rig = serve(new GatewayRig(), shop, access);
                var client = rig.client()) {
            var answer =
                    client.request("GET / HTTP/1.1", "Host: s", "X-Forwarded-For: 10.0.0.1")
                            .answer();
            client.send("GET / HTTP/1.1\r\nHost: s\r\n\r\n");

            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(answer.body())
                    .contains("\"code\":\"address_denied\"", "production/shop")
                    .doesNotContain("127.0.0.1");
            // the connection stays open
            assertThat(client.answer().status()).isEqualTo(403);
            assertThat(rig.hasObserved("v1")).isFalse();
        }
    }

    @Test
    void aDryRunOnlyCounts() throws Exception {
        var access = new Access(Access.Listed.NONE, listed("10.0.0.0/8"), true);
        try (var shop = RawUpstream.answering(200, "hello");
                var rig = rig(shop, access)) {
            assertThat(ask(rig, "10.0.0.1")).isEqualTo(200);
            assertThat(ask(rig, "11.0.0.1")).isEqualTo(200);

            assertThat(rig.engine.take().edge().access())
                    .containsExactly(
                            new AccessCount(
                                    new AccessPlace(AccessPlace.Kind.ROUTE, "production/shop"),
                                    0,
                                    1,
                                    1,
                                    0));
        }
    }

    @Test
    void aFileIsReadAgainWhenItHasChanged() throws Exception {
        Path denied = Files.writeString(folder.resolve("denied"), "10.0.0.1 # one\n\n# none\n");
        try (var shop = RawUpstream.answering(200, "hello");
                var rig = rig(shop, new Access(Access.Listed.NONE, file(denied), false))) {
            assertThat(ask(rig, "10.0.0.1")).isEqualTo(403);
            assertThat(ask(rig, "10.0.0.2")).isEqualTo(200);

            replace(denied, "10.0.0.2\n10.0.0.3\n10.1.0.0/16\n");
            Await.until(() -> count(rig).ranges() == 3);
            assertThat(ask(rig, "10.0.0.1")).isEqualTo(200);
            assertThat(ask(rig, "10.0.0.2")).isEqualTo(403);

            // what is wrong is not used, and what was right still counts
            replace(denied, "10.0.0.1\n10.0.0.300\n");
            Await.until(() -> count(rig).faults() == 1);
            assertThat(ask(rig, "10.0.0.1")).isEqualTo(200);
            assertThat(ask(rig, "10.0.0.2")).isEqualTo(403);

            replace(denied, "10.0.0.1\n");
            Await.until(() -> count(rig).faults() == 0);
            assertThat(ask(rig, "10.0.0.1")).isEqualTo(403);
        }
    }

    private static AccessCount count(GatewayRig rig) {
        return rig.engine.take().edge().access().getFirst();
    }

    private void replace(Path file, String text) throws IOException {
        Path fresh = Files.writeString(folder.resolve("fresh"), text);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void aFileThatIsNotThereAllowsNobodyAndDeniesNobody() throws Exception {
        Path absent = folder.resolve("absent");
        try (var shop = RawUpstream.answering(200, "hello");
                var allowing = rig(shop, new Access(file(absent), Access.Listed.NONE, false));
                var denying = rig(shop, new Access(Access.Listed.NONE, file(absent), false))) {
            assertThat(ask(allowing, "10.0.0.1")).isEqualTo(403);
            assertThat(ask(denying, "10.0.0.1")).isEqualTo(200);
            assertThat(count(allowing).faults()).isEqualTo(1);
        }
    }

    @Test
    void aListOfAHundredThousandIsUsed() throws Exception {
        var lines = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            lines.append("10.").append(i >> 16).append('.').append((i >> 8) & 255);
            lines.append('.').append(i & 255).append('\n');
        }
        Path large = Files.writeString(folder.resolve("large"), lines);
        try (var shop = RawUpstream.answering(200, "hello");
                var rig = rig(shop, new Access(Access.Listed.NONE, file(large), false))) {
            assertThat(ask(rig, "10.0.0.77")).isEqualTo(403);
            assertThat(ask(rig, "10.1.134.159")).isEqualTo(403);
            assertThat(ask(rig, "10.1.134.160")).isEqualTo(200);

            replace(large, lines + "11.0.0.1\n");
            Await.until(() -> count(rig).faults() == 1);
            assertThat(count(rig).ranges()).isEqualTo(100_000);
        }
    }

    /// There is room for two hundred thousand in all, which others get when a route does not want it any more.
    @Test
    void allFilesTogetherHaveABound() throws Exception {
        var lines = new StringBuilder();
        for (int i = 0; i < 80_000; i++) {
            lines.append("10.").append(i >> 16).append('.').append((i >> 8) & 255);
            lines.append('.').append(i & 255).append('\n');
        }
        Path large = Files.writeString(folder.resolve("large"), lines);
        try (var shop = RawUpstream.answering(200, "hello");
                var rig = rig(shop, new Access(file(large), file(large), false))) {
            assertThat(count(rig).ranges()).isEqualTo(160_000);

            serve(rig, shop, new Access(file(large), listed("10.0.0.1"), false));
            assertThat(count(rig).ranges()).isEqualTo(80_001);

            rig.serve(route("one", shop, large), route("two", shop, large));
            assertThat(rig.engine.take().edge().access())
                    .extracting(AccessCount::ranges, AccessCount::faults)
                    .containsExactlyInAnyOrder(tuple(160_000L, 0L), tuple(0L, 2L));

            rig.serve(route("two", shop, large));
            Await.until(() -> count(rig).ranges() == 160_000);
        }
    }

    private static Route route(String name, Place shop, Path file) {
        return new Route(
                "production/" + name,
                List.of(name + ".test"),
                "/",
                List.of(),
                Split.all(GatewayRig.version("v1", shop)),
                GatewayRig.CALM,
                Rules.DEFAULT.with(
                        EdgeRules.DEFAULT.with(new Access(file(file), file(file), false))));
    }

    @Test
    void whatCannotBeMeantIsRefused() {
        assertThatThrownBy(() -> new Access(Access.Listed.NONE, Access.Listed.NONE, false))
                .hasMessageContaining("expected: ranges or a file");
        assertThatThrownBy(() -> new Access.Listed(List.of(), Optional.of("denied.txt")))
                .hasMessage("file: \"denied.txt\" (expected: an absolute path)");
    }
}
