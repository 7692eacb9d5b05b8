package penstock.metrics.exposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class OtlpJsonTest {
    private static final OtlpOptions CUSTOM =
            new OtlpOptions(OtlpOptions.Names.UNCHANGED, Set.of(), true);

    private static Collected read(String json, OtlpOptions options, Limits limits) {
        var collected = new Collected();
        var body = json.getBytes(StandardCharsets.UTF_8);
        OtlpJson.read(body, body.length, options, limits, collected);
        return collected;
    }

    private static Collected read(String json) {
        return read(json, OtlpOptions.DEFAULT, Limits.NONE);
    }

    private static String metrics(String metrics) {
        return """
                {"resourceMetrics": [{
                  "resource": {"attributes": [
                    {"key": "service.name", "value": {"stringValue": "shop"}},
                    {"key": "service.instance.id", "value": {"stringValue": "i-1"}}],
                    "droppedAttributesCount": 0},
                  "scopeMetrics": [{
                    "scope": {"name": "lib", "version": "1"},
                    "metrics": [%s]}],
                  "schemaUrl": "https://opentelemetry.io/schemas/1.30.0"}]}
                """
                .formatted(metrics);
    }

    private static final String REQUESTS =
            """
            {"name": "http.requests", "description": "All \\"requests\\" \\u00fcber HTTP.", "unit": "{request}",
             "sum": {"aggregationTemporality": 2, "isMonotonic": true, "dataPoints": [
               {"attributes": [
                  {"key": "route", "value": {"stringValue": "/a\\tb"}},
                  {"key": "ok", "value": {"boolValue": true}},
                  {"key": "tags", "value": {"arrayValue": {"values": [{"intValue": "7"}, {"doubleValue": 0.5}]}}}],
                "startTimeUnixNano": "1000000000", "timeUnixNano": "5000000000", "asInt": "42",
                "exemplars": [{"timeUnixNano": "4000000000", "asDouble": 0.5,
                  "traceId": "5B8EFFF798038103D269B633813FC60C", "spanId": "EEE19B7EC3C1B174"}]},
               {"timeUnixNano": 6000000000, "asDouble": 1.5e1, "unknown": {"a": [1, null, {}]}, "flags": null}]}}
            """;

    @Test
    void isReadAsTheSameMessageInProtobufWouldBe() {
        assertThat(read(metrics(REQUESTS)).lines)
                .containsExactly(
                        "type http_requests_total counter",
                        "help http_requests_total All \"requests\" über HTTP.",
                        "unit http_requests_total {request}",
                        "{__name__=\"http_requests_total\", instance=\"i-1\", job=\"shop\", ok=\"true\","
                                + " route=\"/a\\tb\", tags=\"[7,0.5]\"} 42 @5000 since 1000"
                                + " # {span_id=\"eee19b7ec3c1b174\", trace_id=\"5b8efff798038103d269b633813fc60c\"} 0.5 @4000",
                        "{__name__=\"http_requests_total\", instance=\"i-1\", job=\"shop\"} 15 @6000");
    }

    @Test
    void histogramsOfAllKindsAndSummariesAreRead() {
        var json =
                metrics(
                        """
                        {"name": "a", "histogram": {"aggregationTemporality": 2, "dataPoints": [
                          {"timeUnixNano": "1000000000", "count": "3", "sum": 4.5, "bucketCounts": ["1", 2], "explicitBounds": [1.5]}]}},
                        {"name": "b", "exponentialHistogram": {"aggregationTemporality": 2, "dataPoints": [
                          {"timeUnixNano": "1000000000", "count": 3, "sum": -1, "scale": -1, "zeroCount": "1", "zeroThreshold": 0.25,
                           "positive": {"offset": -2, "bucketCounts": ["1"]}, "negative": {"offset": 1, "bucketCounts": [1]}}]}},
                        {"name": "c", "summary": {"dataPoints": [
                          {"timeUnixNano": "1000000000", "count": "2", "sum": "NaN", "quantileValues": [{"quantile": 0.5, "value": "Infinity"}]}]}},
                        {"name": "d", "sum": {"aggregationTemporality": 1, "dataPoints": [{"asInt": 1}]}}
                        """);

        var lines = read(json, CUSTOM, Limits.NONE).lines;

        assertThat(lines)
                .contains(
                        "{__name__=\"a\", instance=\"i-1\", job=\"shop\"} {count:3, sum:4.5, [-Inf,1.5]:1, (1.5,+Inf]:2} @1000",
                        "{__name__=\"b\", instance=\"i-1\", job=\"shop\"} {count:3, sum:-1, [-16,-4):1, [-0.25,0.25]:1, (0.0625,0.25]:1} @1000",
                        "{__name__=\"c_sum\", instance=\"i-1\", job=\"shop\"} NaN @1000",
                        "{__name__=\"c\", instance=\"i-1\", job=\"shop\", quantile=\"0.5\"} +Inf @1000");
        assertThat(lines).noneMatch(line -> line.contains("__name__=\"d\""));
    }

    @Test
    void mistakesAreToldWithTheirPlace() {
        refuses("", "byte 1: expected '{', found the end");
        refuses("[]", "byte 1: expected '{', found '['");
        refuses("{} {}", "more than one value");
        refuses("{\"a\": \"b", "a text without its end");
        refuses("{\"a\": \"\\x\"}", "an escape that is none");
        refuses("{\"a\": tru}", "expected true");
        refuses("{\"a\": " + "[".repeat(100), "more than 64 levels");
        refuses(
                metrics("{\"gauge\": {\"dataPoints\": [{\"asInt\": 1.5}]}}"),
                "\"1.5\" (expected: an integer)");
        refuses(
                metrics("{\"gauge\": {\"dataPoints\": [{\"asDouble\": \"x\"}]}}"),
                "\"x\" (expected: a number)");
        refuses(
                metrics("{\"gauge\": {\"dataPoints\": [{\"exemplars\": {\"traceId\": \"x\"}}]}}"),
                "expected: hexadecimal digits");
    }

    private static void refuses(String json, String message) {
        assertThatExceptionOfType(MalformedExposition.class)
                .isThrownBy(() -> read(json))
                .withMessageContaining(message);
    }

    @Test
    void whatGrowsInProtobufIsLimitedToo() {
        var counts = "{\"timeUnixNano\":1,\"bucketCounts\":[" + "0,".repeat(4_000) + "0]}";
        var json = metrics("{\"name\":\"a\",\"histogram\":{\"dataPoints\":[" + counts + "]}}");

        assertThatExceptionOfType(MalformedExposition.class)
                .isThrownBy(
                        () -> read(json, OtlpOptions.DEFAULT, new Limits(20_000, 0, 64, 100, 100)))
                .withMessageContaining("the message is larger than is allowed");
    }

    @Test
    void whatIsDamagedIsReadOrRefused() {
        var random = new Random(7);
        var whole = metrics(REQUESTS).getBytes(StandardCharsets.UTF_8);
        for (int round = 0; round < 3_000; round++) {
            var body = whole.clone();
            for (int i = 0; i <= round % 3; i++) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(128);
            }
            int length = round % 5 == 0 ? random.nextInt(body.length) : body.length;
            try {
                OtlpJson.read(body, length, OtlpOptions.DEFAULT, Limits.NONE, new Collected());
            } catch (MalformedExposition e) {
                assertThat(e.column()).isPositive();
            }
        }
    }
}
