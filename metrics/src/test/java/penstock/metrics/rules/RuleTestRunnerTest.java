package penstock.metrics.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import penstock.metrics.YamlReader;
import penstock.metrics.promql.Cancellation;
import penstock.metrics.promql.EngineOptions;
import penstock.metrics.promql.syntax.ParserOptions;
import penstock.metrics.tree.Mistake;

/// Unit tests of rules in promtool's format: what passes, what fails, and what a failure says.
final class RuleTestRunnerTest {
    private static final String RULES =
            """
            groups:
              - name: alerts
                rules:
                  - alert: InstanceDown
                    expr: up == 0
                    for: 5m
                    labels:
                      severity: page
                    annotations:
                      summary: "Instance {{ $labels.instance }} down"
                  - alert: AlwaysFiring
                    expr: 1
              - name: rules
                rules:
                  - record: job:test:count_over_time1m
                    expr: sum without(instance) (count_over_time(test[1m]))
                  - record: fixed
                    expr: 1
            """;

    private static RuleTestFile file(String yaml) {
        return RuleTestFile.read(YamlReader.read(yaml));
    }

    private static List<String> failures(String rules, String tests) {
        RuleTestFile file = file(tests);
        assertThat(file.mistakes()).isEmpty();
        var failures = new ArrayList<String>();
        var runner =
                new RuleTestRunner(
                        file,
                        Scene.groups(rules),
                        EngineOptions.DEFAULT.withLanguage(ParserOptions.ALL),
                        new Cancellation());
        for (var result : runner.run()) {
            result.failures().forEach(failure -> failures.add(failure.text()));
        }
        return failures;
    }

    @Test
    void queriesAreAskedOfTheSeriesAtTheirTimes() {
        var failures =
                failures(
                        RULES,
                        """
                        tests:
                          - input_series:
                              - {series: full, values: "0 0"}
                              - {series: ended, values: "0 stale"}
                              - {series: missing, values: "0 _ _ _ _ _ _ 0"}
                              - {series: one, values: 1}
                            promql_expr_test:
                              - expr: timestamp(full)
                                eval_time: 2m
                                exp_samples: [{value: 60}]
                              - expr: ended
                                eval_time: 59s
                                exp_samples: [{value: 0, labels: ended}]
                              - expr: ended
                                eval_time: 1m
                                exp_samples: []
                              - expr: timestamp(missing)
                                eval_time: 4m59s
                                exp_samples: [{value: 0}]
                              - expr: timestamp(missing)
                                eval_time: 5m
                              - expr: one
                                eval_time: 0
                                exp_samples: [{value: 1, labels: one}]
                              - expr: 1 + 1
                                exp_samples: [{value: 2}]
                        """);

        assertThat(failures).isEmpty();
    }

    @Test
    void rulesAreEvaluatedEveryIntervalAndTheirResultsAskedFor() {
        var failures =
                failures(
                        RULES,
                        """
                        evaluation_interval: 1m
                        tests:
                          - interval: 1s
                            input_series:
                              - {series: 'test{job="test", instance="x:0"}', values: "0+1x120"}
                            promql_expr_test:
                              - expr: job:test:count_over_time1m
                                eval_time: 1m
                                exp_samples:
                                  - {value: 60, labels: 'job:test:count_over_time1m{job="test"}'}
                              - expr: timestamp(job:test:count_over_time1m)
                                eval_time: 1m10s
                                exp_samples: [{value: 60, labels: '{job="test"}'}]
                          - promql_expr_test:
                              - expr: count_over_time(fixed[1h])
                                eval_time: 1h
                                exp_samples: [{value: 60}]
                        """);

        assertThat(failures).isEmpty();
    }

