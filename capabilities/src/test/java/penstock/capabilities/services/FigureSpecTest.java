package penstock.capabilities.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import penstock.model.Decoder;
import penstock.model.Encoder;
import penstock.model.ProblemException;
import penstock.model.Text;

/// The words of a plan for figures of series.
final class FigureSpecTest {
    private static JudgeSpec read(String judge) {
        return Decoder.decode(
                JudgeSpec.class, Text.readYaml(judge, "judge").getFirst(), "", "judge");
    }

    @Test
    void readsWhatAPlanSays() {
        var judge =
                read(
                        """
                        metrics:
                          - { name: conversion_quality_score, better: higher, smallestEffect: 2% }
                          - name: price
                            series: order_euros{shop="de"}
                            cap: 500
                            better: lower
                            smallestEffect: 0.5
                            margin: 2
                            unit: EUR
                          - { name: restarts_total, kind: rate, better: lower, weight: 0.1 }
                          - { name: age, kind: quantile, quantile: 95%, series: queue_age_seconds, better: lower }
                        source:
                          requests: proxy_requests_total{backend="{service}-{role}"}
                          errors: proxy_failures_total{backend="{service}-{role}"}
                          latency: proxy_seconds{backend="{service}-{role}"}
                        every: 10s
                        """);

        assertThat(judge.metrics().getFirst().smallestEffect()).contains(new Amount(0.02, true));
        assertThat(judge.metrics().getFirst().selector().name())
                .isEqualTo("conversion_quality_score");
        assertThat(judge.metrics().get(1).selector().conditions()).hasSize(1);
        assertThat(judge.source().orElseThrow().requests().hasPlaceholder()).isTrue();
        assertThat(Decoder.decode(JudgeSpec.class, Encoder.encode(judge), "", "judge"))
                .isEqualTo(judge);
    }

    @Test
    void theMarginNarrowsAsTheWeightGrows() {
        var effect = Amount.parse("0.5%");

        assertThat(effect.marginAt(500)).hasToString("2%");
        assertThat(effect.marginAt(2_500)).hasToString("1.5%");
        assertThat(effect.marginAt(5_000)).hasToString("1%");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    { name: score }                                          | metrics[0].better: missing (required)
                    { name: errors, better: lower }                          | metrics[0].name: errors (expected: another than
                    { name: a b, better: lower }                             | metrics[0].name: "a b" (expected: letters
                    { name: my-score, better: lower }                        | metrics[0].series: missing (required, since
                    { name: a, series: 'b{', better: lower }                 | metrics[0].series: "b{" (expected: a selector such as
                    { name: a, series: '{b="c"}', better: lower }            | (expected: a selector with the name of its series
                    { name: a, kind: share, better: lower }                  | metrics[0].of: missing (required for kind: share
                    { name: a, of: b, better: lower }                        | metrics[0].of: b (expected: only with kind: share or rate)
                    { name: a, kind: quantile, better: lower }               | metrics[0].quantile: missing
                    { name: a, quantile: 50%, better: lower }                | metrics[0].quantile: 50% (expected: only with
                    { name: a, kind: quantile, quantile: 100%, better: lower } | metrics[0].quantile: 100% (expected: 0.1% to
                    { name: a, range: { from: 1, to: 0 }, better: lower }    | metrics[0].range.to: 0.0 (expected: more than from
                    { name: a, range: { from: 0, to: 1 }, cap: 4, better: lower } | metrics[0].cap: 4.0 beside a range
                    { name: a, kind: rate, cap: 4, better: lower }           | metrics[0].cap: 4.0 (expected: only with
                    { name: a, better: lower, smallestEffect: 2%, margin: 1% } | metrics[0].margin: 1% (expected: more than the smallest
                    { name: a, better: higher, smallestEffect: 30% }         | metrics[0].smallestEffect: 30% (expected: less than 25%
                    { name: a, better: higher, margin: 100% }                | metrics[0].margin: 100% (expected: less than 100%)
                    { name: a, better: lower, smallestEffect: 0 }            | metrics[0].smallestEffect: 0.0 (expected: more than 0)
                    { name: a, better: lower, smallestEffect: much }         | metrics[0].smallestEffect: "much" (expected: a part
                    { name: a, better: lower, range: { from: -1, to: 1 }, smallestEffect: 2% } | (expected: a number in its unit
                    { name: a, better: lower, weight: 0 }                    | metrics[0].weight: 0.0 (expected: 0.001 to 100)
                    """)
    void namesTheMistake(String metric, String message) {
        assertThatThrownBy(() -> read("{ metrics: [" + metric + "] }"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(message);
    }

    @Test
    void namesAllMistakesAtOnce() {
        assertThatThrownBy(
                        () ->
                                read(
                                        """
                                        metrics:
                                          - { name: a, better: lower, of: b, quantile: 50%, weight: 0 }
                                          - { name: a b, better: lower, cap: -1 }
                                        every: 1ms
                                        """))
                .hasMessageContaining("metrics[0].of: b")
                .hasMessageContaining("metrics[0].quantile: 50%")
                .hasMessageContaining("metrics[0].weight: 0.0")
                .hasMessageContaining("metrics[1].name: \"a b\"")
                .hasMessageContaining("metrics[1].cap: -1.0");
    }

    @Test
    void namesWhatDoesNotGoTogether() {
        assertThatThrownBy(
                        () ->
                                read(
                                        """
                                        metrics: [{ name: a, better: lower }, { name: a, better: higher }]
                                        source: { requests: b, errors: c }
                                        every: 1ms
                                        """))
                .hasMessageContaining("judge.metrics: a twice (expected: each name once)")
                .hasMessageContaining("judge.source: no latency")
                .hasMessageContaining("judge.every: 1ms (expected: 1s to 1m)");
    }
}
