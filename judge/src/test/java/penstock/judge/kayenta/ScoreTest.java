package penstock.judge.kayenta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import penstock.judge.kayenta.Score.Outcome;
import penstock.judge.kayenta.Score.Thresholds;
import penstock.judge.kayenta.WindowMetric.Weight;

/// The published scores are those of Kayenta's ScorerSuite.
final class ScoreTest {
    /// Labels as `group:LABEL`, with `!` behind a critical metric, weights as `group=points`.
    @ParameterizedTest
    @CsvSource({
        "a:PASS,                               '',        100",
        "a:HIGH,                               '',        0",
        "a:NODATA,                             '',        0",
        "p:PASS p:PASS n:NODATA,               '',        100",
        "a:PASS a:HIGH,                        '',        50",
        "a:PASS a:HIGH a:LOW,                  '',        33.33",
        "a:PASS a:PASS b:HIGH,                 a=75 b=25, 75",
        "a:PASS a:HIGH b:HIGH,                 a=50 b=50, 25",
        "a:PASS a:NODATA b:HIGH,               a=50 b=50, 50",
        "a:PASS a:HIGH!,                       '',        0",
        "a:LOW a:PASS!,                        '',        50",
        "a:PASS a:NODATA!,                     '',        0",
        "a:HIGH a:LOW a:PASS b:HIGH,           a=15 b=85, 5"
    })
    void addsUpAsPublished(String labels, String weights, double expected) {
        assertThat(
                        WindowJudge.score(
                                        comparisons(labels), weights(weights), Thresholds.STANDARD)
                                .points())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "a:PASS b:HIGH c:HIGH,          a=40, 40",
        "a:PASS b:HIGH c:PASS,          a=40, 70",
        "a:PASS a:NODATA_FAILED,        '',   50",
        "a:PASS a:ERROR,                '',   0",
        "a:PASS a:PASS a:ERROR,         '',   100",
        "a:PASS a:PASS a:NODATA_FAILED, '',   66.67"
    })
    void sharesTheRestAndCountsDemandedData(String labels, String weights, double expected) {
        assertThat(
                        WindowJudge.score(
                                        comparisons(labels), weights(weights), Thresholds.STANDARD)
                                .points())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"19, 1, PASS", "18, 2, MARGINAL", "15, 5, MARGINAL", "14, 6, FAIL"})
    void meansWhatTheThresholdsSay(int passes, int highs, Outcome expected) {
        var labels = "a:PASS ".repeat(passes) + "a:HIGH ".repeat(highs);

        var score = WindowJudge.score(comparisons(labels), Map.of(), Thresholds.STANDARD);

        assertThat(score.outcome()).isEqualTo(expected);
        assertThat(score.reason()).isEqualTo(passes + " of 20 metrics passed");
    }

    @Test
    void failsWhenHalfOfTheMetricsHaveNoData() {
        var half = WindowJudge.score(comparisons("a:PASS a:NODATA"), Map.of(), Thresholds.STANDARD);
        var less =
                WindowJudge.score(
                        comparisons("a:PASS a:PASS a:NODATA"), Map.of(), Thresholds.STANDARD);

        assertThat(half.outcome()).isEqualTo(Outcome.FAIL);
        assertThat(half.reason()).isEqualTo("1 of 2 metrics have too little data");
        assertThat(less.outcome()).isEqualTo(Outcome.PASS);
    }

    @Test
    void countsMutedMetricsNowhere() {
        var muted = comparison("a", Label.HIGH, Weight.MUTED);
        var pass = comparison("a", Label.PASS, Weight.NORMAL);

        var score = WindowJudge.score(List.of(muted, pass), Map.of(), Thresholds.STANDARD);
        var nothing = WindowJudge.score(List.of(muted), Map.of(), Thresholds.STANDARD);

        assertThat(score.points()).isEqualTo(100);
        assertThat(nothing.outcome()).isEqualTo(Outcome.FAIL);
        assertThat(nothing.reason()).isEqualTo("no metric counts");
    }

    @Test
    void namesTheCriticalMetricThatFailed() {
        var score = WindowJudge.score(comparisons("a:PASS b:HIGH!"), Map.of(), Thresholds.STANDARD);

        assertThat(score.reason()).isEqualTo("critical: metric: because");
        assertThat(score.groups()).isEqualTo(Map.of("a", 100.0, "b", 0.0));
    }

    @Test
    void refusesWeightsAndThresholdsThatCannotBe() {
        var pass = comparisons("a:PASS");

        assertThatThrownBy(() -> WindowJudge.score(pass, Map.of("a", -1.0), Thresholds.STANDARD))
                .hasMessage("groupWeights.a: -1.0 (expected: 0 or more)");
        assertThatThrownBy(
                        () ->
                                WindowJudge.score(
                                        pass, Map.of("a", 60.0, "b", 50.0), Thresholds.STANDARD))
                .hasMessage("groupWeights: 110.0 together (expected: at most 100)");
        assertThatThrownBy(() -> new Thresholds(75, 95))
                .hasMessage("marginal: 95.0 (expected: 0..75.0, the pass)");
    }

    private static List<Comparison> comparisons(String labels) {
        return Stream.of(labels.strip().split(" +", -1))
                .map(
                        each -> {
                            var parts = each.replace("!", "").split(":", -1);
                            var weight = each.endsWith("!") ? Weight.CRITICAL : Weight.NORMAL;
                            return comparison(parts[0], Label.valueOf(parts[1]), weight);
                        })
                .toList();
    }

    private static Comparison comparison(String group, Label label, Weight weight) {
        var metric =
                new WindowMetric(
                        "metric",
                        Set.of(group),
                        Direction.EITHER,
                        Cleaning.STANDARD,
                        EffectSize.ANY,
                        weight);
        return Comparison.untested(metric, label, "because");
    }

    private static Map<String, Double> weights(String text) {
        var weights = new HashMap<String, Double>();
        Stream.of(text.split(" ", -1))
                .filter(each -> !each.isEmpty())
                .map(each -> each.split("=", -1))
                .forEach(parts -> weights.put(parts[0], Double.valueOf(parts[1])));
        return weights;
    }
}
