package penstock.metrics.exposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import penstock.metrics.exposition.OtlpMetrics.Rejected;
import penstock.metrics.histogram.Bounds;
import penstock.metrics.histogram.Buckets;
import penstock.metrics.histogram.CounterReset;
import penstock.metrics.histogram.FloatHistogram;

final class OtlpMetricsTest {
    private static final OtlpOptions CUSTOM =
            new OtlpOptions(OtlpOptions.Names.UNCHANGED, Set.of("region"), true);

    private static void attribute(WireWriter out, int field, String key, String value) {
        out.message(field, a -> a.text(1, key).message(2, v -> v.text(1, value)));
    }

    private static void time(WireWriter point) {
        fixed(point, 2, 1_000_000_000L);
        fixed(point, 3, 5_000_000_000L);
    }

    private static WireWriter fixed(WireWriter out, int field, long value) {
        return out.real(field, Double.longBitsToDouble(value));
    }

    private static byte[] body(Consumer<WireWriter> metrics) {
        return new WireWriter()
                .message(
                        1,
                        resource ->
                                resource.message(
                                                1,
                                                r -> {
                                                    attribute(r, 1, "service.name", "shop");
                                                    attribute(r, 1, "service.namespace", "web");
                                                    attribute(r, 1, "service.instance.id", "i-1");
                                                    attribute(r, 1, "region", "eu");
                                                })
                                        .message(2, metrics))
                .bytes();
    }

    private static byte[] numbers() {
        return body(
                scope -> {
                    scope.message(2, OtlpMetricsTest::requests);
                    scope.message(2, OtlpMetricsTest::load);
                    scope.message(2, OtlpMetricsTest::jobs);
                });
    }

    private static void requests(WireWriter metric) {
        metric.text(1, "http.requests").text(2, "All requests.").text(3, "{request}");
        metric.message(
                7,
                sum ->
                        sum.message(1, OtlpMetricsTest::requestsOfOneMethod)
                                .number(2, 2)
                                .number(3, 1));
    }

    private static void requestsOfOneMethod(WireWriter point) {
        time(point);
        attribute(point, 7, "http.method", "GET");
        fixed(point, 6, 42);
        point.message(
                5,
                exemplar -> {
                    exemplar.real(3, 0.5).bytes(5, new byte[] {1, (byte) 0xab});
                    fixed(exemplar, 2, 4_000_000_000L);
                });
    }

    private static void load(WireWriter metric) {
        metric.text(1, "cpu.load").text(3, "1");
        metric.message(
                5,
                gauge -> gauge.message(1, point -> fixed(point.real(4, 0.75), 3, 6_000_000_000L)));
    }

    private static void jobs(WireWriter metric) {
        metric.text(1, "jobs");
        metric.message(7, sum -> sum.message(1, point -> fixed(point, 6, 1)).number(2, 1));
    }

    private static byte[] histograms() {
        return body(
                scope -> {
                    scope.message(2, OtlpMetricsTest::latency);
                    scope.message(2, OtlpMetricsTest::size);
                });
    }

    private static void latency(WireWriter metric) {
        metric.text(1, "latency").text(3, "ms");
        metric.message(9, all -> all.message(1, OtlpMetricsTest::explicit).number(2, 2));
    }

    private static void explicit(WireWriter point) {
        time(point);
        fixed(point, 4, 6);
        point.real(5, 20);
        fixed(point, 6, 1);
        fixed(point, 6, 2);
        fixed(point, 6, 3);
        point.real(7, 1).real(7, 5);
    }

    private static void size(WireWriter metric) {
        metric.text(1, "size");
        metric.message(10, all -> all.message(1, OtlpMetricsTest::exponential).number(2, 2));
    }

    private static void exponential(WireWriter point) {
        time(point);
        fixed(point, 4, 10);
        point.real(5, 30).signed(6, 9);
        fixed(point, 7, 1);
        point.message(8, buckets -> buckets.signed(1, -1).bytes(2, new byte[] {1, 2, 3, 4}));
    }

    private static Collected read(byte[] body, OtlpOptions options) {
        var collected = new Collected();
        OtlpMetrics.read(body, body.length, options, Limits.NONE, collected);
        return collected;
    }

