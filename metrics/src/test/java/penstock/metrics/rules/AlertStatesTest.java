package penstock.metrics.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import penstock.metrics.labels.Labels;
import penstock.metrics.template.TemplateLimits;

/// What becomes of an alert as time goes on. Each line of a script is one evaluation: the time, the value of `up` (`_`: no
/// series), and the alert after it.
final class AlertStatesTest {
    private static final String RULE =
            """
            groups:
              - name: g
                rules:
                  - alert: Down
                    expr: up == 0
            """;

    private static void play(String yaml, String script) {
        var scene = new Scene(yaml);
        for (String line : script.lines().toList()) {
            String[] words = line.trim().split(" +", 3);
            long time = Scene.millis(words[0]);
            if (!words[1].equals("_")) {
                scene.sample("up{job=\"a\"}", time, Double.parseDouble(words[1]));
            }

            scene.evaluate(time);

            List<String> expected =
                    words[2].equals("none") ? List.of() : List.of(words[2] + " {job=\"a\"}");
            assertThat(scene.alerts()).as(line).isEqualTo(expected);
        }
    }

    @Test
    void anAlertWithoutForFiresAtOnceAndIsRememberedForAQuarterOfAnHour() {
        play(
                RULE,
                """
                0m  1  none
                1m  0  firing
                2m  0  firing
                3m  1  inactive
                10m 1  inactive
                18m 1  inactive
                19m 1  none
                """);
    }

    @Test
    void anAlertWaitsForItsTimeAndForgetsItWhenTheResultIsGone() {
        play(
                RULE + "        for: 3m\n",
                """
                0m  0  pending
                1m  0  pending
                2m  1  none
                3m  0  pending
                5m  0  pending
                6m  0  firing
                7m  1  inactive
                8m  0  pending
                11m 0  firing
                """);
    }

    @Test
    void anAlertFiresOnForAWhileAfterTheResultIsGone() {
        play(
                RULE + "        keep_firing_for: 3m\n",
                """
                0m  0  firing
                1m  1  firing
                3m  1  firing
                4m  1  inactive
                5m  0  firing
                6m  1  firing
                7m  0  firing
                8m  1  firing
                10m 1  firing
                11m 1  inactive
                """);
    }

    @Test
    void anAlertOfASeriesThatVanishesEndsWithTheLookback() {
        play(
                RULE,
                """
                0m  0  firing
                4m  _  firing
                5m  _  inactive
                """);
    }

    @Test
    void alertsAreWrittenAsSeriesThatEndWithThem() {
        var scene = new Scene(RULE + "        for: 2m\n        labels: {severity: page}\n");
        scene.sample("up{job=\"a\"}", 0, 0);

        scene.evaluate(30_000);
        scene.evaluate(60_000);
        scene.evaluate(150_000);
        scene.sample("up{job=\"a\"}", 200_000, 1);
        scene.evaluate(210_000);

        String labels = "alertname=\"Down\", alertstate=\"%s\", job=\"a\", severity=\"page\"";
        String since = "ALERTS_FOR_STATE{alertname=\"Down\", job=\"a\", severity=\"page\"}";
        String pending = "ALERTS{" + labels.formatted("pending") + "}";
        String firing = "ALERTS{" + labels.formatted("firing") + "}";
        assertThat(scene.writtenAt(60_000)).containsExactly(pending + " 1", since + " 30");
        assertThat(scene.writtenAt(150_000))
                .containsExactly(firing + " 1", since + " 30", pending + " stale");
        assertThat(scene.writtenAt(210_000))
                .containsExactlyInAnyOrder(firing + " stale", since + " stale");
    }

    @Test
    void templatesSeeTheResultAndQueries() {
        var scene =
                new Scene(
                        RULE
                                + """
                                        labels:
                                          team: '{{ $labels.job }}-team'
                                          none: '{{ $labels.nothing }}'
                                        annotations:
                                          summary: '{{ $labels.job }} is {{ $value }}, {{ query "up" | first | value }} at {{ $externalURL }} in {{ $externalLabels.dc }}'
                                          broken: '{{ query "nothing" | first }}'
                                """,
                        false,
                        RuleSettings.DEFAULT.withExternal(Labels.of("dc", "eu"), "http://host"));
        scene.sample("up{job=\"a\"}", 0, 0);

        var evaluation = scene.evaluate(0).getFirst();

        assertThat(scene.alerts()).containsExactly("firing {job=\"a\", team=\"a-team\"}");
        assertThat(scene.annotations()).containsEntry("summary", "a is 0, 0 at http://host in eu");
        assertThat(scene.annotations().get("broken"))
                .startsWith(
                        "<error expanding template: error executing template __alert_Down: template:"
                                + " __alert_Down:1:")
                .endsWith("error calling first: first() called on vector with no elements>");
        assertThat(evaluation.notes()).hasSize(1);
        assertThat(evaluation.failures()).isEmpty();
    }

