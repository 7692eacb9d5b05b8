package penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.model.Node;
import penstock.model.Text;

/// What a whole installation scrapes: its instances, and what the file names.
final class ScrapingTest {
    private static final String SECRET = "n0b0dy-sees-this";

    private static final String PROGRAM =
            """
            import com.sun.net.httpserver.HttpServer;
            import java.net.InetSocketAddress;

            void main() throws Exception {
                var server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(System.getenv("PORT"))), 100);
                server.createContext("/", exchange -> {
                    var body = ("# HELP visits_total Visits.\\n# TYPE visits_total counter\\nvisits_total{shop=\\"a\\"} 17\\n").getBytes();
                    exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
                server.start();
            }
            """;

    private static final String SERVICE =
            """
            apiVersion: penstock/v1
            kind: Service
            metadata: { name: shop }
            spec:
              run:
                process: { command: [java, -Xshare:auto, -XX:TieredStopAtLevel=1, --source, "25", "{artefact}"] }
                instances: %d
                ready: { http: /ready, every: 100ms, within: 60s }
                stop: { grace: 2s, drain: 1s }
                metrics: { http: /metrics, every: 200ms }
              route: { hosts: [shop.localhost] }
            """;

    @TempDir private Path folder;
    private final List<String> authorizations = new CopyOnWriteArrayList<>();

    private HttpServer other() throws IOException {
        var server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext(
                "/metrics",
                exchange -> {
                    authorizations.add(exchange.getRequestHeaders().getFirst("Authorization"));
                    var body = "others 5\n".getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().set("Content-Type", "text/plain");
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
        return server;
    }

    private Path scrapeFile(HttpServer other) throws IOException {
        Files.writeString(folder.resolve("token"), SECRET);
        Files.writeString(
                folder.resolve("targets.json"),
                "[{\"targets\": [\"127.0.0.1:" + other.getAddress().getPort() + "\"]}]");
        return Files.writeString(
                folder.resolve("scrape.yml"),
                """
                scrape_configs:
                  - job_name: other
                    scrape_interval: 200ms
                    bearer_token_file: token
                    file_sd_configs: [{ files: [targets.json] }]
                    metric_relabel_configs:
                      - { target_label: via, replacement: file }
                """);
    }

    private static List<Node> result(Installation installation, String query) {
        return installation
                .call(
                        "GET",
                        "/prometheus/api/v1/query?query="
                                + URLEncoder.encode(query, StandardCharsets.UTF_8),
                        "")
                .body()
                .at("data", "result")
                .map(Node::asList)
                .orElse(List.of());
    }

    private static Node targets(Installation installation) {
        return installation.call("GET", "/prometheus/api/v1/targets?state=active", "").body();
    }

    @Test
    void instancesAndTheTargetsOfTheFileAreScrapedUntilTheyGo() throws IOException {
        var other = other();
        try (var installation =
                new Installation(
                        folder.resolve("data"), "--metrics-scrape", scrapeFile(other).toString())) {
            installation.apply("shop", SERVICE.formatted(1));
            var order =
                    Node.map(
                            Map.of(
                                    "version",
                                    Node.text("1.0.0"),
                                    "artefact",
                                    installation.upload(PROGRAM)));
            installation.release("shop", Text.writeJson(order));
            installation.awaitPhase("shop-1", "completed");

            Shop.until(() -> result(installation, "visits_total == 17").size() == 1);
            var metric = result(installation, "visits_total").getFirst().at("metric").orElseThrow();
            assertThat(metric.textAt("environment")).isEqualTo("production");
            assertThat(metric.textAt("service")).isEqualTo("shop");
            assertThat(metric.textAt("version")).isEqualTo("1.0.0");
            assertThat(metric.textAt("instance")).startsWith("production.shop.");
            assertThat(metric.textAt("job")).isEqualTo("production/shop");
            assertThat(metric.textAt("shop")).isEqualTo("a");
            assertThat(result(installation, "up{service=\"shop\"} == 1")).hasSize(1);
            Shop.until(
                    () -> result(installation, "others{via=\"file\",job=\"other\"}").size() == 1);
            assertThat(authorizations).contains("Bearer " + SECRET);
            var told = targets(installation);
            assertThat(Text.writeJson(told)).doesNotContain(SECRET, "Bearer");
            assertThat(told.at("data", "activeTargets").orElseThrow().asList())
                    .extracting(target -> target.textAt("health"))
                    .containsExactly("up", "up");

            other.stop(0);
            installation.apply("shop", SERVICE.formatted(0));

            Shop.until(() -> result(installation, "visits_total").isEmpty());
            assertThat(result(installation, "up{service=\"shop\"}")).isEmpty();
            assertThat(result(installation, "last_over_time(visits_total[5m])")).hasSize(1);
            Shop.until(() -> result(installation, "up{job=\"other\"} == 0").size() == 1);
            assertThat(result(installation, "others")).isEmpty();
            // The first scrape may meet a connection that is just being closed.
            Shop.until(
                    () -> Text.writeJson(targets(installation)).contains("refuses the connection"));
        } finally {
            other.stop(0);
        }
    }
}
