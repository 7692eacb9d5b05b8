package penstock.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.Engine;
import penstock.metrics.promql.EngineOptions;
import penstock.metrics.promql.syntax.ParserOptions;
import penstock.metrics.rules.Alert;
import penstock.metrics.rules.RuleFile;
import penstock.metrics.rules.RuleGroup;
import penstock.metrics.rules.RuleState;
import penstock.model.Node;
import penstock.server.prometheus.About;
import penstock.server.prometheus.Activity;
import penstock.server.prometheus.PrometheusApi;
import penstock.server.rules.EvaluatedGroup;

/// `rules` and `alerts` as Prometheus' clients know them.
final class PrometheusRulesTest {
    private static final long NOW = 1_767_436_620_123L;
    private static final String V1 = "/prometheus/api/v1/";

    private final List<EvaluatedGroup> groups =
            List.of(evaluated("a.yaml", "first"), new Fresh().group());
    private final TestApi api;

    PrometheusRulesTest(@TempDir Path folder) {
        var about = new About("", Instant.EPOCH, Path.of("/"), "", Map.of(), List.of());
        api =
                TestApi.start(
                        folder,
                        new PrometheusApi(
                                Optional::empty,
                                new Activity(() -> groups, List::of),
                                new Engine(EngineOptions.DEFAULT),
                                about,
                                Instant::now));
    }

    @AfterEach
    void close() {
        api.close();
    }

    private static RuleGroup group(String file, String name) {
        Map<String, Object> alert =
                Map.of(
                        "alert", "Down",
                        "expr", "up==0",
                        "for", "5m",
                        "labels", Map.of("severity", "page"),
                        "annotations", Map.of("summary", "{{ $value }}"));
        Map<String, Object> record = Map.of("record", "r", "expr", "1");
        Map<String, Object> content =
                Map.of(
                        "groups",
                        List.of(
                                Map.of(
                                        "name",
                                        name,
                                        "interval",
                                        "30s",
                                        "rules",
                                        List.of(alert, record))));
        return RuleFile.read(file, content, new RuleFile.Options(ParserOptions.STABLE, 60_000))
                .groups()
                .getFirst();
    }

    private static EvaluatedGroup evaluated(String file, String name) {
        var group = group(file, name);
        var labels = Labels.of("alertname", "Down", "job", "x", "severity", "page");
        var alerts = new TreeMap<Labels, Alert>();
        alerts.put(
                labels,
                new Alert(
                        labels,
                        Map.of("summary", "0.25"),
                        Alert.State.FIRING,
                        0.25,
                        NOW - 1000,
                        NOW,
                        Alert.NEVER,
                        NOW));
        var firing = new RuleState(alerts, Set.of(), RuleState.Health.GOOD, "", true);
        var failed =
                new RuleState(new TreeMap<>(), Set.of(), RuleState.Health.BAD, "no \"x\"", true);
        return new EvaluatedGroup(
                group,
                List.of(
                        new EvaluatedGroup.EvaluatedRule(group.rules().getFirst(), firing, 0.5),
                        new EvaluatedGroup.EvaluatedRule(group.rules().get(1), failed, 0.25)),
                NOW,
                0.75);
    }

    /// A group that was not evaluated yet.
    private record Fresh() {
        EvaluatedGroup group() {
            var group = PrometheusRulesTest.group("b.yaml", "second");
            var fresh =
                    new RuleState(new TreeMap<>(), Set.of(), RuleState.Health.UNKNOWN, "", false);
            var rules =
                    group.rules().stream()
                            .map(rule -> new EvaluatedGroup.EvaluatedRule(rule, fresh, 0))
                            .toList();
            return new EvaluatedGroup(group, rules, EvaluatedGroup.NEVER, 0);
        }
    }

    private Node get(String path) {
        return api.get(V1 + path).json();
    }

    private List<String> names(String query) {
        return get("rules" + query).at("data", "groups").orElseThrow().asList().stream()
                .flatMap(
                        group ->
                                group.at("rules").orElseThrow().asList().stream()
                                        .map(
                                                rule ->
                                                        group.textAt("name")
                                                                + "/"
                                                                + rule.textAt("name")))
                .toList();
    }

