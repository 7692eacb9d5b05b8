package penstock.capabilities.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import penstock.gateway.routes.Access;
import penstock.gateway.routes.AddressRange;
import penstock.gateway.routes.CacheRule;
import penstock.gateway.routes.Closure.Maintenance;
import penstock.gateway.routes.Closure.Page;
import penstock.gateway.routes.Closure.Pause;
import penstock.gateway.routes.Coding;
import penstock.gateway.routes.Compression;
import penstock.gateway.routes.EdgeRules;
import penstock.gateway.routes.Match;
import penstock.gateway.routes.Pin;
import penstock.gateway.routes.Protocol;
import penstock.gateway.routes.Rescue;
import penstock.gateway.routes.RouteVersion;
import penstock.gateway.routes.Shadow;
import penstock.gateway.routes.Sizes;
import penstock.model.Decoder;
import penstock.model.ProblemException;
import penstock.model.Text;

final class RouteSpecTest {
    private static RouteSpec route(String yaml) {
        return Decoder.decode(
                RouteSpec.class, Text.readYaml(yaml, "test").getFirst(), "test", "route");
    }

    @Test
    void aRouteThatSaysNothingHasTheUsualRules() {
        assertThat(route("{ hosts: [a.test] }").rescue().words()).isEqualTo(Rescue.DEFAULT);
    }

