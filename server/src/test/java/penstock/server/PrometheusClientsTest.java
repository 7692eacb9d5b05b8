package penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.model.Node;
import penstock.model.Text;
import penstock.server.config.SettingsReader;

/// A real Prometheus that sends what it scrapes of itself, and a real promtool that asks for it, both unchanged.
final class PrometheusClientsTest {
    private static final Path PROMETHEUS = Path.of("/usr/bin/prometheus");
    private static final Path PROMTOOL = Path.of("/usr/bin/promtool");

    @TempDir private Path folder;

    /// Whether this machine has both programs; without them that is said in one line, and is a failure in CI.
    private static boolean arePrograms() {
        boolean areThere = Files.isExecutable(PROMETHEUS) && Files.isExecutable(PROMTOOL);
        if (!areThere && System.getenv("CI") != null) {
            throw new AssertionError(
                    PROMETHEUS + " is missing (expected in CI: package prometheus)");
        }
        if (!areThere) {
            System.err.println(
                    "not tested: a real Prometheus as sender needs /usr/bin/prometheus (package prometheus)");
        }
        return areThere;
    }

    private Server start() {
        return Server.start(
                SettingsReader.read(
                        Optional.empty(),
                        Map.of(),
                        List.of(
                                "--data",
                                folder.resolve("data").toString(),
                                "--listen",
                                "127.0.0.1:0",
                                "--gateway-run",
                                "false")));
    }

    private String token() {
        try {
            return Files.readString(folder.resolve("data/keys/admin.token")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process sender(Server server, int port) throws IOException {
        var config = folder.resolve("prometheus.yml");
        Files.writeString(
                config,
                """
                global: {scrape_interval: 500ms}
                scrape_configs:
                  - job_name: self
                    static_configs: [{targets: ["127.0.0.1:%d"]}]
                remote_write:
                  - url: %s/prometheus/api/v1/write
                    authorization: {credentials: %s}
                    queue_config: {batch_send_deadline: 100ms}
                    metadata_config: {send_interval: 500ms}
                """
                        .formatted(port, server.url(), token()));
        return new ProcessBuilder(
                        PROMETHEUS.toString(),
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("tsdb"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.out").toFile())
                .start();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Node ask(HttpClient http, String base, String path) {
        try {
            var request =
                    HttpRequest.newBuilder(URI.create(base + path))
                            .timeout(Duration.ofSeconds(10))
                            .header("Authorization", "Bearer " + token())
                            .build();
            var response = http.send(request, BodyHandlers.ofString());
            return response.statusCode() == 200
                    ? Text.readJson(response.body())
                    : Node.map(Map.of());
        } catch (IOException _) {
            // It has not come up yet.
            return Node.map(Map.of());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Node> result(HttpClient http, String base, String query, String... more) {
        var encoded = URLEncoder.encode(query, StandardCharsets.UTF_8);
        return ask(http, base, "/api/v1/query?query=" + encoded + String.join("", more))
                .at("data", "result")
                .map(Node::asList)
                .orElse(List.of());
    }

    /// Everything of it, in an order of its own.
    private Set<String> all(HttpClient http, String base, String query, String time) {
        var lines = new TreeSet<String>();
        result(http, base, query, "&time=", time).forEach(line -> lines.add(Text.writeJson(line)));
        return lines;
    }

    /// Of the newest sample, in seconds; empty while there is none.
    private Optional<String> newest(HttpClient http, String base) {
        return result(http, base, "max(timestamp(up{job=\"self\"}))").stream()
                .findFirst()
                .flatMap(sample -> sample.at("value"))
                .map(value -> value.asList().get(1).asText().orElseThrow());
    }

    private record Ended(int code, String said) {}

    private static Ended promtool(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(PROMTOOL.toString()));
        command.addAll(Arrays.asList(arguments));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new AssertionError(command + " does not end: " + said);
        }
        return new Ended(process.exitValue(), said);
    }

    @Test
    void whatAPrometheusSendsIsAnsweredAsByItself() throws IOException, InterruptedException {
        if (!arePrograms()) {
            return;
        }
        int port = freePort();
        try (var server = start();
                var http = HttpClient.newHttpClient()) {
            var ours = server.url() + "/prometheus";
            var theirs = "http://127.0.0.1:" + port;
            var process = sender(server, port);
            try {
                Shop.until(
                        () ->
                                result(http, ours, "count_over_time(up{job=\"self\"}[1m]) > 2")
                                                .size()
                                        == 1);
                var time = newest(http, ours).orElseThrow();
                Shop.until(
                        () ->
                                newest(http, ours)
                                        .filter(newest -> !newest.equals(time))
                                        .isPresent());
                compare(http, ours, theirs, time);
                Shop.until(
                        () ->
                                ask(http, ours, "/api/v1/metadata?metric=prometheus_build_info")
                                        .at("data", "prometheus_build_info")
                                        .isPresent());
                askWithPromtool(server, time);
            } finally {
                process.destroyForcibly();
                process.onExit().join();
            }
        }
    }

    /// At the time of a scrape all of which has arrived, because a later one has. Without `rate`: version 3 extrapolates to the start of a
    /// counter in another way than version 2, which Debian has.
    private void compare(HttpClient http, String ours, String theirs, String time) {
        for (var query :
                List.of(
                        "{job=\"self\"}",
                        "sum by (handler, code) (irate(prometheus_http_requests_total[1m]))",
                        "histogram_quantile(0.9, sum by (le) (irate(prometheus_http_request_duration_seconds_bucket[1m])))",
                        "count by (__name__) ({job=\"self\"})")) {
            var wanted = all(http, theirs, query, time);

            assertThat(wanted).as(query).isNotEmpty();
            assertThat(all(http, ours, query, time)).as(query).isEqualTo(wanted);
        }
        assertThat(all(http, ours, "{job=\"self\"}", time)).hasSizeGreaterThan(300);
    }

    private void askWithPromtool(Server server, String time)
            throws IOException, InterruptedException {
        var address = server.url().replace("http://", "http://any:" + token() + "@");
        var ours = address + "/prometheus";

        var instant = promtool("query", "instant", "--time=" + time, ours, "up{job=\"self\"} == 1");
        assertThat(instant.said()).contains("job=\"self\"} => 1 @[");
        assertThat(instant.code()).isZero();
        var range =
                promtool(
                        "query",
                        "range",
                        "--start=" + time,
                        "--end=" + new BigDecimal(time).add(BigDecimal.ONE),
                        "--step=2s",
                        ours,
                        "sum(up{job=\"self\"})");
        assertThat(range.said()).contains("{} =>\n1 @[");
        assertThat(range.code()).isZero();
        var series = promtool("query", "series", "--match=up{job=\"self\"}", ours);
        assertThat(series.said()).contains("__name__=\"up\"").contains("job=\"self\"");
        assertThat(series.code()).isZero();
        var labels = promtool("query", "labels", ours, "job");
        assertThat(labels.said().lines()).contains("self", "penstock");
        assertThat(labels.code()).isZero();
        var wrong = promtool("query", "instant", ours, "up{");
        assertThat(wrong.said()).contains("bad_data").contains("unexpected end of input");
        assertThat(wrong.code()).isEqualTo(1);
    }
}
