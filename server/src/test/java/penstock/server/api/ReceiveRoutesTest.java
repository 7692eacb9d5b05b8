package penstock.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.metrics.exposition.Limits;
import penstock.metrics.exposition.OtlpAnswer;
import penstock.metrics.exposition.OtlpOptions;
import penstock.metrics.promql.Engine;
import penstock.metrics.promql.EngineOptions;
import penstock.metrics.store.StoreSettings;
import penstock.metrics.store.TimeSeriesStore;
import penstock.metrics.store.head.SeriesLimits;
import penstock.model.Size;
import penstock.server.prometheus.About;
import penstock.server.prometheus.Activity;
import penstock.server.prometheus.PrometheusApi;
import penstock.server.receive.Receiver;

/// Remote write and OTLP over real HTTP, into a store.
final class ReceiveRoutesTest {
    private static final long NOW = 1_767_436_620_000L;
    private static final String SECOND =
            "application/x-protobuf;proto=io.prometheus.write.v2.Request";
    private static final String PROTOBUF = "application/x-protobuf";

    private final TimeSeriesStore store;
    private final TestApi api;
    private volatile boolean isOpen = true;

    ReceiveRoutesTest(@TempDir Path folder) {
        store =
                TimeSeriesStore.open(
                        folder.resolve("metrics"),
                        StoreSettings.DEFAULTS.withLimits(new SeriesLimits(50, 10, 8, 40, 100)),
                        () -> Instant.ofEpochMilli(NOW));
        var about = new About("1", Instant.EPOCH, Path.of("/data"), "15d", Map.of(), List.of());
        var prometheus =
                new PrometheusApi(
                        this::open,
                        Activity.NONE,
                        new Engine(EngineOptions.DEFAULT),
                        about,
                        () -> Instant.ofEpochMilli(NOW));
        var bounds =
                new Receiver.Bounds(
                        Size.parse("64Ki"), Size.parse("256Ki"), 1, Duration.ofMillis(200));
        var receiver =
                new Receiver(
                        this::open,
                        bounds,
                        new Limits(0, 0, 8, 120, 300),
                        new OtlpOptions(OtlpOptions.Names.UNDERSCORES, Set.of("region"), false));
        api = TestApi.start(folder, prometheus, receiver);
    }

    private Optional<TimeSeriesStore> open() {
        return isOpen ? Optional.of(store) : Optional.empty();
    }

    @AfterEach
    void close() {
        api.close();
        store.close();
    }

