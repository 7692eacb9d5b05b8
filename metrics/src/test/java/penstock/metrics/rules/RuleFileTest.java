package penstock.metrics.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import penstock.metrics.SharedTestData;
import penstock.metrics.tree.Mistake;

/// Reading rule files: what is taken, and all that is wrong at once.
final class RuleFileTest {
    private static final String WRONG =
            """
            groups:
              - name: one
                interval: 5 minutes
                rules:
                  - record: r
                    alert: A
                    expr: up
                  - expr: up
                  - record: r
                  - record: r{a="b"}
                    expr: sum(
                    for: 5m
                    keep_firing_for: 1m
                    annotations: {a: b}
                    labels: {__name__: x}
                  - alert: A
                    expr: up
                    annotations: {summary: '{{ foo }}'}
                    labels: {l: '{{'}
                    colour: red
              - name: one
                rules: nothing
              - rules: []
            """;

    private static List<String> mistakes(String yaml) {
        return Scene.file(yaml).mistakes().stream().map(Mistake::toString).toList();
    }

    @Test
    void allMistakesAreToldWithTheirPlaces() {
        List<String> mistakes = mistakes(WRONG);

        assertThat(mistakes)
                .containsExactlyInAnyOrder(
                        "groups[0].interval: unknown unit \" minutes\" in duration \"5 minutes\"",
                        "groups[0].rules[0]: group \"one\", rule 1, \"A\": only one of 'record' and"
                                + " 'alert' must be set",
                        "groups[0].rules[1]: group \"one\", rule 2, \"\": one of 'record' or"
                                + " 'alert' must be set",
                        "groups[0].rules[2].expr: group \"one\", rule 3, \"r\": field 'expr' must"
                                + " be set in rule",
                        "groups[0].rules[3].expr: group \"one\", rule 4, \"r{a=\"b\"}\": could not"
                                + " parse expression: 1:5: parse error: unclosed left parenthesis",
                        "groups[0].rules[3].annotations: group \"one\", rule 4, \"r{a=\"b\"}\":"
                                + " invalid field 'annotations' in recording rule",
                        "groups[0].rules[3].for: group \"one\", rule 4, \"r{a=\"b\"}\": invalid"
                                + " field 'for' in recording rule",
                        "groups[0].rules[3].keep_firing_for: group \"one\", rule 4,"
                                + " \"r{a=\"b\"}\": invalid field 'keep_firing_for' in recording"
                                + " rule",
                        "groups[0].rules[3].record: group \"one\", rule 4, \"r{a=\"b\"}\": braces"
                                + " present in the recording rule name; should it be in expr?:"
                                + " r{a=\"b\"}",
                        "groups[0].rules[3].labels: group \"one\", rule 4, \"r{a=\"b\"}\": invalid"
                                + " label name: __name__",
                        "groups[0].rules[4].colour: field colour not found in rule",
                        "groups[0].rules[4].annotations: group \"one\", rule 5, \"A\": annotation"
                                + " \"summary\": template: __alert_A:1: function \"foo\" not"
                                + " defined",
                        "groups[0].rules[4].labels: group \"one\", rule 5, \"A\": label \"l\":"
                                + " template: __alert_A:1: unclosed action",
                        "groups[1].name: groupname: \"one\" is repeated in the same file",
                        "groups[1].rules: \"nothing\" (expected: a list)",
                        "groups[2].name: Groupname must not be empty");
    }

    @Test
    void valuesHaveTheirDefaultsAndNumbersAreTexts() {
        RuleFile file =
                Scene.file(
                        """
                        groups:
                          - name: g
                            labels: {level: 1, live: true}
                            rules:
                              - alert: A
                                expr: 1
                                for: 1h30m
                                labels: {level: 2}
                        """);

        RuleGroup group = file.groups().getFirst();
        assertThat(file.mistakes()).isEmpty();
        assertThat(group.interval()).isEqualTo(60_000);
        assertThat(group.limit()).isZero();
        assertThat(group.queryOffset()).isEmpty();
        assertThat(group.rules())
                .first()
                .isInstanceOfSatisfying(
                        Rule.Alerting.class,
                        rule -> {
                            assertThat(rule.hold()).isEqualTo(5_400_000);
                            assertThat(rule.labels().toString())
                                    .isEqualTo("{level=\"2\", live=\"true\"}");
                        });
    }

    @Test
    void anEmptyFileHasNoGroups() {
        assertThat(Scene.file("").groups()).isEmpty();
        assertThat(Scene.file("groups:").mistakes()).isEmpty();
    }

    @Test
    void theFilesOfPrometheusAreTakenAndTheInvalidOneIsNot() throws IOException {
        Optional<Path> folder = SharedTestData.folder("promql/rules");
        if (folder.isEmpty()) {
            return;
        }
        try (var files = Files.list(folder.get())) {
            for (Path file : files.toList()) {
                List<String> mistakes = mistakes(Files.readString(file));
                boolean isInvalid = file.getFileName().toString().startsWith("invalid");
                assertThat(mistakes)
                        .as(file.toString())
                        .isEqualTo(
                                isInvalid
                                        ? List.of(
                                                "groups[0].rules[0].unexpected_field: field"
                                                        + " unexpected_field not found in rule")
                                        : List.of());
            }
        }
    }
}
