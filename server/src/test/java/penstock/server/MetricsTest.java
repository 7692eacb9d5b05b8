package penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

/// The store of time series within a whole server.
final class MetricsTest {
    @TempDir private Path folder;
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        client.close();
    }

    private Server start() {
        return start(folder);
    }

    private static Server start(Path data, String... more) {
        var flags = new ArrayList<>(List.of("--data", data.toString(), "--listen", "127.0.0.1:0"));
        flags.addAll(List.of("--gateway-run", "false", "--metrics-every", "100ms"));
        flags.addAll(List.of(more));
        return Server.start(SettingsReader.read(Optional.empty(), Map.of(), flags));
    }

    private HttpResponse<String> get(Server server, String path) {
        return get(folder, server, path);
    }

    private HttpResponse<String> get(Path data, Server server, String path) {
        try {
            var token = Files.readString(data.resolve("keys/admin.token")).strip();
            var request =
                    HttpRequest.newBuilder(URI.create(server.url() + path))
                            .header("Authorization", "Bearer " + token)
                            .build();
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Node await(Server server, String path, Predicate<Node> isThere) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        var seen = Text.readJson(get(server, path).body());
        while (!isThere.test(seen)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(path + " answers " + Text.writeJson(seen));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            seen = Text.readJson(get(server, path).body());
        }
        return seen;
    }

    private static String query(String text) {
        return "/prometheus/api/v1/query?query=" + URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /// The number of the only sample; -1 while there is none.
    private static double only(Node answer) {
        var result = answer.at("data", "result").map(Node::asList).orElse(List.of());
        return result.isEmpty()
                ? -1
                : Double.parseDouble(
                        result.getFirst()
                                .at("value")
                                .orElseThrow()
                                .asList()
                                .get(1)
                                .asText()
                                .orElseThrow());
    }

    @Test
    void theServersOwnFiguresAreStoredAndSurviveARestart() {
        var count = query("count_over_time(penstock_metrics_series[1h])");
        double before;
        try (var server = start()) {
            before = only(await(server, count, seen -> only(seen) >= 3));
        }

        try (var server = start()) {
            var seen = await(server, count, answer -> only(answer) > before);

            assertThat(only(seen)).isGreaterThan(before);
            var ready = get(server, "/health/ready");
            assertThat(ready.body()).isEqualTo("{\"status\":\"ready\"}");
        }
    }

    @Test
    void aStoreThatCannotBeOpenedIsToldAndTheServerServesUntilItCan() throws IOException {
        var format = folder.resolve("metrics/format");
        try (var server = start()) {
            await(server, query("penstock_metrics_series"), seen -> only(seen) > 0);
        }
        var written = Files.readString(format);
        Files.writeString(format, "of another version\n");

        try (var server = start()) {
            var ready = await(server, "/health/ready", seen -> seen.at("impaired").isPresent());

            assertThat(ready.textAt("status")).isEqualTo("ready");
            assertThat(
                            ready.at("impaired")
                                    .orElseThrow()
                                    .asList()
                                    .getFirst()
                                    .asText()
                                    .orElseThrow())
                    .startsWith("Metrics: ")
                    .contains(format.toString(), "of another version");
            assertThat(get(server, "/health/ready").statusCode()).isEqualTo(200);
            assertThat(get(server, "/api/v1/kinds").statusCode()).isEqualTo(200);
            assertThat(get(server, query("up")).statusCode()).isEqualTo(503);

            Files.writeString(format, written);
            await(server, query("penstock_metrics_series"), seen -> only(seen) > 0);
            assertThat(get(server, "/health/ready").body()).isEqualTo("{\"status\":\"ready\"}");
        }
    }

    @Test
    void queriesAreAnsweredByAnotherServerThatSpeaksPrometheus(@TempDir Path other)
            throws IOException {
        var token = folder.resolve("keys/admin.token");
        var asked = start();
        var address = asked.url();
        var source =
                "--metrics-source={prometheus: {url: \"%s/prometheus\", bearer-file: \"%s\"}}"
                        .formatted(address, token);
        try (var asking = start(other, source)) {
            try (asked) {
                var newest = query("timestamp(penstock_metrics_series)");
                double time = only(await(asked, newest, seen -> only(seen) > 0));
                var figures = query("{job=\"penstock\"}") + "&time=" + time;
                var malformed = query("sum(");

                var answer = get(other, asking, figures).body();

                assertThat(answer).isEqualTo(get(asked, figures).body());
                assertThat(answer).contains("\"job\":\"penstock\"");
                assertThat(get(other, asking, malformed).body())
                        .isEqualTo(get(asked, malformed).body());
            }
            var failed = get(other, asking, query("up"));
            assertThat(failed.statusCode()).isEqualTo(503);
            assertThat(failed.body())
                    .contains("\"unavailable\"", address)
                    .doesNotContain(Files.readString(token).strip());
        }
    }
}
