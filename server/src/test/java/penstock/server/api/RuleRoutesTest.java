package penstock.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.metrics.labels.Labels;
import penstock.metrics.store.StoreSettings;
import penstock.metrics.store.TimeSeriesStore;
import penstock.model.Node;
import penstock.model.Text;
import penstock.server.rules.RuleWork;

/// Checking, testing and replaying rules over HTTP.
final class RuleRoutesTest {
    private static final long END = 1_767_436_620_000L;
    private static final String RULES =
            """
            groups:
              - name: g
                interval: 1m
                rules:
                  - record: errors:twice
                    expr: 2 * errors
                  - alert: Bad
                    expr: errors > 5
                    for: 2m
                    labels: {severity: page}
            """;

    private final TimeSeriesStore store;
    private final TestApi api;

    RuleRoutesTest(@TempDir Path folder) {
        store =
                TimeSeriesStore.open(
                        folder.resolve("metrics"),
                        StoreSettings.DEFAULTS,
                        () -> Instant.ofEpochMilli(END));
        api = TestApi.start(folder, new RuleWork(() -> Optional.of(store), TestApi.rules(folder)));
    }

    @AfterEach
    void close() {
        api.close();
        store.close();
    }

    private static Node file(String name, String text) {
        return Node.map(Map.of("name", Node.text(name), "text", Node.text(text)));
    }

    private TestApi.Reply post(String path, Map<String, Node> body) {
        return api.send(
                "POST",
                "/api/v1/rules/" + path,
                Text.writeJson(Node.map(body)),
                "Content-Type",
                "application/json");
    }

    @Test
    void filesAreCheckedEachForItself() {
        var wrong = RULES.replace("errors > 5", "errors >").replace("for: 2m", "for: soon");

        var reply =
                post(
                        "check",
                        Map.of(
                                "files",
                                Node.list(
                                        List.of(
                                                file("good.yaml", RULES),
                                                file("bad.yaml", wrong)))));

        assertThat(reply.status()).isEqualTo(200);
        var files = reply.json().at("files").orElseThrow().asList();
        assertThat(files.getFirst().plain()).hasToString("{name=good.yaml, rules=2, faults=[]}");
        assertThat(files.get(1).at("faults").orElseThrow().asList())
                .extracting(fault -> fault.textAt("line"))
                .containsExactlyInAnyOrder("8", "9");
    }

    @Test
    void unitTestsSayWhatWasExpectedAndWhatWasThere() {
        var tests =
                """
                tests:
                  - name: first
                    input_series: [{series: errors, values: "9x10"}]
                    alert_rule_test:
                      - {eval_time: 5m, alertname: Bad, exp_alerts: [{exp_labels: {severity: page}}]}
                      - {eval_time: 5m, alertname: Bad}
                """;
        var body = new LinkedHashMap<String, Node>();
        body.put("tests", file("t.yaml", tests));
        body.put("files", Node.list(List.of(file("r.yaml", RULES))));

        var result = post("test", body).json();

        assertThat(result.at("wrong").orElseThrow().asList()).isEmpty();
        var test = result.at("tests").orElseThrow().asList().getFirst();
        assertThat(test.textAt("name")).isEqualTo("first");
        assertThat(test.at("failures").orElseThrow().asList())
                .singleElement()
                .extracting(failure -> failure.asText().orElseThrow())
                .asString()
                .startsWith("alertname: Bad, time: 5m,\n    exp:[],\n    got:[");

        body.put("tests", file("t.yaml", "tests: [{interval: soon}]"));
        var wrong = post("test", body).json().at("wrong").orElseThrow().asList().getFirst();
        assertThat(wrong.textAt("name")).isEqualTo("t.yaml");
        assertThat(wrong.at("faults").orElseThrow().asList()).hasSize(1);
    }

    @Test
    void aReplayTellsWhenAlertsWouldHaveBeenThereAndKeepsNothing() {
        var batch = store.batch();
        long errors = batch.series(Labels.of("__name__", "errors"), "t");
        for (int minute = -60; minute <= 0; minute++) {
            boolean isBad = minute >= -40 && minute < -20;
            batch.sample(errors, END + minute * 60_000L, isBad ? 9 : 0);
        }
        batch.commit();
        var body = new LinkedHashMap<String, Node>();
        body.put("files", Node.list(List.of(file("r.yaml", RULES))));
        body.put("start", Node.text(Instant.ofEpochMilli(END - 3_600_000).toString()));
        body.put("end", Node.text(Instant.ofEpochMilli(END).toString()));

        var replayed = post("replay", body).json();

        var alert = replayed.at("alerts").orElseThrow().asList().getFirst();
        assertThat(alert.textAt("alert")).isEqualTo("Bad");
        assertThat(alert.textAt("labels", "severity")).isEqualTo("page");
        var spans = alert.at("spans").orElseThrow().asList();
        assertThat(spans)
                .extracting(span -> span.textAt("state"))
                .containsExactly("pending", "firing");
        assertThat(spans.getFirst().textAt("to")).isEqualTo(spans.get(1).textAt("from"));
        var recorded = replayed.at("recorded").orElseThrow().asList().getFirst();
        assertThat(recorded.textAt("name")).isEqualTo("errors:twice");
        assertThat(recorded.textAt("series")).isEqualTo("1");
        assertThat(store.labelValues("__name__", 0, END, List.of())).containsExactly("errors");
    }

    @Test
    void whatIsWrongWithARequestIsNamed() {
        assertThat(post("check", Map.of()).detail()).contains("files: missing (required)");
        assertThat(post("check", Map.of("files", Node.list(List.of(Node.text("a"))))).detail())
                .contains("files[0].name: missing");
        var body = new LinkedHashMap<String, Node>();
        body.put("files", Node.list(List.of(file("r.yaml", RULES))));
        body.put("start", Node.text("yesterday"));
        assertThat(post("replay", body).detail())
                .contains("start: \"yesterday\" (expected: a time");
        body.put("start", Node.text("1970-01-01T00:00:00Z"));
        body.put("end", Node.text("2026-01-01T00:00:00Z"));
        assertThat(post("replay", body).detail())
                .contains("evaluations (expected: at most 1000000; take a shorter time");
        assertThat(post("test", body).detail()).contains("tests: missing (required)");
    }
}
