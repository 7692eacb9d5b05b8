package penstock.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.metrics.histogram.Bounds;
import penstock.metrics.histogram.Buckets;
import penstock.metrics.histogram.CounterReset;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.Engine;
import penstock.metrics.promql.EngineOptions;
import penstock.metrics.store.StoreSettings;
import penstock.metrics.store.TimeSeriesStore;
import penstock.metrics.store.head.Exemplar;
import penstock.model.Text;
import penstock.server.prometheus.About;
import penstock.server.prometheus.Activity;
import penstock.server.prometheus.Described;
import penstock.server.prometheus.PrometheusApi;

/// Prometheus' API over real HTTP, against a store with a few series: bodies, codes and messages as its clients know them.
final class PrometheusRoutesTest {
    private static final long END = 1_767_436_620_000L;
    private static final long STEP = 15_000;
    private static final String V1 = "/prometheus/api/v1/";

    private final TimeSeriesStore store;
    private final TestApi api;
    private volatile boolean isOpen = true;

    PrometheusRoutesTest(@TempDir Path folder) {
        store =
                TimeSeriesStore.open(
                        folder.resolve("metrics"),
                        StoreSettings.DEFAULTS,
                        () -> Instant.ofEpochMilli(END));
        var limits = new EngineOptions.Limits(1_000, 100, 2, Duration.ofSeconds(20));
        var about =
                new About(
                        "1.2.3",
                        Instant.ofEpochMilli(END - 1_000),
                        Path.of("/data/metrics"),
                        "15d",
                        Map.of("query.timeout", "2m"),
                        List.of(new Described("requests_total", "counter", "All of them.", "")));
        api =
                TestApi.start(
                        folder,
                        new PrometheusApi(
                                () -> isOpen ? Optional.of(store) : Optional.empty(),
                                Activity.NONE,
                                new Engine(EngineOptions.DEFAULT.withLimits(limits)),
                                about,
                                () -> Instant.ofEpochMilli(END)));
    }

    @BeforeEach
    void fill() {
        var batch = store.batch();
        long good = batch.series(Labels.of("__name__", "requests_total", "status", "200"), "t");
        long bad = batch.series(Labels.of("__name__", "requests_total", "status", "500"), "t");
        long odd = batch.series(Labels.of("__name__", "temperature", "raum", "süd"), "t");
        long latency = batch.series(Labels.of("__name__", "latency_seconds"), "t");
        for (int i = 0; i <= 20; i++) {
            long time = END - (20 - i) * STEP;
            batch.sample(good, time, 60 * i);
            batch.sample(bad, time, i);
        }
        batch.sample(odd, END - STEP - 1, 7);
        batch.sample(odd, END - 1, Double.NaN);
        batch.histogram(latency, END, histogram(), 0);
        batch.exemplar(good, new Exemplar(Labels.of("trace", "a1"), 0.25, END - 500));
        batch.commit();
    }

    private static FloatHistogram histogram() {
        return new FloatHistogram(
                0,
                0.001,
                1,
                4,
                4.5,
                Buckets.run(0, 2, 1),
                Buckets.NONE,
                Bounds.NONE,
                CounterReset.UNKNOWN);
    }

    @AfterEach
    void close() {
        api.close();
        store.close();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private TestApi.Reply get(String path, String... fields) {
        return api.get(V1 + path + "?" + form(fields));
    }

    private static String form(String... fields) {
        var form = new StringBuilder();
        for (int i = 0; i < fields.length; i += 2) {
            form.append(encoded(fields[i])).append('=').append(encoded(fields[i + 1])).append('&');
        }
        return form.toString();
    }

    private void assertData(TestApi.Reply reply, String data) {
        assertThat(reply.text()).isEqualTo("{\"status\":\"success\",\"data\":" + data + "}");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).startsWith("application/json");
        Text.readJson(reply.text());
    }

    private void assertError(TestApi.Reply reply, int status, String type, String message) {
        assertThat(reply.json().textAt("error")).isEqualTo(message);
        assertThat(reply.json().textAt("errorType")).isEqualTo(type);
        assertThat(reply.json().textAt("status")).isEqualTo("error");
        assertThat(reply.status()).isEqualTo(status);
    }

