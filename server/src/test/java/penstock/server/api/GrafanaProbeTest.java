package penstock.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import penstock.metrics.exposition.MetricType;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.Engine;
import penstock.metrics.promql.EngineOptions;
import penstock.metrics.store.StoreSettings;
import penstock.metrics.store.TimeSeriesStore;
import penstock.metrics.store.head.Exemplar;
import penstock.model.Node;
import penstock.server.prometheus.About;
import penstock.server.prometheus.Activity;
import penstock.server.prometheus.PrometheusApi;

/// What Grafana's data source asks when it is set up, when a dashboard is opened and when a query is written, and the shapes that it
/// expects. It asks with POST and a form unless told otherwise, and where it may not, with GET.
final class GrafanaProbeTest {
    private static final long NOW = 1_767_436_620_000L;

    @TempDir static Path folder;
    private static TimeSeriesStore store;
    private static TestApi api;

    @BeforeAll
    static void start() {
        store =
                TimeSeriesStore.open(
                        folder.resolve("metrics"),
                        StoreSettings.DEFAULTS,
                        () -> Instant.ofEpochMilli(NOW));
        var batch = store.batch();
        long up = batch.series(Labels.of("__name__", "up", "job", "a"), "t");
        batch.sample(up, NOW, 1);
        batch.exemplar(up, new Exemplar(Labels.of("trace_id", "x"), 0.5, NOW));
        batch.commit();
        store.metadata().type("up", MetricType.GAUGE);
        var about = new About("1", Instant.EPOCH, Path.of("/data"), "15d", Map.of(), List.of());
        api =
                TestApi.start(
                        folder,
                        new PrometheusApi(
                                () -> Optional.of(store),
                                Activity.NONE,
                                new Engine(EngineOptions.DEFAULT),
                                about,
                                () -> Instant.ofEpochMilli(NOW)));
    }

    @AfterAll
    static void close() {
        api.close();
        store.close();
    }

    /// @param shape paths below the answer with what they lead to: `list`, `map`, or a text
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # set up: health, kind and version
                    GET,POST | api/v1/query             | query=1%2B1&time=1767436620                                      | status=success data.resultType=scalar data.result=list
                    GET      | api/v1/status/buildinfo  |                                                                  | data.version=3.14.0 data.revision='penstock 1' data.features=absent
                    GET      | api/v1/status/flags      |                                                                  | data=map
                    # variables and the query builder
                    GET,POST | api/v1/labels            | start=1767436000&end=1767436620                                  | data=list
                    GET,POST | api/v1/labels            | start=1767436000&end=1767436620&match[]=up&limit=40000           | data.0=__name__ data.1=job
                    GET      | api/v1/label/job/values  | start=1767436000&end=1767436620&limit=40000                      | data.0=a
                    GET      | api/v1/label/__name__/values | start=1767436000&end=1767436620&match[]=%7Bjob%3D%22a%22%7D  | data.0=up
                    GET,POST | api/v1/series            | match[]=up&start=1767436000&end=1767436620                       | data.0.__name__=up data.0.job=a
                    GET      | api/v1/metadata          | limit=5000                                                       | data.up.0.type=gauge data.up.0.help='' data.up.0.unit=''
                    GET,POST | api/v1/parse_query       | query=up                                                         | data.type=vectorSelector
                    GET,POST | api/v1/format_query      | query=sum(up)by(job)                                             | data='sum by (job) (up)'
                    # panels
                    GET,POST | api/v1/query             | query=up&time=1767436620                                         | data.resultType=vector data.result.0.metric.job=a data.result.0.value.1=1
                    GET,POST | api/v1/query_range       | query=up&start=1767436610&end=1767436620&step=10                 | data.resultType=matrix data.result.0.values.0.1=1
                    GET,POST | api/v1/query_range       | query=nothing&start=1767436610&end=1767436620&step=15s&timeout=1m | data.resultType=matrix data.result=list
                    GET,POST | api/v1/query_exemplars   | query=up&start=1767436000&end=1767436621                         | data.0.seriesLabels.job=a data.0.exemplars.0.labels.trace_id=x
                    # alerting
                    GET      | api/v1/rules             |                                                                  | data.groups=list
                    GET      | api/v1/alerts            |                                                                  | data.alerts=list
                    # what only others have
                    GET      | api/v1/rules/test/test   |                                                                  | status=404
                    # mistakes
                    GET,POST | api/v1/query             | query=up%7B                                                      | status=error errorType=bad_data
                    GET,POST | api/v1/query_range       | query=up&start=2&end=1&step=1                                    | status=error errorType=bad_data
                    """)
    void isAnsweredInTheShapeItExpects(
            String methods, String path, String parameters, String shape) {
        for (var method : methods.split(",", -1)) {
            var reply = send(method, "/prometheus/" + path, parameters == null ? "" : parameters);

            for (var expected : shape.split(" (?=[a-zA-Z]+[.=])", -1)) {
                var at = expected.substring(0, expected.indexOf('='));
                var wanted = expected.substring(expected.indexOf('=') + 1).replace("'", "");
                assertThat(seen(reply.json(), at))
                        .as(method + " " + path + " " + at + " in " + reply.text())
                        .isEqualTo(wanted);
            }
        }
    }

    private static TestApi.Reply send(String method, String path, String parameters) {
        if (method.equals("GET")) {
            return api.get(path + "?" + parameters.replace("[]", "%5B%5D"));
        }
        return api.send(
                api.request(path)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(parameters))
                        .build());
    }

    private static String seen(Node from, String path) {
        var at = Optional.of(from);
        for (var part : path.split("\\.", -1)) {
            at = at.flatMap(node -> child(node, part));
        }
        return at.map(GrafanaProbeTest::text).orElse("absent");
    }

    private static Optional<Node> child(Node node, String part) {
        if (!part.matches("[0-9]+")) {
            return node.at(part);
        }
        var items = node.asList();
        int index = Integer.parseInt(part);
        return index < items.size() ? Optional.of(items.get(index)) : Optional.empty();
    }

    private static String text(Node node) {
        return switch (node) {
            case Node.Sequence _ -> "list";
            case Node.Mapping _ -> "map";
            default -> node.asText().orElseThrow();
        };
    }
}