    @Test
    void numbersBecomeSeriesNamedAsPrometheusDoes() {
        var collected = new Collected();
        var body = numbers();
        var rejected =
                OtlpMetrics.read(body, body.length, OtlpOptions.DEFAULT, Limits.NONE, collected);

        assertThat(collected.lines)
                .containsExactly(
                        "type http_requests_total counter",
                        "help http_requests_total All requests.",
                        "unit http_requests_total {request}",
                        "{__name__=\"http_requests_total\", http_method=\"GET\", instance=\"i-1\", job=\"web/shop\"} 42 @5000 since 1000"
                                + " # {trace_id=\"01ab\"} 0.5 @4000",
                        "type cpu_load_ratio gauge",
                        "unit cpu_load_ratio 1",
                        "{__name__=\"cpu_load_ratio\", instance=\"i-1\", job=\"web/shop\"} 0.75 @6000",
                        "type jobs gauge",
                        "{__name__=\"target_info\", instance=\"i-1\", job=\"web/shop\", region=\"eu\"} 1 @6000");
        assertThat(rejected)
                .isEqualTo(new Rejected(1, "jobs: delta temporality (expected: cumulative)", ""));
    }

    @Test
    void explicitBucketsAreClassicOrCustom() {
        assertThat(read(histograms(), OtlpOptions.DEFAULT).lines)
                .contains(
                        "type latency_milliseconds histogram",
                        "{__name__=\"latency_milliseconds_sum\", instance=\"i-1\", job=\"web/shop\"} 20 @5000 since 1000",
                        "{__name__=\"latency_milliseconds_count\", instance=\"i-1\", job=\"web/shop\"} 6 @5000 since 1000",
                        "{__name__=\"latency_milliseconds_bucket\", instance=\"i-1\", job=\"web/shop\", le=\"1.0\"} 1 @5000 since 1000",
                        "{__name__=\"latency_milliseconds_bucket\", instance=\"i-1\", job=\"web/shop\", le=\"5.0\"} 3 @5000 since 1000",
                        "{__name__=\"latency_milliseconds_bucket\", instance=\"i-1\", job=\"web/shop\", le=\"+Inf\"} 6 @5000 since 1000");
        assertThat(read(histograms(), CUSTOM).lines)
                .contains(
                        "{__name__=\"latency\", instance=\"i-1\", job=\"web/shop\", region=\"eu\"} {count:6, sum:20, [-Inf,1]:1, (1,5]:2, (5,+Inf]:3}"
                                + " @5000 since 1000");
    }

    @Test
    void exponentialHistogramsAreReducedToTheFinestSchemaThereIs() {
        assertThat(read(histograms(), OtlpOptions.DEFAULT).histograms)
                .containsExactly(
                        new FloatHistogram(
                                8,
                                1e-128,
                                1,
                                10,
                                30,
                                Buckets.run(0, 1, 5, 4),
                                Buckets.NONE,
                                Bounds.NONE,
                                CounterReset.UNKNOWN));
    }

    @Test
    void namesOfMetricsGetUnitsAndLabelsLoseWhatPrometheusDoesNotAllow() {
        assertThat(
                        OtlpNames.metric(
                                "system.disk.io",
                                "By/s",
                                MetricType.GAUGE,
                                OtlpOptions.Names.UNDERSCORES))
                .isEqualTo("system_disk_io_bytes_per_second");
        assertThat(
                        OtlpNames.metric(
                                "a__b.total.seconds",
                                "s",
                                MetricType.COUNTER,
                                OtlpOptions.Names.UNDERSCORES))
                .isEqualTo("a_b_seconds_total");
        assertThat(OtlpNames.metric("2nd", "", MetricType.GAUGE, OtlpOptions.Names.UNDERSCORES))
                .isEqualTo("_2nd");
        assertThat(
                        OtlpNames.metric(
                                "disk.io", "By", MetricType.COUNTER, OtlpOptions.Names.SUFFIXES))
                .isEqualTo("disk.io_bytes_total");
        assertThat(OtlpNames.label("http.status-code", OtlpOptions.Names.UNDERSCORES))
                .isEqualTo("http_status_code");
        assertThat(OtlpNames.label("1st", OtlpOptions.Names.UNDERSCORES)).isEqualTo("key_1st");
        assertThat(OtlpNames.label("http.status", OtlpOptions.Names.UNCHANGED))
                .isEqualTo("http.status");
    }

