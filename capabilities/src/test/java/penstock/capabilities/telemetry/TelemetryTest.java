package penstock.capabilities.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.capabilities.services.InstanceSpec;
import penstock.capabilities.services.RunSpec;
import penstock.gateway.routes.AccessCount;
import penstock.gateway.routes.AccessPlace;
import penstock.gateway.routes.CacheCount;
import penstock.gateway.routes.Coding;
import penstock.gateway.routes.EdgeCounts;
import penstock.gateway.routes.EncodingCount;
import penstock.gateway.routes.GatewayReport;
import penstock.gateway.routes.InFlight;
import penstock.gateway.routes.LatencyHistogram;
import penstock.gateway.routes.LoadState;
import penstock.gateway.routes.Observation;
import penstock.gateway.routes.Oversize;
import penstock.gateway.routes.Protection;
import penstock.gateway.routes.Role;
import penstock.gateway.routes.SizeCount;
import penstock.gateway.routes.StatusCounts;
import penstock.gateway.routes.TlsCount;
import penstock.gateway.routes.TlsFault;
import penstock.gateway.routes.Troubles;
import penstock.gateway.routes.Unserved;
import penstock.metrics.labels.Labels;
import penstock.metrics.labels.Matcher;
import penstock.metrics.promql.Engine;
import penstock.metrics.promql.EngineOptions;
import penstock.metrics.promql.QueryValue;
import penstock.metrics.series.Series;
import penstock.metrics.store.StoreSettings;
import penstock.metrics.store.TimeSeriesStore;
import penstock.model.Decoder;
import penstock.model.Text;

/// What gateways report becomes series that PromQL counts exactly.
final class TelemetryTest {
    private static final Instant START = Instant.parse("2026-11-21T08:00:00Z");
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final Engine engine = new Engine(EngineOptions.DEFAULT);
    private final Map<String, InstanceSpec> instances = new HashMap<>();
    private final Path folder;
    private final TimeSeriesStore store;
    private Instant now = START;
    private Telemetry telemetry;

    TelemetryTest(@TempDir Path folder) {
        this.folder = folder;
        store = TimeSeriesStore.open(folder.resolve("metrics"), StoreSettings.DEFAULTS, () -> now);
        telemetry = telemetry();
    }