    @Test
    void rulesAreInPrometheusForm() {
        var alert =
                """
                {"labels":{"alertname":"Down","job":"x","severity":"page"},"annotations":{"summary":"0.25"},\
                "state":"firing","activeAt":"2026-01-03T10:36:59.123Z","keepFiringSince":"2026-01-03T10:37:00.123Z",\
                "value":"2.5e-01"}""";

        assertThat(api.get(V1 + "rules?rule_group[]=first").text())
                .isEqualTo(
                        """
                        {"status":"success","data":{"groups":[{"name":"first","file":"a.yaml","rules":[\
                        {"state":"firing","name":"Down","query":"up == 0","duration":300,"keepFiringFor":0,\
                        "labels":{"severity":"page"},"annotations":{"summary":"{{ $value }}"},"alerts":[%s],\
                        "health":"ok","evaluationTime":0.5,"lastEvaluation":"2026-01-03T10:37:00.123Z","type":"alerting"},\
                        {"name":"r","query":"1","health":"err","lastError":"no \\"x\\"","evaluationTime":0.25,\
                        "lastEvaluation":"2026-01-03T10:37:00.123Z","type":"recording"}],\
                        "interval":30,"limit":0,"evaluationTime":0.75,"lastEvaluation":"2026-01-03T10:37:00.123Z"}]}}"""
                                .formatted(alert));
        assertThat(api.get(V1 + "alerts").text())
                .isEqualTo("{\"status\":\"success\",\"data\":{\"alerts\":[" + alert + "]}}");
    }

    @Test
    void aFreshGroupHasNoEvaluation() {
        assertThat(api.get(V1 + "rules?file[]=b.yaml&type=record").text())
                .contains(
                        "\"health\":\"unknown\",\"evaluationTime\":0,\"lastEvaluation\":\"0001-01-01T00:00:00Z\"");
    }

    @Test
    void rulesAreSelectedByWhatIsAskedFor() {
        assertThat(names("")).containsExactly("first/Down", "first/r", "second/Down", "second/r");
        assertThat(names("?type=alert")).containsExactly("first/Down", "second/Down");
        assertThat(names("?type=record&rule_group[]=second")).containsExactly("second/r");
        assertThat(names("?rule_name[]=r&rule_name[]=Down&file[]=a.yaml")).hasSize(2);
        assertThat(names("?match[]=%7Bseverity%3D%22page%22%7D"))
                .containsExactly("first/Down", "second/Down");
        assertThat(api.get(V1 + "rules?exclude_alerts=true").text()).doesNotContain("activeAt");
        assertThat(names("?rule_name[]=none")).isEmpty();
    }

    @Test
    void groupsComeInPages() {
        var first = get("rules?group_limit=1");
        assertThat(first.at("data", "groups").orElseThrow().asList()).hasSize(1);
        var token = first.textAt("data", "groupNextToken");

        var second = get("rules?group_limit=1&group_next_token=" + token);

        assertThat(second.at("data", "groups").orElseThrow().asList())
                .extracting(group -> group.textAt("name"))
                .containsExactly("second");
        assertThat(second.at("data", "groupNextToken")).isEmpty();
    }

    @Test
    void parametersThatAreWrongAreRefusedInPrometheusWords() {
        assertThat(get("rules?type=x").textAt("error"))
                .isEqualTo("invalid parameter \"type\": not supported value \"x\"");
        assertThat(get("rules?exclude_alerts=maybe").textAt("error"))
                .isEqualTo(
                        "invalid parameter \"exclude_alerts\": error converting exclude_alerts:"
                                + " strconv.ParseBool: parsing \"maybe\": invalid syntax");
        assertThat(get("rules?group_next_token=x").textAt("error"))
                .contains("group_limit needs to be present");
        assertThat(get("rules?group_limit=0").textAt("error"))
                .contains("group_limit needs to be greater than 0");
        assertThat(get("rules?group_limit=1&group_next_token=x").textAt("error"))
                .contains("invalid group_next_token 'x'. were rule groups changed?");
    }
}
