package penstock.vectoriser;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import penstock.vectoriser.trace.Logos;

final class ApiTest {
    private static final byte[] LOGO = Samples.all().values().iterator().next();
    private static final Pattern SAMPLE =
            Pattern.compile("[a-z_]+(\\{[a-z_]+=\"[^\"]*\"(,[a-z_]+=\"[^\"]*\")*})? [-+0-9.eE]+");

    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicInteger crashes = new AtomicInteger();
    private Front front;

    @BeforeEach
    void start() throws Exception {
        front = start(Map.of());
    }

    @AfterEach
    void stop() {
        front.close();
        client.close();
    }

    private Front start(Map<String, String> more) throws IOException, Settings.InvalidSettings {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("PORT", "0");
        environment.putIfAbsent("VECTORISER_DRAIN", "0");
        var settings = Settings.from(environment, "9.9.9");
        Front started = Main.open(settings, Instant.now(), crashes::incrementAndGet);
        started.start();
        started.ready();
        return started;
    }

    private void restart(Map<String, String> environment) throws Exception {
        front.close();
        front = start(environment);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + front.port() + path));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(request(path).build(), BodyHandlers.ofString());
    }

    private HttpRequest posting(String path, String body) {
        return request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return client.send(posting(path, body), BodyHandlers.ofString());
    }

    private static String body(byte[] image) {
        return "{\"image\":\"" + Base64.getEncoder().encodeToString(image) + "\"}";
    }

    private static void isProblem(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");
        assertThat(response.body()).contains("\"code\":\"" + code + "\"");
        assertThat(response.body()).doesNotContain("Exception").doesNotContain("penstock");
    }

    @Test
    void convertsALogoAndSaysHowWell() throws Exception {
        var response = post("/api/convert", body(LOGO));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .startsWith("{\"svg\":\"<svg xmlns=")
                .contains("\"imageType\":\"simple\"", "\"tier\":\"fast\"", "\"targetMet\":true")
                .contains("\"targetQuality\":0.95", "\"durationsMs\":{\"decode\":")
                .contains("\"width\":64", "\"height\":64", "\"cached\":false");
    }

    @Test
    void answersTheSamePictureFromTheCacheUnlessToldNotTo() throws Exception {
        post("/api/convert", body(LOGO));

        var again = post("/api/convert", body(LOGO));
        String without = body(LOGO).replace("}", ",\"parameters\":{\"cache\":false}}");
        var fresh = post("/api/convert", without);

        assertThat(again.body()).contains("\"cached\":true");
        assertThat(fresh.body()).contains("\"cached\":false");
        assertThat(get("/metrics").body())
                .contains("cache_hits_total{cache_type=\"memory\"} 1\n")
                .contains("cache_hit_rate{cache_type=\"memory\"} 0.5\n");
    }

    @Test
    void analysesAndPredicts() throws Exception {
        var analysis = post("/api/analyze", body(LOGO));
        var prediction = post("/api/predict-quality", body(LOGO));

        assertThat(analysis.body()).contains("\"imageType\":\"simple\"", "\"gradientShare\":");
        assertThat(prediction.body())
                .containsSubsequence("\"tier\":\"fast\"", "\"tier\":\"thorough\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                                     | json-malformed",
                "[]                                   | json-malformed",
                "{\"image\":\"iVBO                    | json-malformed",
                "{\"image\":\"AAAA\"} {}              | json-malformed",
                "{}                                   | image-missing",
                "{\"image\":7}                        | image-missing",
                "{\"image\":null}                     | image-missing",
                "{\"image\":\"\"}                     | image-empty",
                "{\"image\":\"no base64!\"}           | image-not-base64",
                "{\"image\":\"bm90IGEgcGljdHVyZQ==\"} | image-unrecognised",
                "{\"image\":\"PHN2Zy8+\"}             | image-format-unsupported",
                "{\"picture\":\"AAAA\"}               | parameter-invalid",
                "{\"parameters\":{\"tier\":\"best\"}} | parameter-invalid",
                "{\"parameters\":{\"colours\":1}}     | parameter-invalid",
                "{\"parameters\":{\"colours\":2.5}}   | parameter-invalid",
                "{\"parameters\":{\"targetQuality\":2}} | parameter-invalid",
                "{\"parameters\":{\"speed\":2}}       | parameter-invalid",
            })
    void namesWhatIsWrongWithARequest(String body, String code) throws Exception {
        isProblem(post("/api/convert", body == null ? "" : body), 400, code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "gif", "jpg", "bmp"})
    void refusesPicturesThatEndEarly(String format) throws Exception {
        var image = new BufferedImage(200, 200, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 200 * 200; i++) {
            image.setRGB(i % 200, i / 200, i * 7919);
        }
        byte[] whole = Logos.encoded(image, format);
        byte[] cut = Arrays.copyOf(whole, whole.length * 3 / 5);

        isProblem(post("/api/convert", body(cut)), 400, "image-damaged");
        assertThat(post("/api/analyze", body(whole)).statusCode()).isEqualTo(200);
    }

    @Test
    void refusesAPictureThatClaimsTooManyPixelsWithoutDecodingIt() throws Exception {
        byte[] bomb = LOGO.clone();
        bomb[18] = 0x40;
        bomb[22] = 0x40;

        var response = post("/api/convert", body(bomb));

        isProblem(response, 400, "image-too-many-pixels");
        assertThat(response.body()).contains("16,448 × 16,448");
    }

    @Test
    void refusesPicturesAboveTheSizeLimit() throws Exception {
        isProblem(post("/api/convert", body(new byte[10_485_761])), 400, "image-too-large");
        isProblem(post("/api/convert", body(new byte[10_485_760])), 400, "image-unrecognised");
        isProblem(post("/api/convert", body(new byte[22_000_000])), 413, "body-too-large");
    }

    @Test
    void refusesOtherMethodsPathsAndContentTypes() throws Exception {
        var wrongMethod = get("/api/convert");
        var wrongType =
                client.send(
                        request("/api/convert")
                                .header("Content-Type", "text/plain")
                                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                                .build(),
                        BodyHandlers.ofString());

        isProblem(wrongMethod, 405, "method-not-allowed");
        assertThat(wrongMethod.headers().firstValue("Allow")).hasValue("POST");
        isProblem(post("/health", "{}"), 405, "method-not-allowed");
        isProblem(wrongType, 415, "content-type-unsupported");
        isProblem(get("/api/nothing"), 404, "not-found");
    }

    @Test
    void tellsItsHealth() throws Exception {
        assertThat(get("/health").body())
                .contains("\"status\":\"healthy\"", "\"result\":\"OK\"", "\"version\":\"9.9.9\"");
        assertThat(get("/health/live").body()).isEqualTo("{\"status\":\"alive\"}");
        assertThat(get("/health/ready").body()).isEqualTo("{\"status\":\"ready\"}");
    }

    @Test
    void writesValidMetricsUnderTheExpectedNames() throws Exception {
        post("/api/convert", body(LOGO));

        String metrics = get("/metrics").body();

        assertThat(metrics)
                .contains("conversions_total{image_type=\"simple\",tier=\"fast\"} 1\n")
                .contains("business_conversions_total{logo_type=\"simple\",success=\"true\"} 1\n")
                .contains("business_conversion_quality_score_bucket{le=\"0.95\"}")
                .contains(
                        "conversion_duration_seconds_count{image_type=\"simple\",tier=\"fast\"} 1\n")
                .contains("conversion_quality_score_count{image_type=\"simple\"} 1\n")
                .contains("conversions_quality_target_met 1\n")
                .contains("processing_queue_length 0\n")
                .contains(
                        "http_requests_total{method=\"POST\",endpoint=\"/api/convert\",status=\"200\"} 1\n");
        for (String line : metrics.lines().filter(l -> !l.startsWith("# ")).toList()) {
            assertThat(line).matches(SAMPLE);
        }
        List<String> types = metrics.lines().filter(l -> l.startsWith("# TYPE ")).toList();
        assertThat(types).doesNotHaveDuplicates().hasSizeGreaterThan(20);
    }

    @Test
    void failsTheShareOfRequestsThatTheErrorFaultSays() throws Exception {
        restart(Map.of("VECTORISER_FAULT_ERROR_RATE", "100%"));

        isProblem(post("/api/convert", body(LOGO)), 500, "conversion-failed");
        assertThat(get("/metrics").body()).contains("api_errors_total 1\n");
        assertThat(get("/health").statusCode()).isEqualTo(200);
    }

    @Test
    void leaksAndCrashesWhenToldTo() throws Exception {
        restart(
                Map.of(
                        "VECTORISER_FAULT_MEMORY_LEAK", "64KiB",
                        "VECTORISER_FAULT_CRASH_AFTER", "3"));

        post("/api/convert", body(LOGO));
        post("/api/convert", body(LOGO));
        int before = crashes.get();
        post("/api/convert", body(LOGO));

        assertThat(before).isZero();
        assertThat(crashes).hasValue(1);
        assertThat(get("/metrics").body()).contains("vectoriser_leaked_bytes 196608\n");
    }

    @Test
    void delaysAllRequestsOrTheTail() throws Exception {
        restart(
                Map.of(
                        "VECTORISER_FAULT_LATENCY", "30ms",
                        "VECTORISER_FAULT_LATENCY_TAIL", "100%:120ms"));
        long start = System.nanoTime();

        post("/api/convert", body(LOGO));

        assertThat(System.nanoTime() - start).isGreaterThan(150_000_000L);
    }

    @Test
    void drawsWorseWhenQualityIsToBeLost() throws Exception {
        String good = post("/api/convert", body(LOGO)).body();
        restart(Map.of("VECTORISER_FAULT_QUALITY_LOSS", "50%"));

        String bad = post("/api/convert", body(LOGO)).body();

        assertThat(good).contains("\"targetMet\":true");
        assertThat(bad).contains("\"targetMet\":false");
    }

    @Test
    void finishesRequestsInWorkAndIsNotReadyWhileStopping() throws Exception {
        restart(Map.of("VECTORISER_FAULT_LATENCY", "400ms", "VECTORISER_DRAIN", "100ms"));
        CompletableFuture<HttpResponse<String>> slow =
                client.sendAsync(posting("/api/convert", body(LOGO)), BodyHandlers.ofString());
        while (!get("/metrics").body().contains("\nactive_connections 2\n")) {
            Thread.onSpinWait();
        }

        Thread closing = Thread.startVirtualThread(front::close);
        HttpResponse<String> ready = get("/health/ready");
        while (ready.statusCode() == 200) {
            ready = get("/health/ready");
        }
        HttpResponse<String> done = slow.join();
        closing.join();

        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).contains("draining");
        assertThat(done.statusCode()).isEqualTo(200);
    }
}
