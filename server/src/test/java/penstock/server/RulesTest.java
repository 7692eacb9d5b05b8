package penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.model.Node;
import penstock.model.Text;
import penstock.server.config.SettingsReader;

/// Rule files within a whole server.
final class RulesTest {
    private static final String RULES =
            """
            groups:
              - name: g
                interval: 200ms
                rules:
                  - record: series:twice
                    expr: 2 * penstock_metrics_series
                  - alert: Soon
                    expr: series:twice > 0
                    for: 1s
                    labels: {severity: page}
                    annotations: {summary: '{{ $labels.job }} has {{ if gt $value 0.0 }}some{{ end }}'}
                  - alert: Waiting
                    expr: vector(1)
                    for: 15m
            """;

    @TempDir private Path folder;
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        client.close();
    }

    private Server start() {
        return Server.start(
                SettingsReader.read(
                        Optional.empty(),
                        Map.of(),
                        List.of(
                                "--data",
                                folder.toString(),
                                "--listen",
                                "127.0.0.1:0",
                                "--gateway-run",
                                "false",
                                "--metrics-every",
                                "100ms")));
    }

    private Path rules(String text) throws IOException {
        var file = folder.resolve("rules/own.yaml");
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return file;
    }

    private Node get(Server server, String path) {
        try {
            var token = Files.readString(folder.resolve("keys/admin.token")).strip();
            var request =
                    HttpRequest.newBuilder(URI.create(server.url() + path))
                            .header("Authorization", "Bearer " + token)
                            .build();
            return Text.readJson(client.send(request, BodyHandlers.ofString()).body());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Node await(Server server, String path, Predicate<Node> isThere) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        var seen = get(server, path);
        while (!isThere.test(seen)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(path + " answers " + Text.writeJson(seen));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            seen = get(server, path);
        }
        return seen;
    }

    private static String query(String text) {
        return "/prometheus/api/v1/query?query=" + URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static boolean hasSeries(Node answer) {
        return !answer.at("data", "result").map(Node::asList).orElse(List.of()).isEmpty();
    }

    private static Optional<Node> alert(Node answer, String name) {
        return answer.at("data", "alerts").map(Node::asList).orElse(List.of()).stream()
                .filter(alert -> alert.textAt("labels", "alertname").equals(name))
                .findFirst();
    }

    private Node awaitAlert(Server server, String name, String state) {
        var path = "/prometheus/api/v1/alerts";
        Predicate<Node> isThere =
                seen ->
                        alert(seen, name)
                                .filter(alert -> alert.textAt("state").equals(state))
                                .isPresent();
        return alert(await(server, path, isThere), name).orElseThrow();
    }

    @Test
    void alertsWaitFireAreStoredAndKeepTheirTimeOverARestart() throws IOException {
        rules(RULES);
        Instant stopped;
        try (var server = start()) {
            awaitAlert(server, "Waiting", "pending");
            var firing = awaitAlert(server, "Soon", "firing");
            assertThat(firing.textAt("labels", "severity")).isEqualTo("page");
            assertThat(firing.textAt("annotations", "summary")).isEqualTo("penstock has some");
            // It was pending for a second, which a busy machine may have missed.
            await(
                    server,
                    query("last_over_time(ALERTS{alertname=\"Soon\",alertstate=\"pending\"}[10m])"),
                    RulesTest::hasSeries);
            await(
                    server,
                    query("ALERTS{alertname=\"Soon\",alertstate=\"firing\"}"),
                    RulesTest::hasSeries);
            await(
                    server,
                    query("ALERTS_FOR_STATE{alertname=\"Waiting\"} < time()"),
                    RulesTest::hasSeries);
            await(server, query("series:twice > 0"), RulesTest::hasSeries);
            await(
                    server,
                    query(
                            "penstock_rule_evaluations_total{rule_group=~\".*/own.yaml;g\"} > 3"
                                    + " and penstock_rule_evaluation_failures_total == 0"),
                    RulesTest::hasSeries);
            stopped = Instant.now();
        }

        try (var server = start()) {
            var path = "/prometheus/api/v1/alerts";
            var alerts =
                    await(
                            server,
                            path,
                            seen ->
                                    alert(seen, "Waiting")
                                            .map(alert -> Instant.parse(alert.textAt("activeAt")))
                                            .filter(since -> since.isBefore(stopped))
                                            .isPresent());

            assertThat(alert(alerts, "Waiting").orElseThrow().textAt("state")).isEqualTo("pending");
        }
    }

    @Test
    void aChangedFileIsTakenAndAWrongOneLeavesTheRulesOfBefore() throws IOException {
        var file = rules(RULES);
        try (var server = start()) {
            await(server, query("ALERTS{alertname=\"Soon\"}"), RulesTest::hasSeries);
            var waiting = awaitAlert(server, "Waiting", "pending").textAt("activeAt");

            rules(
                    RULES.replace("series:twice > 0", "series:twice < 0")
                            .replace("vector(1)", "sum("));

            var ready = await(server, "/health/ready", seen -> seen.at("impaired").isPresent());
            assertThat(ready.textAt("status")).isEqualTo("ready");
            assertThat(ready.at("impaired").orElseThrow().asList().getFirst().asText())
                    .hasValueSatisfying(
                            sentence ->
                                    assertThat(sentence)
                                            .startsWith(
                                                    "Rules: "
                                                            + file
                                                            + " is wrong, its rules of before go on:"
                                                            + " line 13: ")
                                            .contains("unclosed left parenthesis"));
            awaitAlert(server, "Soon", "firing");

            rules(RULES.replace("alert: Soon", "alert: Other").replace("vector(1)", "vector(2)"));

            await(server, "/health/ready", seen -> seen.at("impaired").isEmpty());
            awaitAlert(server, "Other", "firing");
            await(
                    server,
                    query("ALERTS{alertname=\"Soon\"}"),
                    seen -> seen.textAt("status").equals("success") && !hasSeries(seen));
            // The same rule, asked otherwise, goes on waiting.
            assertThat(awaitAlert(server, "Waiting", "pending").textAt("activeAt"))
                    .isEqualTo(waiting);

            Files.delete(file);

            await(server, "/prometheus/api/v1/rules", seen -> items(seen).isEmpty());
            await(
                    server,
                    query("ALERTS or series:twice"),
                    seen -> seen.textAt("status").equals("success") && !hasSeries(seen));
        }
    }

    private static List<Node> items(Node answer) {
        return answer.at("data", "groups").orElseThrow().asList();
    }
}
