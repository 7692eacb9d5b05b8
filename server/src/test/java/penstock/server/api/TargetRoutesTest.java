package penstock.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.metrics.exposition.MetricType;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.Engine;
import penstock.metrics.promql.EngineOptions;
import penstock.metrics.scrape.Access;
import penstock.metrics.scrape.DroppedTarget;
import penstock.metrics.scrape.FamilyText;
import penstock.metrics.scrape.HttpSettings;
import penstock.metrics.scrape.Labelling;
import penstock.metrics.scrape.PoolStatus;
import penstock.metrics.scrape.ScrapeLimits;
import penstock.metrics.scrape.ScrapeSettings;
import penstock.metrics.scrape.ScrapeTarget;
import penstock.metrics.scrape.TargetStatus;
import penstock.server.prometheus.About;
import penstock.server.prometheus.Activity;
import penstock.server.prometheus.Described;
import penstock.server.prometheus.PrometheusApi;

/// What Prometheus' API tells of targets, over HTTP, in the shapes that its clients know.
final class TargetRoutesTest {
    private static final String V1 = "/prometheus/api/v1/";

    private static final ScrapeSettings SETTINGS =
            new ScrapeSettings(
                    Duration.ofSeconds(90),
                    Duration.ofSeconds(10),
                    new HttpSettings(
                            true,
                            true,
                            new Access.Token("Bearer", Path.of("/secrets/token")),
                            HttpSettings.Tls.USUAL),
                    ScrapeSettings.Formats.USUAL,
                    Labelling.USUAL,
                    ScrapeLimits.NONE,
                    false);

    private static final String DOWN =
            """
            {"discoveredLabels":{"__address__":"h:1"},"labels":{"instance":"h:1","job":"a"},"scrapePool":"a",\
            "scrapeUrl":"http://h:1/metrics","globalUrl":"http://h:1/metrics","lastError":"h:1 refuses the connection",\
            "lastScrape":"2026-01-03T10:37:00Z","lastScrapeDuration":0.25,"health":"down","scrapeInterval":"1m30s",\
            "scrapeTimeout":"10s"}""";

    private final TestApi api;

    TargetRoutesTest(@TempDir Path folder) {
        var down =
                told(
                        "h:1",
                        "a",
                        TargetStatus.Health.DOWN,
                        Map.of("m", new FamilyText(MetricType.COUNTER, "Said by \"a\".", "")));
        var fresh =
                told(
                        "h:2",
                        "b",
                        TargetStatus.Health.UNKNOWN,
                        Map.of(
                                "m", new FamilyText(MetricType.COUNTER, "Otherwise.", ""),
                                "n", new FamilyText(MetricType.GAUGE, "", "bytes")));
        var pools =
                List.of(
                        new PoolStatus("a", List.of(down), List.of(), 0),
                        new PoolStatus(
                                "b",
                                List.of(fresh),
                                List.of(new DroppedTarget(Labels.of("__address__", "h:9"))),
                                3));
        var about =
                new About(
                        "1",
                        Instant.EPOCH,
                        Path.of("/"),
                        "15d",
                        Map.of(),
                        List.of(new Described("own", "gauge", "Own.", "")));
        api =
                TestApi.start(
                        folder,
                        new PrometheusApi(
                                Optional::empty,
                                new Activity(List::of, () -> pools),
                                new Engine(EngineOptions.DEFAULT),
                                about,
                                InstantSource.system()));
    }

    private static PoolStatus.Told told(
            String address,
            String job,
            TargetStatus.Health health,
            Map<String, FamilyText> families) {
        var target =
                new ScrapeTarget(
                        Labels.of("__address__", address),
                        Labels.of("job", job, "instance", address),
                        new ScrapeTarget.At(URI.create("http://" + address + "/metrics")),
                        SETTINGS);
        boolean isDown = health == TargetStatus.Health.DOWN;
        var status =
                new TargetStatus(
                        target,
                        health,
                        isDown ? address + " refuses the connection" : "",
                        isDown
                                ? Optional.of(Instant.parse("2026-01-03T10:37:00Z"))
                                : Optional.empty(),
                        isDown ? Duration.ofMillis(250) : Duration.ZERO,
                        0);
        return new PoolStatus.Told(status, () -> families);
    }

    @AfterEach
    void close() {
        api.close();
    }

    private void assertData(String path, String data) {
        var reply = api.get(V1 + path);
        assertThat(reply.text()).isEqualTo("{\"status\":\"success\",\"data\":" + data + "}");
        assertThat(reply.status()).isEqualTo(200);
    }

    @Test
    void targetsAreToldByPoolAndByState() {
        assertData(
                "targets?state=active&scrapePool=a",
                "{\"activeTargets\":["
                        + DOWN
                        + "],\"droppedTargets\":[],\"droppedTargetCounts\":null}");
        assertData(
                "targets?state=dropped",
                "{\"activeTargets\":[],\"droppedTargets\":[{\"discoveredLabels\":{\"__address__\":\"h:9\"},"
                        + "\"scrapePool\":\"b\"}],\"droppedTargetCounts\":{\"a\":0,\"b\":3}}");
        assertData(
                "targets?scrapePool=nobody",
                "{\"activeTargets\":[],\"droppedTargets\":[],\"droppedTargetCounts\":{}}");
        var all = api.get(V1 + "targets").json().at("data", "activeTargets").orElseThrow().asList();
        assertThat(all).hasSize(2);
        assertThat(all.getLast().textAt("health")).isEqualTo("unknown");
        assertThat(all.getLast().textAt("lastScrape")).isEqualTo("0001-01-01T00:00:00Z");
    }

    @Test
    void noAnswerNamesAFileWithASecret() {
        assertThat(api.get(V1 + "targets").text()).doesNotContain("secrets", "Bearer");
    }

    @Test
    void poolsAreToldByName() {
        assertData("scrape_pools", "{\"scrapePools\":[\"a\",\"b\"]}");
    }

    @Test
    void whatTargetsSayOfTheirMetricsIsToldByTargetAndByMetric() {
        assertData(
                "targets/metadata?match_target=" + encoded("{job=\"b\"}"),
                "[{\"target\":{\"instance\":\"h:2\",\"job\":\"b\"},\"metric\":\"m\",\"type\":\"counter\","
                        + "\"help\":\"Otherwise.\",\"unit\":\"\"},{\"target\":{\"instance\":\"h:2\",\"job\":\"b\"},"
                        + "\"metric\":\"n\",\"type\":\"gauge\",\"help\":\"\",\"unit\":\"bytes\"}]");
        assertData(
                "targets/metadata?metric=m&limit=1",
                "[{\"target\":{\"instance\":\"h:1\",\"job\":\"a\"},\"type\":\"counter\","
                        + "\"help\":\"Said by \\\"a\\\".\",\"unit\":\"\"}]");
        assertData(
                "metadata?metric=m",
                "{\"m\":[{\"type\":\"counter\",\"help\":\"Said by \\\"a\\\".\",\"unit\":\"\"},"
                        + "{\"type\":\"counter\",\"help\":\"Otherwise.\",\"unit\":\"\"}]}");
        assertData(
                "metadata?limit=1&limit_per_metric=1",
                "{\"m\":[{\"type\":\"counter\",\"help\":\"Said by \\\"a\\\".\",\"unit\":\"\"}]}");
        assertThat(api.get(V1 + "metadata").text()).contains("\"own\":[");
    }

    @Test
    void aSelectorThatIsNoneIsRefused() {
        var refused = api.get(V1 + "targets/metadata?match_target=" + encoded("{"));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().textAt("error")).contains("match_target");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
