package penstock.server.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.Cancellation;
import penstock.metrics.promql.Engine;
import penstock.metrics.promql.EngineOptions;
import penstock.metrics.store.StoreSettings;
import penstock.metrics.store.TimeSeriesStore;
import penstock.metrics.store.head.SeriesLimits;

/// What an answer has in memory is limited: by places that are kept until it is written, and by how much it lists.
class PlacesTest {
    private static final long NOW = 1_767_436_620_000L;
    private static final String LISTED = "{\"status\":\"success\",\"data\":[\"0\"";

    private final TimeSeriesStore store;
    private final PrometheusApi api;

    PlacesTest(@TempDir Path folder) {
        store =
                TimeSeriesStore.open(
                        folder,
                        StoreSettings.DEFAULTS.withLimits(
                                new SeriesLimits(50_000, 50_000, 64, 256, 4096)),
                        () -> Instant.ofEpochMilli(NOW));
        var limits = new EngineOptions.Limits(1_000_000, 100, 1, Duration.ofSeconds(20));
        var about =
                new About("1", Instant.EPOCH, Path.of("/data/metrics"), "15d", Map.of(), List.of());
        api =
                new PrometheusApi(
                        () -> Optional.of(store),
                        Activity.NONE,
                        new Engine(EngineOptions.DEFAULT.withLimits(limits)),
                        about,
                        () -> Instant.ofEpochMilli(NOW));
    }

    @BeforeEach
    void fill() {
        var batch = store.batch();
        for (int i = 0; i <= Catalogue.MOST; i++) {
            long reference = batch.series(Labels.of("__name__", "up", "i", "" + i), "t");
            batch.sample(reference, NOW - 1000, 1);
        }
        batch.commit();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Reply answer(Endpoint endpoint, String... fields) {
        var parameters = new LinkedHashMap<String, List<String>>();
        for (int i = 0; i < fields.length; i += 2) {
            parameters.put(fields[i], List.of(fields[i + 1]));
        }
        return api.answer(new Call(endpoint, "i", new Parameters(parameters), new Cancellation()));
    }

    private static String text(Reply reply) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var body = reply.body()) {
            body.writeTo(out);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void anAnswerKeepsItsPlaceUntilItIsWrittenOrGivenUp() throws IOException {
        for (var endpoint :
                List.of(
                        Endpoint.QUERY,
                        Endpoint.SERIES,
                        Endpoint.LABELS,
                        Endpoint.LABEL_VALUES,
                        Endpoint.FEDERATE)) {
            var first = answer(endpoint, "query", "up{i=\"1\"}", "match[]", "up{i=\"1\"}");
            assertThat(first.kind()).as("%s", endpoint).isEqualTo(Reply.Kind.SUCCESS);

            assertThat(text(answer(Endpoint.QUERY, "query", "1", "timeout", "1ms")))
                    .as("%s", endpoint)
                    .contains("query timed out in query queue");
            assertThat(text(answer(Endpoint.LABELS, "timeout", "1ms")))
                    .as("%s", endpoint)
                    .contains("query timed out in query queue");
            text(first);
            assertThat(text(answer(Endpoint.QUERY, "query", "1", "timeout", "10s")))
                    .contains("\"scalar\"");
        }
        answer(Endpoint.SERIES, "match[]", "up{i=\"1\"}").body().close();
        assertThat(text(answer(Endpoint.QUERY, "query", "1", "timeout", "10s")))
                .contains("\"scalar\"");
        // A refusal keeps none.
        assertThat(answer(Endpoint.QUERY, "query", "sum_over_time(vector(1)[1000d:1ms])").kind())
                .isEqualTo(Reply.Kind.EXECUTION);
        assertThat(answer(Endpoint.SERIES).kind()).isEqualTo(Reply.Kind.BAD_DATA);
        assertThat(text(answer(Endpoint.QUERY, "query", "1", "timeout", "10s")))
                .contains("\"scalar\"");
    }

    private static int count(String text, String part) {
        return text.split(part, -1).length - 1;
    }

    @Test
    void listsAreCutAtAPresetAndSaySo() throws IOException {
        for (String limit : List.of("0", "40000")) {
            String series = text(answer(Endpoint.SERIES, "match[]", "up", "limit", limit));
            String values = text(answer(Endpoint.LABEL_VALUES, "limit", limit));

            assertThat(count(series, "__name__")).isEqualTo(Catalogue.MOST);
            assertThat(series).endsWith("],\"warnings\":[\"results truncated due to limit\"]}");
            assertThat(values).startsWith(LISTED);
            // Two more are around the list.
            assertThat(count(values, ",")).isEqualTo(Catalogue.MOST - 1 + 2);
            assertThat(values).endsWith("],\"warnings\":[\"results truncated due to limit\"]}");
        }
        assertThat(text(answer(Endpoint.LABEL_VALUES, "limit", "2")))
                .isEqualTo(LISTED + ",\"1\"],\"warnings\":[\"results truncated due to limit\"]}");
        assertThat(text(answer(Endpoint.LABELS))).endsWith("\"data\":[\"__name__\",\"i\"]}");
    }
}
