package penstock.capabilities.routing.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import penstock.gateway.routes.AddressRange;
import penstock.gateway.routes.Entry;
import penstock.gateway.routes.EntryRules;
import penstock.gateway.routes.Sizes;
import penstock.kernel.Admission;
import penstock.model.Condition;
import penstock.model.Decoder;
import penstock.model.Encoder;
import penstock.model.Kind;
import penstock.model.Metadata;
import penstock.model.Name;
import penstock.model.ProblemException;
import penstock.model.Ref;
import penstock.model.Resource;
import penstock.model.Text;

final class RouteTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

    private static Route.Spec spec(String yaml) {
        var node = Text.readYaml(yaml, "test").getFirst();
        return Decoder.decode(Route.Spec.class, node, "route/shop", "spec");
    }

    @Test
    void shortFormsMeanTheSameAsLongOnes() {
        var brief =
                spec("rules: [{ matches: [{ path: /a, headers: { X-A: b } }], backends: [one] }]");
        var full =
                spec(
                        """
                        rules:
                          - matches: [{ path: { prefix: /a }, headers: { X-A: { exact: b } } }]
                            backends: [{ service: one, weight: 1 }]
                        """);

        assertThat(brief).isEqualTo(full);
        assertThat(Text.writeJson(Encoder.encode(spec(Text.writeYaml(Encoder.encode(brief))))))
                .isEqualTo(Text.writeJson(Encoder.encode(brief)));
    }

    @Test
    void everyMistakeIsToldWithItsPlace() {
        var wrong =
                """
                hosts: ["a b"]
                rules:
                  - matches: [{ path: { exact: x } }, { path: { prefix: /a, exact: /b } }, { headers: { a: { regex: "(" } } }]
                    filters:
                      requestHeaders: { set: { Host: x } }
                      redirect: { status: 200 }
                      mirrors: [{ service: one, share: 2/1 }]
                    backends: [{ service: One, weight: -1 }]
                """;

        assertThatThrownBy(() -> spec(wrong))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e ->
                                assertThat(e.problem().message().lines())
                                        .anyMatch(
                                                line ->
                                                        line.contains(
                                                                "rules[0].matches[0].path.exact: \"x\" (expected: a path"))
                                        .anyMatch(
                                                line ->
                                                        line.contains(
                                                                "rules[0].matches[1].path: exact \"/b\" and prefix \"/a\" (expected: only one of exact,"
                                                                        + " prefix, regex; leave out the rest)"))
                                        .anyMatch(
                                                line ->
                                                        line.contains(
                                                                "rules[0].matches[2].headers.a.regex: regular expression: \"(\""))
                                        .anyMatch(
                                                line ->
                                                        line.contains(
                                                                "filters.requestHeaders: header: \"Host\" (expected:"))
                                        .anyMatch(
                                                line ->
                                                        line.contains(
                                                                "filters.redirect.status: 200 (expected: 301, 302, 303, 307 or 308)"))
                                        .anyMatch(
                                                line ->
                                                        line.contains(
                                                                "filters.mirrors[0].share: \"2/1\" (expected: a share such as"))
                                        .anyMatch(
                                                line ->
                                                        line.contains(
                                                                "backends[0].service: \"One\""))
                                        .hasSizeGreaterThanOrEqualTo(7));
    }

    @ParameterizedTest
    @CsvSource({"10%, 10%", "0.5%, 0.5%", "1/3, 1/3", "100%, 100%", "0%, 0%", "10/1000, 1%"})
    void sharesAreReadAsTheyAreWritten(String text, String written) {
        assertThat(Fraction.parse(text)).hasToString(written);
        assertThat(Fraction.parse(written)).hasToString(written);
    }

    private static Resource<Route.Spec, Route.Status> route() {
        return route("{ hosts: [a.test, b.test], rules: [{ backends: [one, two] }] }");
    }

    private static Resource<Route.Spec, Route.Status> route(String yaml) {
        return new Resource<>(
                Route.KIND,
                Metadata.of(Optional.of(new Name("production")), new Name("shop")),
                spec(yaml),
                Route.KIND.initial());
    }

    @Test
    void whatARuleSaysOfSizesIsToldToTheGateway() {
        var said =
                route(
                        "{ rules: [{ backends: [one] }, { backends: [one], sizes: { maxUrl: 100, maxBody: 1Gi, maxAnswerBody: 2Ki } }] }");

        assertThat(RouteWords.entries(said, new Nothing()))
                .extracting(Entry::own)
                .containsExactly(
                        EntryRules.NONE,
                        new EntryRules(
                                new Sizes(100, 0, 0, 2_048),
                                Optional.of(1L << 30),
                                Optional.empty()));
    }

    @Test
    void whoMayComeByARuleIsToldToTheGateway() {
        var said =
                route(
                        "{ rules: [{ filters: { redirect: { scheme: https } }, access: { allow: [10.0.0.0/8] } }] }");

        assertThat(RouteWords.entries(said, new Nothing()).getFirst().own().access())
                .map(access -> access.allow().ranges())
                .contains(List.of(AddressRange.parse("10.0.0.0/8")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    sizes: { maxUrl: 16 }                          | rules[0].sizes.maxUrl: 16 (expected: 64 to 8Ki)
                    sizes: { maxAnswer: 1Mi }                      | maxAnswer
                    access: { deny: [10.0.0.1/8] }                 | rules[0].access: deny[0]: "10.0.0.1/8" (expected: 10.0.0.0/8
                    access: {}                                     | access: nothing to allow or to deny
                    filters: { redirect: {} }, sizes: { maxBody: 1 } | redirect: beside sizes (expected: only one of them
                    filters: { redirect: {} }, backends: [a, b]    | rules[0].backends: a, b beside filters.redirect (expected: only one of them
                    filters: { redirect: {}, rewrite: { path: /a } } | redirect: beside rewrite (expected: only one of them
                    filters: { redirect: { path: /a, prefix: /b } } | filters.redirect: path "/a" and prefix "/b" (expected: only one of path, prefix
                    filters: { rewrite: { path: /a, prefix: /b } } | filters.rewrite: path "/a" and prefix "/b" (expected: only one of path, prefix
                    matches: [{ path: {} }]                        | rules[0].matches[0].path: empty (expected: one of exact, prefix, regex)
                    matches: [{ query: { q: { exact: a, regex: b } } }] | matches[0].query.q: exact "a" and regex "b" (expected: only one of
                    timeouts: { request: 5s, backendRequest: 1m30s } | timeouts.backendRequest: 1m30s (expected: at most request, 5s)
                    timeouts: { request: 31d }                     | timeouts.request: 31d (expected: 1ms to 30d)
                    """)
    void mistakesInWhatARuleSaysItselfAreTold(String words, String message) {
        assertThatThrownBy(() -> spec("{ rules: [{ " + words + " }] }"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(message);
    }

    private static RouteController controller(boolean isServed) {
        return new RouteController(new Nothing(), new Table(isServed), InstantSource.fixed(NOW));
    }

    @Test
    void conditionsAreThoseOfTheGatewayApi() {
        var pending = controller(false);
        var served = controller(true);

        var before = pending.decide(pending.observe(route())).status();
        var after =
                served.decide(
                                new RouteController.Seen(
                                        route(), true, List.of(), List.of(), NOW.plusSeconds(1)))
                        .status();

        assertThat(before.hosts()).isEqualTo("a.test, b.test");
        assertThat(before.conditions())
                .extracting(Condition::type, Condition::status, Condition::reason)
                .containsExactly(
                        tuple("Accepted", Condition.State.UNKNOWN, "Pending"),
                        tuple("ResolvedRefs", Condition.State.FALSE, "BackendNotFound"));
        assertThat(before.conditions().getLast().message())
                .startsWith("service/one, service/two (expected:");
        assertThat(after.conditions())
                .extracting(Condition::reason)
                .containsExactly("Accepted", "ResolvedRefs");
        assertThat(after.accepted() + " " + after.resolved()).isEqualTo("yes yes");
    }

    private static Conflicts.Conflict conflict(String place, String host, String winner) {
        return new Conflicts.Conflict(place, host, winner);
    }

    @Test
    void aRouteIsToldWhichOfItsMatchesAnOlderOneHas() {
        var taken = conflict("rules[0].matches[0]", "a.test", "route production/old#0");
        var seen =
                new RouteController.Seen(
                        route(), true, List.of(), Collections.nCopies(7, taken), NOW);

        var status = controller(true).decide(seen).status();

        assertThat(status.conflicts()).isEqualTo("route production/old#0");
        assertThat(status.conditions()).hasSize(3);
        assertThat(status.conditions().getLast())
                .satisfies(
                        told -> {
                            assertThat(told.type()).isEqualTo("Conflicted");
                            assertThat(told.status()).isEqualTo(Condition.State.TRUE);
                            assertThat(told.message())
                                    .startsWith(
                                            "rules[0].matches[0] for a.test is taken by route production/old#0, ")
                                    .contains(" and 2 more (expected: another host, path, ");
                        });
    }

    /// A gateway without conflicts.
    private record Table(boolean isServing) implements RouteController.Table {
        @Override
        public boolean serves(List<Entry> entries) {
            return isServing;
        }

        @Override
        public List<Conflicts.Conflict> conflicts(String route) {
            return List.of();
        }
    }

    /// No resource is stored.
    private static final class Nothing implements Admission.Lookup {
        @Override
        public <A extends Record, B extends Record> Optional<Resource<A, B>> find(
                Kind<A, B> kind, Ref ref) {
            return Optional.empty();
        }

        @Override
        public <A extends Record, B extends Record> List<Resource<A, B>> list(
                Kind<A, B> kind, Optional<Name> environment) {
            return List.of();
        }
    }
}