    private TestApi.Reply post(String path, byte[] body, String... headers) {
        var request = api.request(path).POST(BodyPublishers.ofByteArray(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return api.send(request.build());
    }

    private TestApi.Reply write(String type, byte[] message) {
        return post(
                ReceiveRoutes.WRITE,
                Messages.snappy(message),
                "Content-Type",
                type,
                "Content-Encoding",
                "snappy");
    }

    private static String written(TestApi.Reply reply) {
        var prefix = "X-Prometheus-Remote-Write-";
        return reply.header(prefix + "Samples-Written")
                + " samples, "
                + reply.header(prefix + "Histograms-Written")
                + " histograms, "
                + reply.header(prefix + "Exemplars-Written")
                + " exemplars";
    }

    private String query(String text) {
        var reply =
                api.get(
                        "/prometheus/api/v1/query?time="
                                + NOW / 1000
                                + "&query="
                                + URLEncoder.encode(text, StandardCharsets.UTF_8));
        assertThat(reply.status()).isEqualTo(200);
        return reply.text().replaceAll(".*\"result\":", "").replaceAll("}}$", "");
    }

    private static byte[] up(Consumer<Messages> samples) {
        return new Messages().series(samples, "__name__", "up", "job", "a").bytes();
    }

    /// A native histogram of both versions, the number of whose field differs.
    private static void histogram(Messages histogram) {
        histogram.number(1, 3).real(3, 4.5).number(4, 0);
        histogram.message(11, span -> span.number(1, 0).number(2, 1)).number(12, 6).number(15, NOW);
    }

    @Test
    void whatTheFirstVersionSendsIsStoredOnceItIsAcknowledged() {
        var message =
                new Messages()
                        .series(
                                series ->
                                        series.sample(NOW - 1_000, 1)
                                                .sample(NOW, 2)
                                                .message(4, ReceiveRoutesTest::histogram)
                                                .message(
                                                        3,
                                                        exemplar ->
                                                                exemplar.message(
                                                                                1,
                                                                                l ->
                                                                                        l.text(
                                                                                                        1,
                                                                                                        "trace")
                                                                                                .text(
                                                                                                        2,
                                                                                                        "x"))
                                                                        .real(2, 0.5)
                                                                        .number(3, NOW)),
                                "__name__",
                                "up",
                                "job",
                                "a")
                        .message(3, m -> m.number(1, 2).text(2, "up").text(4, "Whether it is up."))
                        .bytes();

        var reply = write(PROTOBUF, message);

        // The histogram has the time of a number of its series.
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text())
                .isEqualTo(
                        "1 sample is not stored: a series has two values at one time (1, first"
                                + " {__name__=\"up\", job=\"a\"} at 1767436620000). 2 samples of the request are stored.");
        assertThat(written(reply)).isEqualTo("2 samples, 0 histograms, 1 exemplars");
        assertThat(query("up[5s]"))
                .isEqualTo(
                        "[{\"metric\":{\"__name__\":\"up\",\"job\":\"a\"},"
                                + "\"values\":[[1767436619,\"1\"],[1767436620,\"2\"]]}]");
        assertThat(api.get("/prometheus/api/v1/metadata?metric=up").text())
                .contains(
                        "\"up\":[{\"type\":\"gauge\",\"help\":\"Whether it is up.\",\"unit\":\"\"}]");
    }

    @Test
    void theSecondVersionTellsWhatWasWrittenAndWhatMetricsMean() {
        var message =
                new Messages()
                        .text(4, "")
                        .text(4, "__name__")
                        .text(4, "latency_seconds")
                        .text(4, "How long it takes.")
                        .text(4, "seconds")
                        .message(
                                5,
                                series ->
                                        series.number(1, 1)
                                                .number(1, 2)
                                                .message(3, ReceiveRoutesTest::histogram)
                                                .message(
                                                        5,
                                                        m ->
                                                                m.number(1, 3)
                                                                        .number(3, 3)
                                                                        .number(4, 4)))
                        .bytes();

        var reply = write(SECOND, message);

        assertThat(reply.status()).isEqualTo(204);
        assertThat(written(reply)).isEqualTo("0 samples, 1 histograms, 0 exemplars");
        assertThat(query("histogram_count(latency_seconds)"))
                .isEqualTo("[{\"metric\":{},\"value\":[1767436620,\"3\"]}]");
        assertThat(api.get("/prometheus/api/v1/metadata").text())
                .contains(
                        "{\"type\":\"histogram\",\"help\":\"How long it takes.\",\"unit\":\"seconds\"}");
    }

    @Test
    void theSameBodyTwiceIsNoMistake() {
        var message = up(series -> series.sample(NOW - 1_000, 1).sample(NOW, 2));
        write(PROTOBUF, message);

        var reply = write(PROTOBUF, message);

        assertThat(reply.status()).isEqualTo(204);
        assertThat(written(reply)).isEqualTo("2 samples, 0 histograms, 0 exemplars");
    }

    @Test
    void whatCannotBeStoredIsToldByReasonAndTheRestIsStored() {
        write(PROTOBUF, up(series -> series.sample(NOW, 1)));
        var message =
                new Messages()
                        .series(
                                series ->
                                        series.sample(NOW, 7)
                                                .sample(NOW - 3_600_000, 1)
                                                .sample(NOW + 3_600_000, 1),
                                "__name__",
                                "up",
                                "job",
                                "a")
                        .series(series -> series.sample(NOW, 1), "job", "a")
                        .series(series -> series.sample(NOW, 1), "__name__", "a", "__name__", "b")
                        .series(series -> series.sample(NOW, 1), "__name__", "x".repeat(101))
                        .series(series -> series.sample(NOW, 1), "__name__", "x".repeat(301))
                        .series(
                                series ->
                                        series.message(
                                                4, h -> h.message(11, span -> span.number(2, 1))),
                                "__name__",
                                "h")
                        .series(series -> series.sample(NOW, 5), "__name__", "good")
                        .bytes();

        var reply = write(PROTOBUF, message);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text().lines()).hasSize(1);
        assertThat(reply.text())
                .contains("8 samples are not stored: ")
                .contains(
                        "a sample's time is in the future (1, first {__name__=\"up\", job=\"a\"} at 1767440220000)")
                .contains(
                        "labels that cannot be taken (3, first {job=\"a\"}, which has no name of a metric)")
                .contains(
                        "a label's value is longer than `value-length` allows (1, first {__name__=\"xxx")
                .contains("a histogram that contradicts itself (1, first ")
                .contains("a series has two values at one time (1, first ")
                .contains("a sample is older than the out-of-order window (1, first ")
                .endsWith(". 1 sample of the request is stored.");
        assertThat(written(reply)).isEqualTo("1 samples, 0 histograms, 0 exemplars");
        assertThat(query("good")).contains("\"5\"");
        assertThat(query("up")).contains("\"1\"");
    }