    private Telemetry telemetry() {
        return new Telemetry(folder, () -> now, id -> Optional.ofNullable(instances.get(id)));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void pass(Duration time) {
        now = now.plus(time);
        telemetry.sample(store);
    }

    private static Observation observation(String version, long good, long bad, int... millis) {
        var latency = LatencyHistogram.EMPTY;
        for (int each : millis) {
            int bucket = LatencyHistogram.indexOf(Duration.ofMillis(each).toNanos());
            latency = latency.plus(LatencyHistogram.of(new int[] {bucket}, new long[] {1}));
        }
        return new Observation(
                "production/shop",
                version,
                Role.STABLE,
                good + bad,
                new StatusCounts(0, good, 0, 0, bad),
                bad,
                bad,
                0,
                0,
                latency);
    }

    private void report(long number, Observation... observations) {
        telemetry.accept(new GatewayReport("gateway", number, 1, List.of(observations), List.of()));
    }

    /// The values of a vector by one label.
    private Map<String, Double> ask(String query, String label) {
        var result = engine.instant(store, query, now.toEpochMilli()).value();
        var values = new TreeMap<String, Double>();
        if (result instanceof QueryValue.Vector(var samples)) {
            for (var sample : samples) {
                var histogram = sample.histogram();
                values.put(
                        sample.labels().get(label),
                        histogram == null ? sample.value() : histogram.count());
            }
        }
        return values;
    }

    @Test
    void figuresGoOnWhateverTheClockIsSetTo() {
        for (var jump : List.of(Duration.ofHours(1), Duration.ofHours(-1), Duration.ofDays(-400))) {
            pass(EVERY);
            now = now.plus(jump);
            store.maintain();
            pass(EVERY);
            pass(EVERY);

            assertThat(ask("timestamp(penstock_metrics_series)", "job"))
                    .as("%s", jump)
                    .isEqualTo(Map.of("penstock", now.toEpochMilli() / 1_000.0));
        }
    }

    @Test
    void everyRequestSinceTheFirstIsPartOfAnIncreaseAndCountsOnce() {
        pass(EVERY);
        report(1, observation("1.0.0", 7, 3));
        report(1, observation("1.0.0", 7, 3));
        pass(EVERY);
        report(2, observation("1.0.0", 10, 0));
        pass(EVERY);

        assertThat(ask("http_requests_total{service=\"shop\"} > 0", "status"))
                .isEqualTo(Map.of("2xx", 17.0, "5xx", 3.0));
        assertThat(ask("http_requests_failed_total", "version")).isEqualTo(Map.of("1.0.0", 3.0));
        assertThat(labels("http_requests_total"))
                .contains(
                        Labels.of(
                                "__name__", "http_requests_total",
                                "job", "gateway",
                                "environment", "production",
                                "service", "shop",
                                "version", "1.0.0",
                                "role", "stable",
                                "status", "2xx"));
        assertThat(samples("http_requests_failed_total")).containsExactly(0.0, 3.0, 3.0);
    }

    private List<Labels> labels(String metric) {
        return store
                .select(
                        Long.MIN_VALUE,
                        Long.MAX_VALUE,
                        List.of(Matcher.of(Matcher.Kind.EQUAL, "__name__", metric)))
                .stream()
                .map(Series::labels)
                .toList();
    }

    private List<Double> samples(String metric) {
        var result = engine.instant(store, metric + "[1h]", now.toEpochMilli()).value();
        var values = new ArrayList<Double>();
        if (result instanceof QueryValue.Matrix(var lines)) {
            for (var line : lines) {
                for (int i = 0; i < line.size(); i++) {
                    values.add(line.value(i));
                }
            }
        }
        return values;
    }

    @Test
    void aServerThatBeginsAnewIsAResetThatLosesNothing() {
        report(1, observation("1.0.0", 100, 0));
        pass(EVERY);
        pass(EVERY);
        telemetry = telemetry();
        pass(EVERY);
        report(2, observation("1.0.0", 10, 0));
        pass(EVERY);
        pass(EVERY);

        assertThat(samples("http_requests_total{status=\"2xx\"}"))
                .containsExactly(0.0, 100.0, 100.0, 0.0, 10.0, 10.0);
        assertThat(ask("resets(http_requests_total{status=\"2xx\"}[1h])", "service"))
                .isEqualTo(Map.of("shop", 1.0));
    }

    @Test
    void latencyIsAHistogramWithTheGatewaysBuckets() {
        report(1, observation("1.0.0", 4, 0, 10, 20, 20, 400));
        pass(EVERY);

        assertThat(ask("http_request_duration_seconds", "version")).isEqualTo(Map.of("1.0.0", 4.0));
        var median = ask("histogram_quantile(0.5, http_request_duration_seconds)", "version");
        assertThat(median.get("1.0.0")).isBetween(0.0191, 0.0209);
        var sum = ask("histogram_sum(http_request_duration_seconds)", "version");
        assertThat(sum.get("1.0.0")).isBetween(0.45 * 0.977, 0.45 * 1.023);
        assertThat(ask("histogram_count(increase(http_request_duration_seconds[1m]))", "version"))
                .hasSize(1);
    }

    @Test
    void aVersionThatNobodyAsksForIsForgottenAndComesBackFromZero() {
        report(1, observation("1.0.0", 5, 0));
        pass(EVERY);
        pass(Traffic.FORGOTTEN.plusSeconds(1));

        assertThat(ask("http_requests_total", "version")).isEmpty();

        report(2, observation("1.0.0", 1, 0));
        pass(EVERY);
        assertThat(ask("http_requests_total{status=\"2xx\"}", "version"))
                .isEqualTo(Map.of("1.0.0", 1.0));
    }

    @Test
    void whatCachesDidIsToldByServiceAndResult() {
        var first = new CacheCount("production/shop", 5, 1, 2, 3, 4, 6, 7, 1, 10, 2_000);
        var more = new CacheCount("production/shop", 10, 0, 0, 1, 0, 0, 1, 0, 11, 2_500);
        telemetry.accept(
                new GatewayReport("a", 1, 1, List.of(), List.of()).withCaches(List.of(first)));
        telemetry.accept(
                new GatewayReport("a", 2, 1, List.of(), List.of()).withCaches(List.of(more)));
        telemetry.accept(
                new GatewayReport("a", 2, 1, List.of(), List.of()).withCaches(List.of(more)));
        pass(EVERY);

        assertThat(ask("http_cache_requests_total{service=\"shop\"}", "result"))
                .isEqualTo(
                        Map.of(
                                "hit",
                                15.0,
                                "stale",
                                1.0,
                                "revalidated",
                                2.0,
                                "miss",
                                4.0,
                                "bypass",
                                4.0));
        assertThat(ask("http_cache_stored_total", "environment"))
                .isEqualTo(Map.of("production", 8.0));
        assertThat(ask("http_cache_entries", "service")).isEqualTo(Map.of("shop", 11.0));
        assertThat(ask("http_cache_bytes", "service")).isEqualTo(Map.of("shop", 2_500.0));
    }

    @Test
    void whatIsInFlightIsToldByInstanceUntilTheInstanceIsGone() {
        instances.put(
                "shop-1-0",
                new InstanceSpec(
                        "shop-1-0",
                        "production/shop",
                        "1.0.0",
                        "shop-1",
                        Decoder.decode(
                                RunSpec.class,
                                Text.readYaml(
                                                "{process: {command: [server]}, ready: {http: /}}",
                                                "test")
                                        .getFirst(),
                                "",
                                "run"),
                        Map.of(),
                        Optional.empty()));
        telemetry.accept(
                new GatewayReport("a", 1, 1, List.of(), List.of(new InFlight("shop-1-0", 2))));
        telemetry.accept(
                new GatewayReport("b", 1, 1, List.of(), List.of(new InFlight("shop-1-0", 1))));
        pass(EVERY);
        assertThat(ask("active_requests", "instance")).isEqualTo(Map.of("shop-1-0", 3.0));

        telemetry.accept(new GatewayReport("a", 2, 1, List.of(), List.of()));
        pass(Duration.ofSeconds(8));
        assertThat(ask("active_requests", "instance")).isEqualTo(Map.of("shop-1-0", 0.0));

        instances.clear();
        pass(EVERY);
        assertThat(ask("active_requests", "instance")).isEmpty();
    }

    private static AccessCount denied(AccessPlace.Kind kind, String name, long count) {
        return new AccessCount(new AccessPlace(kind, "production/" + name), count, 3, 9, 1);
    }

    private static SizeCount large(String route, Oversize what, long times) {
        return new SizeCount(Optional.of(route).filter(id -> !id.isEmpty()), what, times);
    }

    @Test
    void whatWasCompressedAndDeniedIsSummedUp() {
        for (int number = 1; number <= 2; number++) {
            var count = new EncodingCount("production/shop", Coding.GZIP, 3, 1_000, 100, 1);
            telemetry.accept(
                    new GatewayReport("gateway", number, 1, List.of(), List.of())
                            .with(
                                    new EdgeCounts(
                                            List.of(count),
                                            List.of(
                                                    denied(AccessPlace.Kind.ROUTE, "shop", 2),
                                                    denied(AccessPlace.Kind.ENTRY, "way#3", 5),
                                                    denied(AccessPlace.Kind.DOMAIN, "web", 7)),
                                            List.of(
                                                    new TlsCount(
                                                            "production/shop",
                                                            "1.0.0",
                                                            TlsFault.EXPIRED,
                                                            4)),
                                            List.of(
                                                    large("production/shop", Oversize.BODY, 2),
                                                    large("production/shop", Oversize.URL, 1),
                                                    large("", Oversize.URL, 3)))));
            pass(EVERY);
        }

        assertThat(ask("http_compression_answers_total{service=\"shop\"}", "encoding"))
                .isEqualTo(Map.of("gzip", 6.0));
        assertThat(ask("http_compression_input_bytes_total", "encoding"))
                .isEqualTo(Map.of("gzip", 2_000.0));
        assertThat(ask("http_compression_output_bytes_total", "encoding"))
                .isEqualTo(Map.of("gzip", 200.0));
        assertThat(ask("http_access_requests_total{service=\"shop\"}", "result"))
                .isEqualTo(Map.of("denied", 4.0, "would-deny", 6.0));
        assertThat(ask("http_access_requests_total{domain=\"web\"}", "result"))
                .isEqualTo(Map.of("denied", 14.0, "would-deny", 6.0));
        var ofRule = "http_access_requests_total{route=\"way\",result=\"denied\"}";
        assertThat(ask(ofRule, "rule")).isEqualTo(Map.of("3", 10.0));
        assertThat(ask("http_access_ranges{service!=\"\"}", "service"))
                .isEqualTo(Map.of("shop", 9.0));
        assertThat(ask("http_access_faults{domain!=\"\"}", "domain")).isEqualTo(Map.of("web", 1.0));
        assertThat(ask("gateway_instance_tls_failures_total{version=\"1.0.0\"}", "reason"))
                .isEqualTo(Map.of("expired", 8.0));
        assertThat(ask("http_oversize_total{service=\"shop\",job=\"gateway\"}", "reason"))
                .isEqualTo(Map.of("body", 4.0, "url", 2.0));
        assertThat(ask("http_oversize_total{service=\"\",environment=\"\"}", "reason"))
                .isEqualTo(Map.of("url", 6.0));
        assertThat(ask("http_compression_skipped_total", "environment"))
                .isEqualTo(Map.of("production", 2.0));
    }

    @Test
    void whatSparedInstancesIsCountedAndAddedUp() {
        var spared =
                new Observation(
                        "production/shop",
                        "1.0.0",
                        Role.STABLE,
                        5,
                        new StatusCounts(0, 5, 0, 0, 0),
                        0,
                        0,
                        0,
                        0,
                        LatencyHistogram.EMPTY,
                        Troubles.NONE,
                        Unserved.NONE,
                        Optional.empty(),
                        new Protection(1, 2, 3, 4, 5, 6, 7));
        var load =
                new LoadState(List.of(), List.of(new LoadState.Load("production/shop", 20, 7, 1)));
        telemetry.accept(new GatewayReport("a", 1, 1, List.of(spared), List.of()).with(load));
        telemetry.accept(new GatewayReport("b", 1, 1, List.of(), List.of()).with(load));
        pass(EVERY);

        assertThat(ask("gateway_ejections_total", "service")).isEqualTo(Map.of("shop", 1.0));
        assertThat(ask("gateway_breaker_openings_total", "role")).isEqualTo(Map.of("stable", 2.0));
        assertThat(ask("gateway_requests_shed_total", "reason"))
                .isEqualTo(
                        Map.of(
                                "breaker-open", 3.0,
                                "breaker-full", 4.0,
                                "overloaded", 5.0,
                                "would-shed", 6.0));
        assertThat(ask("gateway_requests_retried_total", "service")).isEqualTo(Map.of("shop", 7.0));
        assertThat(ask("gateway_load_limit", "service")).isEqualTo(Map.of("shop", 40.0));
        assertThat(ask("gateway_load_waiting", "service")).isEqualTo(Map.of("shop", 14.0));
        assertThat(ask("gateway_requests_queued", "service")).isEqualTo(Map.of("shop", 2.0));
    }

    @Test
    void theServerTellsHowItAndItsMachineAreDoing() {
        pass(EVERY);
        pass(EVERY);

        assertThat(ask("process_start_time_seconds", "job")).containsKey("penstock");
        assertThat(ask("jvm_memory_used_bytes > 0", "area")).containsKey("heap");
        assertThat(ask("system_disk_usage_percent >= 0", "mount_point")).hasSize(1);
        assertThat(ask("penstock_metrics_series > 5", "job")).containsKey("penstock");
        assertThat(Meaning.ALL.stream().map(Meaning::name))
                .containsAll(
                        store.labelValues(Labels.NAME, Long.MIN_VALUE, Long.MAX_VALUE, List.of()));
    }
}
