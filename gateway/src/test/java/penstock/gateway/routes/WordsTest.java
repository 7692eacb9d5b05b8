package penstock.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {

    @Test
    void stickyKeysAreReadFromTheirText() {
        assertThat(StickyKey.parse("cookie:uid")).isEqualTo(new StickyKey.Cookie("uid"));
        assertThat(StickyKey.parse("header:X-User")).isEqualTo(new StickyKey.Header("X-User"));
        assertThat(StickyKey.parse("client")).isEqualTo(new StickyKey.Client());
        assertThatThrownBy(() -> StickyKey.parse("ip"))
                .hasMessage("sticky key: \"ip\" (expected: cookie:NAME, header:NAME or client)");
        assertThatThrownBy(() -> StickyKey.parse("cookie:a b"))
                .hasMessageStartingWith("cookie: \"a b\" (expected: ");
    }

    @Test
    void matchesAreReadFromTheirText() {
        assertThat(Match.parse("header:X-Try=a=b")).isEqualTo(new Match.Header("X-Try", "a=b"));
        assertThat(Match.parse("cookie:beta=1")).isEqualTo(new Match.Cookie("beta", "1"));
        assertThat(Match.parse("cookie:beta=1").text()).isEqualTo("cookie:beta=1");
        for (String text : List.of("beta=1", "query:a=b", "header:a", "header=a:b")) {
            assertThatThrownBy(() -> Match.parse(text))
                    .hasMessage(
                            "match: \""
                                    + text
                                    + "\" (expected: header:NAME=VALUE or cookie:NAME=VALUE)");
        }
        assertThatThrownBy(() -> Match.parse("cookie:beta="))
                .hasMessageStartingWith("cookie value: \"\" (expected: 1 to 256 ");
    }

    @Test
    void hostsAreLowerCaseNamesOrPatternsAndPrefixesHaveNoTail() {
        Route route =
                route("r", List.of("Shop.Example.COM", "*.x.test"), "/api/", split("v1", "i"));

        assertThat(route.hosts()).containsExactly("shop.example.com", "*.x.test");
        assertThat(route.pathPrefix()).isEqualTo("/api");
        assertThatThrownBy(() -> route("r", List.of("a:80"), "/", split("v1", "i")))
                .hasMessageStartingWith("host: \"a:80\"");
        assertThatThrownBy(() -> route("r", List.of("*"), "/", split("v1", "i")))
                .hasMessageStartingWith("host: \"*\"");
        assertThatThrownBy(() -> route("r", List.of(), "api", split("v1", "i")))
                .hasMessageStartingWith("path: \"api\"");
        assertThatThrownBy(() -> route("r", List.of(), "/a?b", split("v1", "i")))
                .hasMessageStartingWith("path: \"/a?b\"");
    }

    @Test
    void aSplitWithoutCandidateHasNoShare() {
        RouteVersion v1 = new RouteVersion("v1", List.of());

        assertThatThrownBy(() -> new Split("s", v1, Optional.empty(), 1))
                .hasMessage("candidateBasisPoints: 1 (expected: 0 without a candidate)");
        assertThatThrownBy(() -> new Split("s", v1, Optional.of(v1), 1))
                .hasMessage("candidate: v1 (expected: another version than the stable one)");
    }

    @Test
    void aTableRefusesWhatContradictsItself() {
        Route one = route("one", List.of("a"), "/", split("v1", "i"));

        assertThatThrownBy(() -> new RouteTable(1, List.of(one, one)))
                .hasMessageStartingWith("route id: \"one\"");
        assertThatThrownBy(
                        () ->
                                new RouteTable(
                                        1,
                                        List.of(
                                                one,
                                                route("two", List.of("a"), "/", split("v1", "j")))))
                .hasMessage(
                        "route two: host \"a\" with path / (expected: not also claimed by route one)");
        assertThatThrownBy(
                        () ->
                                new RouteTable(
                                        1,
                                        List.of(one, route("two", List.of("b"), "/", other("i")))))
                .hasMessageStartingWith("instance i: 127.0.0.1:81 (expected: one address");
        assertThatThrownBy(() -> new RouteTable(-1, List.of()))
                .hasMessageStartingWith("version: -1 (expected: 0..");
    }

    private static Route route(String id, List<String> hosts, String path, Split split) {
        return new Route(id, hosts, path, List.of(), split, Limits.DEFAULT);
    }

    private static Split split(String version, String instance) {
        return Split.all(
                new RouteVersion(version, List.of(new Upstream(instance, "127.0.0.1", 80))));
    }

    private static Split other(String instance) {
        return Split.all(new RouteVersion("v9", List.of(new Upstream(instance, "127.0.0.1", 81))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://a", "a b", "a:80", "*.*.a", "\u00e4.de"})
    void hostsOfALimitThatNoRequestCouldName(String host) {
        assertThatThrownBy(
                        () ->
                                new RateLimit.Target(
                                        List.of("production/shop"),
                                        List.of(host),
                                        List.of(),
                                        List.of()))
                .hasMessage(
                        "host: \""
                                + host
                                + "\" (expected: a name such as shop.example.com or *.example.com, without a port)");
    }
}