    @Test
    void eachJobAndInstanceMayHaveSoManySeries() {
        var message = new Messages();
        for (int i = 0; i < 12; i++) {
            var metric = "m" + i;
            message.series(s -> s.sample(NOW, 1), "__name__", metric, "job", "a", "instance", "1");
            message.series(s -> s.sample(NOW, 1), "__name__", metric, "job", "b", "instance", "1");
        }

        var reply = write(PROTOBUF, message.bytes());

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text())
                .startsWith(
                        "4 samples are not stored: more series of one target than `series-per-target` allows (4, first {");
        assertThat(query("count by (job) ({job=~\".+\"})"))
                .contains("\"job\":\"a\"},\"value\":[1767436620,\"10\"]")
                .contains("\"job\":\"b\"},\"value\":[1767436620,\"10\"]");
    }

    @Test
    void aBodyThatIsNotReadableIsRefusedWithItsPlace() {
        var cut = up(series -> series.sample(NOW, 1));
        var reply =
                write(
                        PROTOBUF,
                        new Messages()
                                .series(s -> s.sample(NOW, 1), "__name__", "before")
                                .bytes(1, java.util.Arrays.copyOf(cut, cut.length - 3))
                                .bytes());

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text())
                .startsWith("the body cannot be read further: byte ")
                .endsWith(". 1 sample of the request is stored.");
        assertThat(post(ReceiveRoutes.WRITE, new byte[] {9, 9, 9}).text())
                .contains("not compressed with snappy");
    }

    @Test
    void otherContentIsRefusedWithWhatIsExpected() {
        var body = Messages.snappy(up(series -> series.sample(NOW, 1)));

        var type = post(ReceiveRoutes.WRITE, body, "Content-Type", "application/json");
        var proto = post(ReceiveRoutes.WRITE, body, "Content-Type", PROTOBUF + ";proto=other");
        var encoding = post(ReceiveRoutes.WRITE, body, "Content-Encoding", "zstd");
        var old = post(ReceiveRoutes.WRITE, body);

        assertThat(List.of(type.status(), proto.status(), encoding.status())).containsOnly(415);
        assertThat(type.text()).contains("Content-Type \"application/json\"");
        assertThat(encoding.text())
                .isEqualTo("Content-Encoding \"zstd\" is not understood (expected: snappy).");
        assertThat(old.status()).isEqualTo(204);
        assertThat(api.get(ReceiveRoutes.WRITE).status()).isEqualTo(405);
    }

    @Test
    void onlyWhoHasTheTokenMaySend() {
        for (var path : List.of(ReceiveRoutes.WRITE, ReceiveRoutes.OTLP)) {
            var request =
                    api.request(path)
                            .setHeader("Authorization", "Bearer " + TestApi.GATEWAY_TOKEN)
                            .POST(BodyPublishers.ofByteArray(new byte[] {1}))
                            .build();

            assertThat(api.send(request).status()).isEqualTo(401);
        }
    }

    @Test
    void theTokenMayComeAsAPasswordWherePrometheusWouldBeAndNowhereElse() {
        assertThat(asPassword(ReceiveRoutes.WRITE, TestApi.TOKEN).status()).isEqualTo(400);
        assertThat(asPassword(ReceiveRoutes.WRITE, "wrong").status()).isEqualTo(401);
        assertThat(asPassword("/api/v1/artefacts", TestApi.TOKEN).status()).isEqualTo(401);
    }

    private TestApi.Reply asPassword(String path, String token) {
        var pair = ("any:" + token).getBytes(StandardCharsets.UTF_8);
        return post(
                path,
                new byte[] {1},
                "Authorization",
                "Basic " + Base64.getEncoder().encodeToString(pair));
    }

    @Test
    void largeBodiesAreRefusedBeforeTheyAreRead() {
        var announced = post(ReceiveRoutes.WRITE, new byte[(64 << 10) + 1]);
        var chunked =
                api.send(
                        api.request(ReceiveRoutes.OTLP)
                                .header("Content-Type", PROTOBUF)
                                .POST(
                                        BodyPublishers.ofInputStream(
                                                () -> new ByteArrayInputStream(new byte[1 << 20])))
                                .build());
        var inflated =
                post(
                        ReceiveRoutes.OTLP,
                        Messages.gzip(new byte[1 << 20]),
                        "Content-Type",
                        PROTOBUF,
                        "Content-Encoding",
                        "gzip");
        var claimed = post(ReceiveRoutes.WRITE, new byte[] {(byte) 0x80, (byte) 0x80, 0x7f, 0, 0});

        assertThat(announced.status()).isEqualTo(413);
        assertThat(announced.text())
                .isEqualTo("the request body is too large (expected: at most 64Ki).");
        assertThat(chunked.status()).isEqualTo(413);
        assertThat(inflated.status()).isEqualTo(400);
        assertThat(inflated.text()).contains("more than the 262144 bytes that are allowed");
        assertThat(claimed.text()).contains("the message has 2080768 bytes (allowed: 262144)");
    }

    @Test
    void withoutAStoreItMayBeSentAgain() {
        isOpen = false;

        var written = write(PROTOBUF, up(series -> series.sample(NOW, 1)));
        var exported = post(ReceiveRoutes.OTLP, new byte[0], "Content-Type", PROTOBUF);

        assertThat(written.status()).isEqualTo(503);
        assertThat(written.header("Retry-After")).isEqualTo("1");
        assertThat(written.text()).startsWith("No metrics are taken: the store of metrics is not");
        assertThat(exported.status()).isEqualTo(503);
        assertThat(exported.header("Content-Type")).isEqualTo(PROTOBUF);
    }

    private static String metrics(String points) {
        return """
                {"resourceMetrics": [{
                  "resource": {"attributes": [
                    {"key": "service.name", "value": {"stringValue": "shop"}},
                    {"key": "service.instance.id", "value": {"stringValue": "i-1"}},
                    {"key": "region", "value": {"stringValue": "eu"}}]},
                  "scopeMetrics": [{"metrics": [
                    {"name": "requests", "description": "All.", "unit": "1",
                     "sum": {"aggregationTemporality": 2, "isMonotonic": true, "dataPoints": [%s]}},
                    {"name": "jobs", "sum": {"aggregationTemporality": 1, "dataPoints": [{"asInt": 1}, {"asInt": 2}]}}]}]}]}
                """
                .formatted(points);
    }

    private static String point(long time, int value) {
        return "{\"timeUnixNano\": \"%d000000\", \"asInt\": %d}".formatted(time, value);
    }

    @Test
    void openTelemetrySendsAndIsToldWhatWasLeftOut() {
        var body = metrics(point(NOW, 42) + "," + point(NOW, 43));

        var reply =
                post(
                        ReceiveRoutes.OTLP,
                        body.getBytes(StandardCharsets.UTF_8),
                        "Content-Type",
                        "application/json");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
        assertThat(reply.json().textAt("partialSuccess", "rejectedDataPoints")).isEqualTo("3");
        assertThat(reply.json().textAt("partialSuccess", "errorMessage"))
                .isEqualTo(
                        "2 data points were left out, the first: jobs: delta temporality (expected: cumulative); 1 sample is not stored:"
                                + " a series has two values at one time (1, first {__name__=\"requests_total\", instance=\"i-1\","
                                + " job=\"shop\", region=\"eu\"} at 1767436620000)");
        assertThat(query("requests_total"))
                .isEqualTo(
                        "[{\"metric\":{\"__name__\":\"requests_total\",\"instance\":\"i-1\",\"job\":\"shop\",\"region\":\"eu\"},"
                                + "\"value\":[1767436620,\"42\"]}]");
        assertThat(query("target_info")).contains("\"region\":\"eu\"");
        assertThat(api.get("/prometheus/api/v1/metadata?metric=requests_total").text())
                .contains("\"type\":\"counter\",\"help\":\"All.\"");
    }

    private static void point(Messages point) {
        point.fixed(3, NOW * 1_000_000).real(4, 0.5);
    }

    private static void metric(Messages metric) {
        metric.text(1, "load").message(5, gauge -> gauge.message(1, ReceiveRoutesTest::point));
    }

    @Test
    void protobufIsAnsweredInProtobuf() {
        var scopes =
                new Messages()
                        .message(
                                1,
                                resource ->
                                        resource.message(
                                                2,
                                                scope ->
                                                        scope.message(
                                                                2, ReceiveRoutesTest::metric)));
        var message = scopes.bytes();

        var good =
                post(
                        ReceiveRoutes.OTLP,
                        Messages.gzip(message),
                        "Content-Type",
                        PROTOBUF,
                        "Content-Encoding",
                        "gzip");
        var bad = post(ReceiveRoutes.OTLP, new byte[] {1}, "Content-Type", PROTOBUF);
        var other = post(ReceiveRoutes.OTLP, message, "Content-Type", "text/plain");

        assertThat(good.status()).isEqualTo(200);
        assertThat(good.text()).isEmpty();
        assertThat(query("load")).contains("\"0.5\"");
        assertThat(bad.status()).isEqualTo(400);
        assertThat(bad.text())
                .isEqualTo(
                        new String(
                                OtlpAnswer.status(
                                        3,
                                        "the body cannot be read further: byte 2: the number of a field is 0."),
                                StandardCharsets.UTF_8));
        assertThat(other.status()).isEqualTo(415);
    }
}
