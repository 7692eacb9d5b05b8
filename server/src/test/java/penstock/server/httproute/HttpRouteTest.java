package penstock.server.httproute;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import penstock.model.Node;
import penstock.model.Text;

/// The conformance of HTTPRoutes with the Kubernetes Gateway API (v1.2 and later), in a table of our own that was written after its
/// specification. Each group is named after the feature it stands for; its manifests are served, then its cases are asked.
///
/// Of a case: `ask` is method and target; `host` and `headers` go with it; `from` is the service that must answer; `status` is 200 where
/// it is not told; `sees` is what the service must see, `answer` what the client must get: fields with their values, a list where there
/// are several, and `without` for those that must not be there; `copies` are the services that must get a copy; with `users` so
/// many users ask, `shares` tells the percentages that must come of it, within 6, and `copied` how many copies of the requests.
final class HttpRouteTest {
    private static final List<String> FILES =
            List.of("matching.yaml", "backends.yaml", "filters.yaml", "cors.yaml");
    private static final Set<String> KEYS =
            Set.of(
                    "ask", "host", "headers", "from", "status", "sees", "answer", "copies", "users",
                    "shares", "copied");

    private static Site site;
    private static int number;

    /// @param feature of the Gateway API
    record Group(String feature, List<Node> manifests, List<Node> cases) {
        @Override
        public String toString() {
            return feature;
        }
    }

    @BeforeAll
    static void open() throws IOException {
        site = new Site();
    }

    @AfterAll
    static void close() throws IOException {
        site.close();
    }

    static Stream<Group> groups() throws IOException {
        var groups = new ArrayList<Group>();
        for (var file : FILES) {
            try (var in = HttpRouteTest.class.getResourceAsStream(file)) {
                var text =
                        new String(
                                Objects.requireNonNull(in, file).readAllBytes(),
                                StandardCharsets.UTF_8);
                var manifests = new ArrayList<Node>();
                for (var document : Text.readYaml(text, file)) {
                    if (document.at("feature").isEmpty()) {
                        manifests.add(document);
                    } else {
                        groups.add(
                                new Group(
                                        document.textAt("feature"),
                                        List.copyOf(manifests),
                                        document.at("cases").orElseThrow().asList()));
                        manifests.clear();
                    }
                }
                assertThat(manifests).as(file + " ends without cases").isEmpty();
            }
        }
        return groups.stream();
    }

    @ParameterizedTest
    @MethodSource("groups")
    void doesWhatTheGatewayApiSays(Group group) throws IOException {
        site.serve(group.manifests());

        assertThat(group.cases()).isNotEmpty();
        for (var one : group.cases()) {
            assertThat(KEYS)
                    .as("keys of a case")
                    .containsAll(((Node.Mapping) one).entries().keySet());
            if (one.at("users").isPresent()) {
                shares(one);
            } else {
                ask(one);
            }
        }
    }

    private static void ask(Node one) throws IOException {
        var what = Text.writeJson(one);
        site.services.values().forEach(service -> service.copies.clear());

        var answer = site.ask(head(one, "user"));

        var status = one.textAt("status");
        assertThat(answer.status())
                .as(what + "\n" + answer.head())
                .isEqualTo(status.isEmpty() ? 200 : Integer.parseInt(status));
        var from = one.textAt("from");
        if (!from.isEmpty()) {
            assertThat(answer.body().lines().findFirst()).as(what).contains(from);
        }
        var seen = answer.body().substring(answer.body().indexOf('\n') + 1);
        one.at("sees").ifPresent(wanted -> fields(what, wanted, seen));
        one.at("answer").ifPresent(wanted -> fields(what, wanted, answer.head()));
        one.at("copies").ifPresent(wanted -> copies(what, wanted.asList()));
    }

    private static String head(Node one, String user) {
        var head = new StringBuilder(one.textAt("ask")).append(" HTTP/1.1\r\n");
        var host = one.textAt("host");
        head.append("Host: ").append(host.isEmpty() ? "any.test" : host).append("\r\n");
        head.append("X-User: ").append(user).append("\r\n");
        head.append("X-Number: ").append(++number).append("\r\n");
        if (one.at("headers").orElse(Node.map(Map.of())) instanceof Node.Mapping fields) {
            fields.entries()
                    .forEach(
                            (name, value) ->
                                    head.append(name)
                                            .append(": ")
                                            .append(value.asText().orElseThrow())
                                            .append("\r\n"));
        }
        return head.append("\r\n").toString();
    }

    /// `line` is the first line, `without` names that must not be there, and every other key a field with its values.
    private static void fields(String what, Node wanted, String head) {
        ((Node.Mapping) wanted)
                .entries()
                .forEach(
                        (name, value) -> {
                            switch (name) {
                                case "line" ->
                                        assertThat(head.lines().findFirst())
                                                .as(what)
                                                .contains(
                                                        value.asText().orElseThrow() + " HTTP/1.1");
                                case "without" ->
                                        value.asList()
                                                .forEach(
                                                        gone ->
                                                                assertThat(
                                                                                Site.values(
                                                                                        head,
                                                                                        gone.asText()
                                                                                                .orElseThrow()))
                                                                        .as(what + "\n" + head)
                                                                        .isEmpty());
                                default ->
                                        assertThat(Site.values(head, name))
                                                .as(what + " " + name + "\n" + head)
                                                .containsExactlyElementsOf(texts(value));
                            }
                        });
    }

    private static List<String> texts(Node value) {
        return value instanceof Node.Sequence list
                ? list.items().stream().map(item -> item.asText().orElseThrow()).toList()
                : List.of(value.asText().orElseThrow());
    }

    private static void copies(String what, List<Node> services) {
        for (var service : services) {
            var copies =
                    Objects.requireNonNull(site.services.get(service.asText().orElseThrow()), what)
                            .copies;
            await(what, () -> !copies.isEmpty());
            assertThat(copies.peek()).as(what).contains("X-Number: " + number + "\r\n");
        }
    }

    private static void shares(Node one) throws IOException {
        int users = Integer.parseInt(one.textAt("users"));
        site.services.values().forEach(service -> service.copies.clear());
        var counts = new HashMap<String, Integer>();
        for (int user = 0; user < users; user++) {
            var answer = site.ask(head(one, "user-" + user));
            var name = answer.status() == 200 ? answer.body().lines().findFirst().orElse("") : "";
            counts.merge(name.isEmpty() ? "" + answer.status() : name, 1, Integer::sum);
        }
        var wanted = ((Node.Mapping) one.at("shares").orElseThrow()).entries();
        assertThat(wanted.keySet()).containsAll(counts.keySet());
        wanted.forEach(
                (name, percent) -> {
                    double expected = Double.parseDouble(percent.asText().orElseThrow());
                    double found = 100.0 * counts.getOrDefault(name, 0) / users;
                    assertThat(found)
                            .as(name + " of " + counts)
                            .isBetween(expected - 6, expected + 6);
                });
        if (one.at("copied").orElse(Node.map(Map.of())) instanceof Node.Mapping copied) {
            copied.entries()
                    .forEach(
                            (name, count) -> {
                                var copies = Objects.requireNonNull(site.services.get(name)).copies;
                                int expected = Integer.parseInt(count.asText().orElseThrow());
                                await(name, () -> copies.size() == expected);
                            });
        }
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }
}