    @Test
    void valuesThatAreNoTextsAreWrittenOut() {
        var list =
                new WireWriter()
                        .message(
                                5,
                                l ->
                                        l.message(1, v -> v.text(1, "a"))
                                                .message(1, v -> v.number(3, 7)))
                        .bytes();
        var body =
                new WireWriter()
                        .message(
                                1,
                                r ->
                                        r.message(
                                                2,
                                                s ->
                                                        s.message(
                                                                2,
                                                                m ->
                                                                        m.text(1, "m")
                                                                                .message(
                                                                                        5,
                                                                                        g ->
                                                                                                g
                                                                                                        .message(
                                                                                                                1,
                                                                                                                p ->
                                                                                                                        p.message(
                                                                                                                                        7,
                                                                                                                                        a ->
                                                                                                                                                a.text(
                                                                                                                                                                1,
                                                                                                                                                                "list")
                                                                                                                                                        .bytes(
                                                                                                                                                                2,
                                                                                                                                                                list))
                                                                                                                                .message(
                                                                                                                                        7,
                                                                                                                                        a ->
                                                                                                                                                a.text(
                                                                                                                                                                1,
                                                                                                                                                                "is.ok")
                                                                                                                                                        .message(
                                                                                                                                                                2,
                                                                                                                                                                v ->
                                                                                                                                                                        v
                                                                                                                                                                                .number(
                                                                                                                                                                                        2,
                                                                                                                                                                                        1))))))))
                        .bytes();

        assertThat(read(body, OtlpOptions.DEFAULT).lines)
                .contains("{__name__=\"m\", is_ok=\"true\", list=\"[\\\"a\\\",7]\"} 0");
    }

    @Test
    void whatIsDamagedIsReadOrRefused() {
        var random = new Random(5);
        for (int round = 0; round < 5_000; round++) {
            var body = (round % 2 == 0 ? numbers() : histograms()).clone();
            for (int i = 0; i <= round % 3; i++) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            int length = round % 5 == 0 ? random.nextInt(body.length) : body.length;
            try {
                OtlpMetrics.read(
                        body,
                        length,
                        round % 7 == 0 ? CUSTOM : OtlpOptions.DEFAULT,
                        Limits.NONE,
                        new Collected());
            } catch (MalformedExposition e) {
                assertThat(e.column()).isPositive();
            }
        }
    }

    @Test
    void deepValuesAreRefused() {
        byte[] value = new WireWriter().text(1, "x").bytes();
        for (int i = 0; i < 10_000; i++) {
            byte[] inner = value;
            value = new WireWriter().message(5, l -> l.bytes(1, inner)).bytes();
        }
        byte[] deep = value;
        var body =
                body(
                        s ->
                                s.message(
                                        2,
                                        m ->
                                                m.text(1, "m")
                                                        .message(
                                                                5,
                                                                g ->
                                                                        g.message(
                                                                                1,
                                                                                p ->
                                                                                        p.message(
                                                                                                7,
                                                                                                a ->
                                                                                                        a.text(
                                                                                                                        1,
                                                                                                                        "k")
                                                                                                                .bytes(
                                                                                                                        2,
                                                                                                                        deep))))));

        assertThatExceptionOfType(MalformedExposition.class)
                .isThrownBy(() -> read(body, OtlpOptions.DEFAULT))
                .withMessageContaining("a value more than 32 levels deep");
    }

    private static final Limits SMALL = new Limits(1_000_000, 0, 8, 20, 40);

    /// One gauge, of a resource and with points.
    private static Rejected readGauge(
            Consumer<WireWriter> resource, Consumer<WireWriter> gauge, Collected into) {
        var body =
                new WireWriter()
                        .message(
                                1,
                                all ->
                                        all.message(1, resource)
                                                .message(
                                                        2,
                                                        scope ->
                                                                scope.message(
                                                                        2,
                                                                        m ->
                                                                                m.text(1, "m")
                                                                                        .message(
                                                                                                5,
                                                                                                gauge))))
                        .bytes();
        return OtlpMetrics.read(body, body.length, OtlpOptions.DEFAULT, SMALL, into);
    }

