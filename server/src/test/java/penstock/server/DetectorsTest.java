package penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.metrics.labels.Labels;
import penstock.metrics.store.StoreSettings;
import penstock.metrics.store.TimeSeriesStore;
import penstock.model.Node;
import penstock.model.Text;
import penstock.server.config.SettingsReader;

/// A detector within a whole server.
final class DetectorsTest {
    private static final String PATH = "/api/v1/environments/production/detectors/refused";

    /// What is watched is a figure of the server itself that a wrong rule file moves.
    private static final String DETECTOR =
            """
            apiVersion: penstock/v1
            kind: Detector
            metadata: {name: refused, environment: production}
            spec:
              signals:
                - {name: refused rule files, query: 'max(penstock_rule_files_refused)', kind: error-rate}
              every: 1s
            """;

    private static final String RULES =
            """
            groups:
              - name: anomalies
                interval: 200ms
                rules:
                  - alert: Anomaly
                    expr: penstock_anomaly{detector="refused"} == 1
            """;

    @TempDir private Path folder;
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void anAnomalyIsToldInStatusSeriesAndAlertAndTheModelSurvivesARestart() throws IOException {
        quietPast();
        rules("good.yaml", RULES);
        String model;
        try (var server = start()) {
            assertThat(send(server, "PUT", PATH, DETECTOR).statusCode()).isEqualTo(201);
            var usual = await(server, PATH, isIn("usual"));
            model = model(usual);
            assertThat(usual.textAt("status", "model", "version")).isEqualTo("1");
            await(
                    server,
                    query("penstock_anomaly{detector=\"refused\",environment=\"production\"} == 0"),
                    DetectorsTest::hasSeries);

            rules("bad.yaml", "groups: wrong");

            var anomalous = await(server, PATH, isIn("anomalous"));
            assertThat(anomalous.textAt("status", "last", "anomaly")).isEqualTo("error-rate");
            assertThat(anomalous.at("status", "anomalousSince")).isPresent();
            await(
                    server,
                    query("penstock_anomaly_score{detector=\"refused\"} > 3"),
                    DetectorsTest::hasSeries);
            await(
                    server,
                    query("ALERTS{alertname=\"Anomaly\",alertstate=\"firing\"}"),
                    DetectorsTest::hasSeries);
        }
        assertThat(folder.resolve("detectors/production/refused.model")).exists();
        try (var server = start()) {
            var again = await(server, PATH, isIn("anomalous"));
            assertThat(model(again)).isEqualTo(model);

            assertThat(send(server, "DELETE", PATH, "").statusCode()).isLessThan(300);

            await(() -> !Files.exists(folder.resolve("detectors/production/refused.model")));
        }
    }

    @Test
    void aQueryThatCannotBeReadIsRefusedWithItsPlace() {
        try (var server = start()) {
            var wrong = DETECTOR.replace("max(penstock_rule_files_refused)", "max(");

            var answer = send(server, "PUT", PATH, wrong);

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("spec.signals[0].query");
        }
    }

    /// Five minutes in which no file was wrong.
    private void quietPast() {
        var now = InstantSource.system().millis();
        try (var store =
                TimeSeriesStore.open(
                        folder.resolve("metrics"),
                        StoreSettings.DEFAULTS,
                        InstantSource.system())) {
            var labels = Labels.of(Labels.NAME, "penstock_rule_files_refused", "job", "penstock");
            var batch = store.batch();
            var reference = batch.series(labels, "past");
            for (var second = 300; second > 0; second--) {
                batch.sample(reference, now - second * 1_000L, 0);
            }
            batch.commit();
        }
    }

    private static String model(Node detector) {
        return Text.writeJson(detector.at("status", "model").orElseThrow());
    }

    private void rules(String name, String text) throws IOException {
        Files.createDirectories(folder.resolve("rules"));
        Files.writeString(folder.resolve("rules").resolve(name), text);
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

    private HttpResponse<String> send(Server server, String method, String path, String body) {
        try {
            var token = Files.readString(folder.resolve("keys/admin.token")).strip();
            var request =
                    HttpRequest.newBuilder(URI.create(server.url() + path))
                            .header("Authorization", "Bearer " + token)
                            .header("Content-Type", "application/yaml")
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build();
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Node await(Server server, String path, Predicate<Node> isThere) {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        var seen = Text.readJson(send(server, "GET", path, "").body());
        while (!isThere.test(seen)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(path + " answers " + Text.writeJson(seen));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            seen = Text.readJson(send(server, "GET", path, "").body());
        }
        return seen;
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private static Predicate<Node> isIn(String state) {
        return seen ->
                seen.at("status", "state").isPresent()
                        && seen.textAt("status", "state").equals(state);
    }

    private static String query(String text) {
        return "/prometheus/api/v1/query?query=" + URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static boolean hasSeries(Node answer) {
        return !answer.at("data", "result").map(Node::asList).orElse(List.of()).isEmpty();
    }
}