    @Test
    void alertsThatFireAreCompared() {
        var failures =
                failures(
                        RULES,
                        """
                        tests:
                          - input_series:
                              - {series: 'up{job="p", instance="h:1"}', values: "0x1440"}
                            promql_expr_test:
                              - expr: count(ALERTS) by (alertname, alertstate)
                                eval_time: 4m
                                exp_samples:
                                  - labels: '{alertname="AlwaysFiring",alertstate="firing"}'
                                    value: 1
                                  - labels: '{alertname="InstanceDown",alertstate="pending"}'
                                    value: 1
                            alert_rule_test:
                              - eval_time: 1d
                                alertname: InstanceDown
                                exp_alerts:
                                  - exp_labels: {severity: page, instance: "h:1", job: p}
                                    exp_annotations: {summary: "Instance h:1 down"}
                              - {eval_time: 0, alertname: AlwaysFiring, exp_alerts: [{}]}
                              - {eval_time: 4m59s, alertname: InstanceDown}
                        """);

        assertThat(failures).isEmpty();
    }

    @Test
    void failuresShowWhatWasExpectedAndWhatWasThere() {
        var failures =
                failures(
                        RULES,
                        """
                        tests:
                          - name: wrong
                            input_series:
                              - {series: 'up{job="p"}', values: "0x10"}
                              - {series: test, values: "0"}
                            promql_expr_test:
                              - expr: test
                                exp_samples: [{value: 1, labels: test}]
                              - expr: sum(
                            alert_rule_test:
                              - {eval_time: 5m, alertname: InstanceDown}
                              - {eval_time: 5m, alertname: Unknown, exp_alerts: [{}]}
                        """);

        assertThat(failures)
                .containsExactly(
                        """
                        alertname: InstanceDown, time: 5m,
                            exp:[],
                            got:[
                                Labels:{alertname="InstanceDown", job="p", severity="page"} Annotations:{summary="Instance  down"}
                            ]\
                        """,
                        """
                        alertname: Unknown, time: 5m,
                            exp:[
                                Labels:{alertname="Unknown"} Annotations:{}
                            ],
                            got:[]\
                        """,
                        """
                        expr: "test", time: 0s,
                            exp:[
                                {__name__="test"} 1
                            ],
                            got:[
                                {__name__="test"} 0
                            ]\
                        """,
                        "expr \"sum(\", time: 0s, err: 1:5: parse error: unclosed left"
                                + " parenthesis");
    }

    @Test
    void whatVeryManyFailuresSayIsLimited() {
        var tests = new StringBuilder("tests:\n");
        for (int i = 0; i < 3; i++) {
            tests.append("  - input_series:\n");
            for (int j = 0; j < 150; j++) {
                tests.append("      - {series: s").append(j).append(", values: 1}\n");
            }
            tests.append("    promql_expr_test:\n");
            tests.append("      - {expr: '{__name__=~\"s.*\"}'}\n".repeat(600));
        }

        var failures = failures(RULES, tests.toString());

        assertThat(failures).hasSize(1001);
        assertThat(failures.getFirst().lines()).hasSize(105).contains("        and 50 more");
        assertThat(failures.getLast()).endsWith("not run after so many failures");
    }

    @Test
    void numbersMustBeTheSameUnlessTheTestIsFuzzy() {
        String tests =
                """
                fuzzy_compare: %s
                tests:
                  - input_series:
                      - {series: low, values: 2.9999999999999996}
                      - {series: far, values: 2.9999999999999987}
                    promql_expr_test:
                      - {expr: low, exp_samples: [{labels: low, value: 3}]}
                      - {expr: far, exp_samples: [{labels: far, value: 3}]}
                """;

        assertThat(failures(RULES, tests.formatted("true"))).hasSize(1);
        assertThat(failures(RULES, tests.formatted("false"))).hasSize(2);
    }

    @Test
    void groupsAreEvaluatedInTheOrderGiven() {
        String rules =
                """
                groups:
                  - name: late
                    rules: [{record: b, expr: a}]
                  - name: early
                    rules: [{record: a, expr: 1}]
                """;
        String tests =
                """
                %s
                tests:
                  - promql_expr_test: [{expr: b, exp_samples: [{labels: b, value: 1}]}]
                """;

        assertThat(failures(rules, tests.formatted("group_eval_order: [early, late]"))).isEmpty();
        assertThat(failures(rules, tests.formatted(""))).hasSize(1);
    }