    private static void shop(WireWriter resource) {
        attribute(resource, 1, "service.name", "shop");
    }

    private static void point(WireWriter gauge, Consumer<WireWriter> attributes) {
        gauge.message(
                1,
                point -> {
                    fixed(point, 3, 5_000_000_000L);
                    attributes.accept(point);
                });
    }

    @Test
    void attributesWithOneNameAreJoinedInTheOrderOfTheirKeys() {
        var collected = new Collected();

        readGauge(
                OtlpMetricsTest::shop,
                gauge ->
                        point(
                                gauge,
                                p -> {
                                    attribute(p, 7, "a_b", "2");
                                    attribute(p, 7, "a.b", "1");
                                    attribute(p, 7, "a-b", "0");
                                }),
                collected);

        assertThat(collected.lines)
                .contains("{__name__=\"m\", a_b=\"0;1;2\", job=\"shop\"} 0 @5000");
    }

    @Test
    void aPointBeyondTheLimitsOfLabelsIsLeftOutByItself() {
        var collected = new Collected();

        var rejected =
                readGauge(
                        OtlpMetricsTest::shop,
                        gauge -> {
                            point(
                                    gauge,
                                    p -> {
                                        for (int i = 0; i < 100; i++) {
                                            attribute(p, 7, "k" + i, "v");
                                        }
                                    });
                            point(gauge, p -> attribute(p, 7, "k", "v".repeat(1_000)));
                            point(gauge, p -> attribute(p, 7, "k", "v"));
                        },
                        collected);

        assertThat(rejected)
                .isEqualTo(new Rejected(2, "m: more attributes than labels are allowed (8)", ""));
        assertThat(collected.lines)
                .containsExactly("type m gauge", "{__name__=\"m\", job=\"shop\", k=\"v\"} 0 @5000");
    }

    @Test
    void aTargetInfoWithMoreThanLabelsMayHaveIsLeftOutWithAWarning() {
        var collected = new Collected();

        var rejected =
                readGauge(
                        r -> {
                            shop(r);
                            for (int i = 0; i < 6; i++) {
                                attribute(r, 1, "k" + i, "v");
                            }
                        },
                        gauge -> point(gauge, _ -> {}),
                        collected);

        assertThat(rejected)
                .isEqualTo(
                        new Rejected(
                                0,
                                "",
                                "target_info of job \"shop\" is left out: more attributes than labels are allowed (8)"));
        assertThat(collected.lines).contains("{__name__=\"m\", job=\"shop\"} 0 @5000");
        assertThat(collected.lines).noneMatch(line -> line.contains("target_info"));
    }

    @Test
    void pointsWhoseSenderCannotBeToldAreLeftOut() {
        var collected = new Collected();

        var large =
                readGauge(
                        r -> attribute(r, 1, "service.name", "s".repeat(200)),
                        gauge -> point(gauge, _ -> {}),
                        collected);
        var many =
                readGauge(
                        r -> {
                            for (int i = 0; i < 30; i++) {
                                attribute(r, 1, "k" + i, "v".repeat(20));
                            }
                        },
                        gauge -> point(gauge, _ -> {}),
                        collected);

        assertThat(large.points()).isEqualTo(1);
        assertThat(large.reason()).startsWith("m: the resource has an attribute of 2");
        assertThat(many.points()).isEqualTo(1);
        assertThat(many.reason()).contains("bytes, more than all labels of a series may have");
        assertThat(collected.lines).isEmpty();
    }

    @Test
    void withoutSuffixesOnlyWhatIsNotAllowedIsReplaced() {
        var names = OtlpOptions.Names.ONLY_UNDERSCORES;

        assertThat(OtlpNames.metric("http.server..time__s", "s", MetricType.COUNTER, names))
                .isEqualTo("http_server_time__s");
        assertThat(OtlpNames.metric(".2nd-", "1", MetricType.GAUGE, names)).isEqualTo("_2nd");
        assertThat(OtlpNames.label("http.status", names)).isEqualTo("http_status");
    }
}