    @Test
    void alertsThatBecomeTheSameFailTheRule() {
        var scene = new Scene(RULE + "        labels: {job: one}\n");
        scene.sample("up{job=\"a\"}", 0, 0);
        scene.sample("up{job=\"b\"}", 0, 0);

        var evaluation = scene.evaluate(0).getFirst();

        assertThat(evaluation.failures())
                .extracting(RuleEvaluator.Failure::message)
                .containsExactly(
                        "vector contains metrics with the same labelset after applying alert"
                                + " labels");
        assertThat(scene.alerts()).isEmpty();
        assertThat(scene.written).isEmpty();
    }

    @Test
    void moreAlertsThanTheLimitFailTheRule() {
        var scene = new Scene(RULE.replace("rules:", "limit: 1\n    rules:"));
        scene.sample("up{job=\"a\"}", 0, 0);
        scene.sample("up{job=\"b\"}", 0, 0);

        var evaluation = scene.evaluate(0).getFirst();

        assertThat(evaluation.failures())
                .extracting(RuleEvaluator.Failure::message)
                .containsExactly("exceeded limit of 1 with 2 alerts");
        assertThat(scene.alerts()).isEmpty();
    }

    @Test
    void anAlertWhoseTemplateFailsHarmsNoOther() {
        var scene =
                new Scene(
                        RULE
                                + "        annotations:\n"
                                + "          text: '{{ if eq $labels.job \"bad\" }}{{ $x := $labels.job }}"
                                + "{{ range 60 }}{{ $x = print $x $x }}{{ end }}{{ end }}fine'\n"
                                + "      - {record: after, expr: count(ALERTS)}\n");
        scene.sample("up{job=\"bad\"}", 0, 0);
        scene.sample("up{job=\"good\"}", 0, 0);

        var evaluation = scene.evaluate(0).getFirst();

        assertThat(evaluation.failures()).isEmpty();
        assertThat(evaluation.notes()).singleElement().asString().contains("more than");
        var alerts = evaluation.state().rules().getFirst().active();
        assertThat(alerts)
                .extracting(alert -> alert.annotations().get("text"))
                .satisfiesExactly(
                        bad -> assertThat(bad).startsWith("<error expanding template: "),
                        good -> assertThat(good).isEqualTo("fine"));
        assertThat(scene.writtenAt(0)).contains("after{} 2");
    }

    @Test
    void textsOfAllAlertsOfAGroupAreLimited() {
        var limits = new RuleSettings.Limits(100, 30, TemplateLimits.DEFAULT);
        var scene =
                new Scene(
                        RULE + "        annotations: {text: '{{ $labels.job }} is down, sadly'}\n",
                        false,
                        RuleSettings.DEFAULT.withLimits(limits));
        scene.sample("up{job=\"a\"}", 0, 0);
        scene.sample("up{job=\"b\"}", 0, 0);

        var evaluation = scene.evaluate(0).getFirst();

        assertThat(evaluation.state().rules().getFirst().active())
                .extracting(alert -> alert.annotations().get("text"))
                .containsExactly(
                        "a is down, sadly",
                        "<error expanding template: the alerts of the group have more than 30"
                                + " characters>");
    }

    @Test
    void theRulesOfAGroupShareTheLimitOfResults() {
        var limits = new RuleSettings.Limits(3, 1000, TemplateLimits.DEFAULT);
        var scene =
                new Scene(
                        RULE + "      - {record: r, expr: up}\n",
                        false,
                        RuleSettings.DEFAULT.withLimits(limits));
        scene.sample("up{job=\"a\"}", 0, 0);
        scene.sample("up{job=\"b\"}", 0, 0);

        var evaluation = scene.evaluate(0).getFirst();

        assertThat(evaluation.failures())
                .extracting(RuleEvaluator.Failure::message)
                .containsExactly("exceeded limit of 1 with 2 series");
    }

    @Test
    void labelsThatAreNeverTheSameLeaveNoMoreAlertsThanTheLimit() {
        var limits = new RuleSettings.Limits(5, 10_000, TemplateLimits.DEFAULT);
        var scene =
                new Scene(
                        RULE + "        labels: {at: '{{ now }}'}\n",
                        false,
                        RuleSettings.DEFAULT.withLimits(limits));
        for (int second = 0; second < 20; second++) {
            scene.sample("up", second * 1000L, 0);
            scene.evaluate(second * 1000L);
        }

        assertThat(scene.alerts())
                .hasSize(5)
                .filteredOn(alert -> alert.startsWith("firing"))
                .containsExactly("firing {at=\"19\"}");
        assertThat(scene.alerts()).contains("inactive {at=\"18\"}", "inactive {at=\"15\"}");
    }

    @Test
    void aRuleOfMoreResultsThanTheSettingsAllowFails() {
        var limits = new RuleSettings.Limits(1, 1000, TemplateLimits.DEFAULT);
        var scene =
                new Scene(
                        RULE + "      - {record: r, expr: up}\n",
                        false,
                        RuleSettings.DEFAULT.withLimits(limits));
        scene.sample("up{job=\"a\"}", 0, 0);
        scene.sample("up{job=\"b\"}", 0, 0);

        var evaluation = scene.evaluate(0).getFirst();

        assertThat(evaluation.failures())
                .extracting(RuleEvaluator.Failure::message)
                .containsExactly(
                        "exceeded limit of 1 with 2 alerts", "exceeded limit of 1 with 2 series");
    }
}