    @ParameterizedTest
    @CsvSource({"http://a.test", "a b", "a.test:80", "*.*.test", "\u00e4.test"})
    void aHostThatNoRequestCouldNameIsRefused(String host) {
        assertThatThrownBy(() -> route("{ hosts: [ok.test, \"" + host + "\"] }"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(
                        "hosts: host: \""
                                + host
                                + "\" (expected: a name such as shop.example.com or *.example.com, without a port)");
    }

    @Test
    void whatInstancesSpeakIsSaid() {
        assertThat(route("{ hosts: [a.test] }").spoken()).isEqualTo(Protocol.HTTP_1_1);
        assertThat(route("{ protocol: h2c }").spoken()).isEqualTo(Protocol.HTTP_2);
        assertThatThrownBy(() -> route("{ protocol: h3 }"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("protocol: \"h3\" (expected: http/1.1, h2, h2c or auto)");
    }

    @Test
    void whatMayBeRepeatedIsSaid() {
        var said =
                route(
                        "{ rescue: { idempotent: true, idempotencyKey: true, bodyLimit: 1Ki, budget: 0.5%, perSecond: 3 } }");

        assertThat(said.rescue().words()).isEqualTo(new Rescue(true, true, 1024, 50, 3));
    }

    @Test
    void whatIsKeptIsSaid() {
        assertThat(route("{ hosts: [a.test] }").cache()).isEmpty();
        assertThat(route("{ cache: {} }").rules(Optional.empty(), Optional.empty()).cache())
                .contains(
                        new CacheRule(
                                4 << 20,
                                256 << 10,
                                8,
                                Duration.ZERO,
                                Duration.ZERO,
                                Duration.ZERO,
                                Duration.ofSeconds(5),
                                true,
                                false,
                                List.of()));
        var said =
                route(
                        "{ cache: { size: 1Mi, maxObject: 64Ki, variants: 2, defaultTtl: 1m, staleWhileRevalidate: 2m, staleIfError: 1h, waitAtMost: 0s, heedClients: false, dropCookies: true } }");
        assertThat(said.rules(Optional.empty(), Optional.empty()).cache())
                .contains(
                        new CacheRule(
                                1 << 20,
                                64 << 10,
                                2,
                                Duration.ofMinutes(1),
                                Duration.ofMinutes(2),
                                Duration.ofHours(1),
                                Duration.ZERO,
                                false,
                                true,
                                List.of()));
    }

    @Test
    void whatCannotBeKeptIsRefusedWithAReason() {
        var wrong =
                Map.of(
                        "size: 1Ki",
                        "cache.size: 1Ki (expected: 64Ki to 12Mi)",
                        "size: 1Gi",
                        "cache.size: 1Gi (expected: 64Ki to 12Mi)",
                        "maxObject: 2Mi",
                        "maxObject: 2Mi (expected: at most a quarter of size, which is 4Mi)",
                        "variants: 0",
                        "variants: 0 (expected: 1 to 64)",
                        "staleIfError: 400d",
                        "staleIfError: 400d (expected: 0s to 365d)",
                        "waitAtMost: 2m",
                        "waitAtMost: 2m (expected: 0s to 1m)",
                        "sizes: 1Mi",
                        "sizes");
        wrong.forEach(
                (words, message) ->
                        assertThatThrownBy(() -> route("{ cache: { " + words + " } }"))
                                .isInstanceOf(ProblemException.class)
                                .hasMessageContaining(message));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "/a b", "/ä", "/a?b", "/a#b"})
    void aPathThatTheGatewayWouldRefuseIsRefused(String path) {
        assertThatThrownBy(() -> route("{ path: \"" + path + "\" }"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(
                        "path: \"" + path + "\" (expected: a path that starts with /");
    }

    @Test
    void testersAndWhatTheyCarryAreSaid() {
        var said = route("{ testers: [\"header:X-Try=1\", \"cookie:beta=yes\"] }");

        assertThat(said.rules(Optional.empty(), Optional.empty()).testers())
                .containsExactly(new Match.Header("X-Try", "1"), new Match.Cookie("beta", "yes"));
    }

    @Test
    void compressionIsOffUnlessItIsSaid() {
        var none = route("{}").rules(Optional.empty(), Optional.empty());
        var usual = route("{ compression: {} }").rules(Optional.empty(), Optional.empty());
        var said =
                route(
                                "{ compression: { encodings: [gzip], gzipLevel: 1, brotliQuality: 2, minSize: 2Ki, types: [Text/*], withCredentials: false } }")
                        .rules(Optional.empty(), Optional.empty());

        assertThat(none.edge()).isEqualTo(EdgeRules.DEFAULT);
        assertThat(usual.edge().compression().orElseThrow().codings())
                .containsExactly(Coding.BROTLI, Coding.GZIP);
        assertThat(usual.edge().compression().orElseThrow().types())
                .contains("text/html", "application/*+json")
                .doesNotContain("text/event-stream", "image/png");
        assertThat(said.edge().compression())
                .contains(
                        new Compression(
                                List.of(Coding.GZIP),
                                new Compression.Effort(1, 2),
                                2_048,
                                List.of("text/*"),
                                false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    encodings: [zstd]           | encodings: "zstd" (expected: br or gzip)
                    encodings: [gzip, gzip]     | encodings: [gzip, gzip] (expected: br, gzip or both, each once)
                    gzipLevel: 10               | gzipLevel: 10 (expected: 1..9)
                    brotliQuality: 11           | brotliQuality: 11 (expected: 1..5)
                    types: [html]               | types: "html" (expected: a content type in lower case
                    level: 5                    | unknown
                    """)
    void mistakesInCompressionAreTold(String words, String message) {
        assertThatThrownBy(() -> route("{ compression: { " + words + " } }"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(message);
    }

    @Test
    void sizesAreThoseOfTheGatewayUnlessTheyAreSaid() {
        var none = route("{ maxBody: 1Ki }").rules(Optional.empty(), Optional.empty());
        var said =
                route(
                                "{ maxUrl: 64, maxHead: 32Ki, maxBody: 0, maxAnswerHead: 1k, maxAnswerBody: 1Ti }")
                        .rules(Optional.empty(), Optional.empty());

        assertThat(none.edge()).isEqualTo(EdgeRules.DEFAULT);
        assertThat(said.edge().sizes()).isEqualTo(new Sizes(64, 32 << 10, 1_000, 1L << 40));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    maxUrl: 63            | maxUrl: 63 (expected: 64 to 8Ki)
                    maxUrl: 9Ki           | maxUrl: 9Ki (expected: 64 to 8Ki)
                    maxHead: 16           | maxHead: 16 (expected: 256 to 32Ki)
                    maxHead: 64Ki         | maxHead: 64Ki (expected: 256 to 32Ki)
                    maxAnswerHead: 8      | maxAnswerHead: 8 (expected: 256 to 32Ki)
                    maxAnswerBody: 0      | maxAnswerBody: 0 (expected: 1 to 1024Ti)
                    maxBody: 2000Ti       | maxBody: 2000Ti (expected: 0 to 1024Ti)
                    maxHead: large        | maxHead: "large" (expected: a size such as 512Mi
                    """)
    void mistakesInSizesAreTold(String words, String message) {
        assertThatThrownBy(() -> route("{ " + words + " }"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(message);
    }

    @Test
    void addressesThatMayAndMayNotAreSaid() {
        var said =
                route("{ access: { allow: [10.0.0.0/8], denyFile: /etc/denied, dryRun: true } }")
                        .rules(Optional.empty(), Optional.empty());

        assertThat(said.edge().access())
                .contains(
                        new Access(
                                new Access.Listed(
                                        List.of(AddressRange.parse("10.0.0.0/8")),
                                        Optional.empty()),
                                new Access.Listed(List.of(), Optional.of("/etc/denied")),
                                true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {}                              | access: nothing to allow or to deny
                    { allow: [10.0.0.1/8] }         | allow[0]: "10.0.0.1/8" (expected: 10.0.0.0/8
                    { deny: [1.2.3.4, here] }       | deny[1]: "here" (expected: an address such as
                    { allowFile: allowed }          | allowFile: "allowed" (expected: an absolute path)
                    """)
    void mistakesInAddressesAreTold(String words, String message) {
        assertThatThrownBy(() -> route("{ access: " + words + " }"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aClosureIsWhatTheServiceSaysOfIt() {
        var said =
                route(
                        "{ maintenance: { page: Back soon, except: [/health], waitAtMost: 5s, waiting: 3 } }");

        assertThat(said.rules(Optional.empty(), Optional.of(Closure.Mode.MAINTENANCE)).closure())
                .contains(
                        new Maintenance(
                                new Page("text/html; charset=utf-8", "Back soon"),
                                Duration.ofSeconds(60),
                                List.of("/health")));
        assertThat(said.rules(Optional.empty(), Optional.of(Closure.Mode.PAUSE)).closure())
                .contains(
                        new Pause(
                                Duration.ofSeconds(5),
                                3,
                                Duration.ofSeconds(60),
                                List.of("/health")));
        assertThat(said.rules(Optional.empty(), Optional.empty()).closure()).isEmpty();
    }

    @Test
    void aShadowIsAShareOfTheSafeRequestsUnlessMoreIsSaid() {
        var some = route("{ shadow: { share: 10% } }").rules(Optional.empty(), Optional.empty());
        var all = route("{ shadow: { unsafe: true, bodyLimit: 1Ki } }");

        assertThat(some.shadow()).contains(new Shadow(1_000, false, 64 << 10));
        assertThat(all.rules(Optional.empty(), Optional.empty()).shadow())
                .contains(new Shadow(10_000, true, 1024));
    }

    @Test
    void aPinNeedsKeysAndAVersion() {
        var warm = new RouteVersion("1.0.0", List.of());

        assertThat(
                        route("{ pinBy: [\"query:v\"] }")
                                .rules(Optional.of(warm), Optional.empty())
                                .pin())
                .isEqualTo(new Pin(List.of(new Pin.Key.Query("v")), Optional.of(warm)));
        assertThat(route("{}").rules(Optional.of(warm), Optional.empty()).pin())
                .isEqualTo(Pin.NONE);
    }

    @Test
    void mistakesNameThePlaceAndWhatWasExpected() {
        assertThatThrownBy(() -> route("{ rescue: { bodyLimit: 2Mi } }"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("route.rescue")
                .hasMessageContaining("at most 1Mi");
        assertThatThrownBy(() -> route("{ maintenance: { except: [health] } }"))
                .hasMessageContaining("route.maintenance")
                .hasMessageContaining("except: \"health\" (expected: a path");
        assertThatThrownBy(() -> route("{ shadow: { share: 0% } }"))
                .hasMessageContaining("share: 0% (expected: more");
        assertThatThrownBy(() -> route("{ testers: [beta] }"))
                .hasMessageContaining("testers: match: \"beta\" (expected: header:NAME=VALUE");
    }
}