    @Test
    void anInstantQueryAnswersEveryTypeOfResult() {
        assertData(
                get("query", "query", "requests_total", "time", "1767436620"),
                "{\"resultType\":\"vector\",\"result\":["
                        + "{\"metric\":{\"__name__\":\"requests_total\",\"status\":\"200\"},\"value\":[1767436620,\"1200\"]},"
                        + "{\"metric\":{\"__name__\":\"requests_total\",\"status\":\"500\"},\"value\":[1767436620,\"20\"]}]}");
        assertData(
                get("query", "query", "-1e-7", "time", "2026-01-03T10:37:00.05Z"),
                "{\"resultType\":\"scalar\",\"result\":[1767436620.050,\"-1e-7\"]}");
        assertData(
                get("query", "query", "\"a\\n\""),
                "{\"resultType\":\"string\",\"result\":[1767436620,\"a\\n\"]}");
        assertData(
                get("query", "query", "temperature"),
                "{\"resultType\":\"vector\",\"result\":[{\"metric\":{\"__name__\":\"temperature\",\"raum\":\"süd\"},"
                        + "\"value\":[1767436620,\"NaN\"]}]}");
        assertData(
                get("query", "query", "requests_total{status=\"500\"}[30s]"),
                "{\"resultType\":\"matrix\",\"result\":[{\"metric\":{\"__name__\":\"requests_total\",\"status\":\"500\"},"
                        + "\"values\":[[1767436605,\"19\"],[1767436620,\"20\"]]}]}");
        assertData(
                get("query", "query", "latency_seconds"),
                "{\"resultType\":\"vector\",\"result\":[{\"metric\":{\"__name__\":\"latency_seconds\"},"
                        + "\"histogram\":[1767436620,{\"count\":\"4\",\"sum\":\"4.5\",\"buckets\":["
                        + "[3,\"-0.001\",\"0.001\",\"1\"],[0,\"0.5\",\"1\",\"2\"],[0,\"1\",\"2\",\"1\"]]}]}]}");
    }

    @Test
    void aRangeQueryIsTheSameWithGetAndAsAForm() {
        var fields =
                new String[] {
                    "query", "sum(rate(requests_total[1m]))",
                    "start", "1767436560",
                    "end", "1767436620",
                    "step", "30s"
                };
        var data =
                "{\"resultType\":\"matrix\",\"result\":[{\"metric\":{},\"values\":["
                        + "[1767436560,\"4.066666666666666\"],[1767436590,\"4.066666666666666\"],[1767436620,\"4.066666666666666\"]]}]}";

        assertData(get("query_range", fields), data);
        assertData(post("query_range", form(fields)), data);
    }