    @Test
    void timeMayBeginLaterAndAlertsSeeExternalLabels() {
        var failures =
                failures(
                        """
                        groups:
                          - name: g
                            rules:
                              - record: hour
                                expr: hour()
                              - alert: A
                                expr: 1
                                annotations: {at: '{{ $externalLabels.dc }} {{ $externalURL }}'}
                        """,
                        """
                        tests:
                          - start_timestamp: 2024-01-01T10:30:00Z
                            external_labels: {dc: eu}
                            external_url: http://host
                            promql_expr_test:
                              - {expr: hour, exp_samples: [{labels: hour, value: 10}]}
                              - {expr: hour, eval_time: 31m, exp_samples: [{labels: hour, value: 11}]}
                            alert_rule_test:
                              - alertname: A
                                exp_alerts: [{exp_annotations: {at: eu http://host}}]
                          - start_timestamp: 3600
                            promql_expr_test:
                              - {expr: time(), exp_samples: [{value: 3600}]}
                        """);

        assertThat(failures).isEmpty();
    }

    @Test
    void histogramsAreComparedAsScriptsWriteThem() {
        var failures =
                failures(
                        RULES,
                        """
                        tests:
                          - input_series:
                              - {series: h, values: '{{schema:0 count:3 sum:4 buckets:[1 2]}}'}
                            promql_expr_test:
                              - expr: h
                                exp_samples:
                                  - {labels: h, histogram: '{{sum:4 count:3 buckets:[1 2]}}'}
                        """);

        assertThat(failures).isEmpty();
    }

    @Test
    void aRuleThatFailsEndsItsTest() {
        var failures =
                failures(
                        """
                        groups:
                          - name: g
                            rules:
                              - {record: r, expr: up, labels: {job: same}}
                        """,
                        """
                        tests:
                          - input_series:
                              - {series: 'up{job="a"}', values: "1x5"}
                              - {series: 'up{job="b"}', values: "1x5"}
                            promql_expr_test: [{expr: up, eval_time: 5m}]
                        """);

        assertThat(failures)
                .containsExactly(
                        "rule r, time: 0s, err: vector contains metrics with the same labelset after"
                                + " applying rule labels");
    }

    @Test
    void decadesAreTestedWithFewEvaluations() {
        var failures =
                failures(
                        RULES,
                        """
                        evaluation_interval: 100d
                        tests:
                          - interval: 100d
                            input_series: [{series: test, values: '0+1x1067'}]
                            promql_expr_test:
                              - expr: timestamp(test)
                                eval_time: 106700d
                                exp_samples: [{value: 9218880000}]
                              - expr: fixed
                                eval_time: 106700d
                                exp_samples: [{labels: fixed, value: 1}]
                        """);

        assertThat(failures).isEmpty();
    }

    @Test
    void allMistakesOfAFileAreToldWithTheirPlaces() {
        var mistakes =
                file(
                                """
                                rule_files: rules.yml
                                group_eval_order: [a, a]
                                tests:
                                  - interval: soon
                                    colour: red
                                    input_series: [{series: 'up{', values: "1"}]
                                    alert_rule_test: [{eval_time: 1m}]
                                    start_timestamp: yesterday
                                    promql_expr_test:
                                      - {expr: up, exp_samples: [{value: many}]}
                                """)
                        .mistakes()
                        .stream()
                        .map(Mistake::path)
                        .toList();

        assertThat(mistakes)
                .containsExactlyInAnyOrder(
                        "rule_files",
                        "group_eval_order",
                        "tests[0].interval",
                        "tests[0].colour",
                        "tests[0].input_series[0]",
                        "tests[0].alert_rule_test[0]",
                        "tests[0].start_timestamp",
                        "tests[0].promql_expr_test[0].exp_samples[0].value");
    }
}