    private TestApi.Reply post(String path, String form) {
        return api.send(
                api.request(V1 + path)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form))
                        .build());
    }

    @Test
    void mistakesAreToldInTheWordsOfPrometheus() {
        var bad = "bad_data";
        assertError(
                get("query", "query", "up{"),
                400,
                bad,
                "invalid parameter \"query\": 1:4: parse error: unexpected end of input inside braces");
        assertError(
                get("query", "query", "up", "time", "soon"),
                400,
                bad,
                "invalid parameter \"time\": Invalid time value for 'time': cannot parse \"soon\" to a valid timestamp");
        assertError(
                get("query", "query", "up", "timeout", "1x"),
                400,
                bad,
                "invalid parameter \"timeout\": cannot parse \"1x\" to a valid duration");
        assertError(
                get("query", "query", "up", "lookback_delta", "1x"),
                400,
                bad,
                "error parsing lookback delta duration: cannot parse \"1x\" to a valid duration");
        assertError(
                get("query", "query", "up", "limit", "-1"),
                400,
                bad,
                "invalid parameter \"limit\": limit must be non-negative");
    }

    @Test
    void mistakesInRangesAreToldInTheWordsOfPrometheus() {
        var bad = "bad_data";
        assertError(
                get("query_range", "query", "up", "end", "2", "step", "1"),
                400,
                bad,
                "invalid parameter \"start\": cannot parse \"\" to a valid timestamp");
        assertError(
                get("query_range", "query", "up", "start", "3", "end", "2", "step", "1"),
                400,
                bad,
                "invalid parameter \"end\": end timestamp must not be before start time");
        assertError(
                get("query_range", "query", "up", "start", "1", "end", "2", "step", "0"),
                400,
                bad,
                "invalid parameter \"step\": zero or negative query resolution step widths are not accepted."
                        + " Try a positive integer");
        assertError(
                get("query_range", "query", "up", "start", "1", "end", "200", "step", "1"),
                400,
                bad,
                "exceeded maximum resolution of 100 points per timeseries. Try decreasing the query resolution"
                        + " (?step=XX)");
        assertError(
                get("query_range", "query", "up[1m]", "start", "1", "end", "2", "step", "1"),
                400,
                bad,
                "invalid parameter \"query\": invalid expression type \"range vector\" for range query, must be"
                        + " Scalar or instant Vector");
        assertError(get("series"), 400, bad, "no match[] parameter provided");
        assertError(
                get("labels", "match[]", "{a=\"\"}"),
                400,
                bad,
                "invalid parameter \"match[]\": 1:1: parse error: vector selector must contain at least one"
                        + " non-empty matcher");
        assertError(
                post("query", "query=%zz"),
                400,
                bad,
                "error parsing form values: \"query=%zz\" (expected: well-formed % escapes)");
    }

    @Test
    void whatCannotBeEvaluatedAndWhatTakesTooLongHaveCodesOfTheirOwn() {
        assertError(
                get("query", "query", "requests_total * on() requests_total"),
                422,
                "execution",
                "found duplicate series for the match group {} on the right hand-side of the operation:"
                        + " [{__name__=\"requests_total\", status=\"500\"}, {__name__=\"requests_total\", status=\"200\"}]"
                        + ";many-to-many matching not allowed: matching labels must be unique on one side");
        assertError(
                get("query", "query", "requests_total[5m:100ms]"),
                422,
                "execution",
                "query processing would load too many samples into memory in query execution");
        var late = get("query", "query", "requests_total", "timeout", "0");
        assertThat(late.status()).isEqualTo(503);
        assertThat(late.json().textAt("errorType")).isEqualTo("timeout");
    }

    @Test
    void aLimitCutsTheResultAndSaysSo() {
        var cut = get("query", "query", "requests_total", "limit", "1").json();
        assertThat(cut.at("data", "result").orElseThrow().asList()).hasSize(1);
        assertThat(Text.writeJson(cut))
                .contains("\"warnings\":[\"results truncated due to limit\"]");

        var whole = get("query", "query", "requests_total", "limit", "2");
        assertThat(whole.text()).doesNotContain("warnings");
    }

    @Test
    void annotationsComeWithTheirPlaces() {
        var seen = get("query", "query", "rate(temperature[1m]) + sum(requests_total)");

        assertThat(Text.writeJson(seen.json()))
                .contains(
                        "\"infos\":[\"PromQL info: metric might not be a counter, name does not end in"
                                + " _total/_sum/_count/_bucket: \\\"temperature\\\" (1:6)\"]");
    }

    @Test
    void statisticsComeWhenTheyAreWanted() {
        var stats =
                get("query", "query", "requests_total", "stats", "all")
                        .json()
                        .at("data", "stats")
                        .orElseThrow();

        assertThat(stats.textAt("samples", "totalQueryableSamples")).isEqualTo("2");
        assertThat(stats.at("timings", "execTotalTime")).isPresent();
    }

    @Test
    void anotherLookbackCounts() {
        var old = "1767436919";
        var later = get("query", "query", "requests_total", "time", old, "lookback_delta", "1m");

        assertData(later, "{\"resultType\":\"vector\",\"result\":[]}");
        assertThat(get("query", "query", "requests_total", "time", old).text()).contains("1200");
    }

    @Test
    void seriesLabelsAndValuesAreListed() {
        assertData(
                get(
                        "series",
                        "match[]",
                        "requests_total{status=~\"5..\"}",
                        "match[]",
                        "temperature"),
                "[{\"__name__\":\"requests_total\",\"status\":\"500\"},"
                        + "{\"__name__\":\"temperature\",\"raum\":\"süd\"}]");
        assertData(get("labels"), "[\"__name__\",\"raum\",\"status\"]");
        assertData(post("labels", form("match[]", "temperature")), "[\"__name__\",\"raum\"]");
        assertData(get("label/status/values"), "[\"200\",\"500\"]");
        assertData(get("label/U__s_74_atus/values"), "[\"200\",\"500\"]");
        assertData(
                get("label/__name__/values", "limit", "1"),
                "[\"latency_seconds\"],\"warnings\":[\"results truncated due to limit\"]");
    }

    @Test
    void exemplarsOfAllSelectorsOfAQueryAreListed() {
        var data =
                "[{\"seriesLabels\":{\"__name__\":\"requests_total\",\"status\":\"200\"},\"exemplars\":["
                        + "{\"labels\":{\"trace\":\"a1\"},\"value\":\"0.25\",\"timestamp\":1767436619.500}]}]";

        assertData(get("query_exemplars", "query", "temperature + rate(requests_total[1m])"), data);
        assertData(get("query_exemplars", "query", "temperature"), "[]");
    }

    @Test
    void queriesAreFormattedAndTakenApart() {
        assertData(get("format_query", "query", "sum(up)by(job)"), "\"sum by (job) (up)\"");
        assertThat(get("parse_query", "query", "up").json().textAt("data", "type"))
                .isEqualTo("vectorSelector");
    }

    @Test
    void whatGrafanaAsksAtItsFirstContactHasAnswers() {
        assertThat(get("status/buildinfo").json().textAt("data", "version")).startsWith("3.");
        assertThat(get("status/buildinfo").text()).doesNotContain("features");
        assertData(get("status/flags"), "{\"query.timeout\":\"2m\"}");
        assertThat(get("status/runtimeinfo").json().textAt("data", "storageRetention"))
                .isEqualTo("15d");
        assertThat(get("status/tsdb").json().textAt("data", "headStats", "numSeries"))
                .isEqualTo("4");
        assertData(
                get("metadata"),
                "{\"requests_total\":[{\"type\":\"counter\",\"help\":\"All of them.\",\"unit\":\"\"}]}");
        assertData(get("metadata", "metric", "other"), "{}");
        assertData(get("rules"), "{\"groups\":[]}");
        assertData(get("alerts"), "{\"alerts\":[]}");
        assertThat(get("targets").json().at("data", "activeTargets")).isPresent();
        assertThat(get("rules/test/test").status()).isEqualTo(404);
        assertThat(post("query", "query=1%2B1").json().at("data", "result").orElseThrow().asList())
                .hasSize(2);
    }

    @Test
    void anotherPrometheusCanTakeTheNewestSamples() {
        var seen = api.get("/prometheus/federate?" + form("match[]", "requests_total"));

        assertThat(seen.text())
                .isEqualTo(
                        """
                        # TYPE requests_total untyped
                        requests_total{instance="",status="200"} 1200 1767436620000
                        requests_total{instance="",status="500"} 20 1767436620000
                        """);
        assertThat(seen.header("Content-Type")).contains("version=0.0.4");
    }

    @Test
    void withoutAStoreItSaysSo() {
        assertThat(api.get("/prometheus/-/ready").status()).isEqualTo(200);
        isOpen = false;

        var refused = get("query", "query", "up");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.json().textAt("errorType")).isEqualTo("unavailable");
        assertThat(api.get("/prometheus/-/ready").status()).isEqualTo(503);
        assertThat(api.get("/prometheus/-/healthy").status()).isEqualTo(200);
        assertThat(get("status/buildinfo").status()).isEqualTo(200);
    }

    @Test
    void itIsBehindTheSameTokenAsTheRest() {
        var request = api.request(V1 + "query?query=1").GET();
        request.setHeader("Authorization", "Bearer wrong");

        assertThat(api.send(request.build()).status()).isEqualTo(401);
    }

    @Test
    void aQueryWhoseClientGoesAwayGivesItsPlaceToAnother(@TempDir Path other) throws IOException {
        var limits = new EngineOptions.Limits(50_000_000, 11_000, 1, Duration.ofMinutes(10));
        var about = new About("", Instant.EPOCH, Path.of("/"), "", Map.of(), List.of());
        try (var small =
                TestApi.start(
                        other,
                        new PrometheusApi(
                                () -> Optional.of(store),
                                Activity.NONE,
                                new Engine(EngineOptions.DEFAULT.withLimits(limits)),
                                about,
                                () -> Instant.ofEpochMilli(END)))) {
            var slow =
                    "query_range?"
                            + form(
                                    "query", "quantile_over_time(0.5, vector(1)[4h:10ms])",
                                    "start", "0",
                                    "end", "1000000",
                                    "step", "100");
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), small.port())) {
                var head =
                        "GET "
                                + V1
                                + slow
                                + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                                + TestApi.TOKEN
                                + "\r\n\r\n";
                socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
                while (small.get(V1 + "query?query=1&timeout=1ms").status() == 200) {
                    Thread.onSpinWait();
                }
            }

            assertThat(small.get(V1 + "query?query=1").status()).isEqualTo(200);
        }
    }
}
