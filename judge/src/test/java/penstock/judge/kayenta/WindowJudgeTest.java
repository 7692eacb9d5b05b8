package penstock.judge.kayenta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static penstock.judge.kayenta.Windows.window;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import penstock.judge.kayenta.Cleaning.Gaps;
import penstock.judge.kayenta.EffectSize.Measure;
import penstock.judge.kayenta.WindowMetric.Weight;

/// The published labels are those of Kayenta's ClassifierSuite.
final class WindowJudgeTest {
    private static final WindowJudge JUDGE = new WindowJudge(0.95, 0.10);

    @ParameterizedTest
    @CsvSource({
        "calm-baseline,   calm-candidate,   EITHER,   PASS",
        "calm-baseline,   raised-candidate, EITHER,   HIGH",
        "raised-baseline, calm-candidate,   EITHER,   LOW",
        "raised-baseline, calm-candidate,   INCREASE, PASS",
        "calm-baseline,   raised-candidate, DECREASE, PASS",
        "calm-baseline,   raised-candidate, INCREASE, HIGH",
        "raised-baseline, calm-candidate,   DECREASE, LOW",
        "sparse-baseline, sparse-candidate, EITHER,   HIGH",
        "2*1.0,           3*1.0,            DECREASE, PASS",
        "5 4 3 2 1,       1 2 3 4 5,        DECREASE, PASS",
        "5*1.0,           0 4*1.0,          DECREASE, PASS",
        "5*1.0,           4*1.0 10,         EITHER,   PASS",
        "5*1.0,           5*10.0,           EITHER,   HIGH",
        "5*0.0,           5*10.0,           EITHER,   HIGH",
        "5*0.0,           5*0.0,            EITHER,   PASS",
        "1 2 3 4 5,       '',               DECREASE, NODATA",
        "'',              '',               DECREASE, NODATA"
    })
    void labelsAsPublished(String baseline, String candidate, Direction direction, Label expected) {
        var metric = WindowMetric.of("latency", "all", direction);

        var found = JUDGE.compare(metric, window(baseline), window(candidate));

        assertThat(found.label()).isEqualTo(expected);
        assertThat(found.isDecisive()).isFalse();
        assertThat(found.reason()).startsWith("latency: ");
    }

    @ParameterizedTest
    @CsvSource({
        "1 2.2 1.1 2.5 3,  20 22 21 25 30,     EITHER,   0.8, 1.2, HIGH",
        "raised-baseline,  calm-candidate,     DECREASE, 0.8, 1.2, LOW",
        "20 22 21 25 30,   10 12.2 10.1 12.5 23, EITHER, 0.5, 1.0, PASS",
        "sparse-baseline,  sparse-candidate,   EITHER,   1.0, 5.0, PASS",
        "5*0.0,            54.9 54.5 55.1 55.6 57.4, EITHER, 0.8, 1.2, HIGH",
        "54.9 54.5 55.1 55.6 57.4, 5*0.0,      EITHER,   0.8, 1.2, LOW"
    })
    void labelsAsPublishedByTheRatioOfTheMeans(
            String baseline,
            String candidate,
            Direction direction,
            double decrease,
            double increase,
            Label expected) {
        var size = EffectSize.of(Measure.MEAN_RATIO).allowing(increase, decrease);
        var metric = WindowMetric.of("latency", "all", direction).with(size);

        assertThat(JUDGE.compare(metric, window(baseline), window(candidate)).label())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "share-pass, 0.5, 0.8, PASS",
        "share-high, 0.2, 0.8, HIGH",
        "share-low, 0.2, 0.8, LOW"
    })
    void labelsAsPublishedByTheShareOfHigherPairs(
            String name, double decrease, double increase, Label expected) {
        var size = EffectSize.of(Measure.SHARE_HIGHER).allowing(increase, decrease);
        var metric = WindowMetric.of("errors", "all", Direction.EITHER).with(size);

        var found =
                new WindowJudge(0.98, 0.20)
                        .compare(metric, window(name + "-baseline"), window(name + "-candidate"));

        assertThat(found.label()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "1 2.2 1.1 2.5 3,       20 22 21 25 30, 1.0 1.0, 1.0 1.0, HIGH, true",
        "1 2.2 1.1 2.5 3,       20 22 21 25 30, 1.0 1.0, 1.0 1.2, HIGH, true",
        "10 20.2 10.1 20.5 30,  2 2 2 2 3,      1.0 1.0, 1.2 1.0, LOW, true",
        "1 2.2 1.1 2.5 3,       20 22 21 25 30, 1.0 5.0, 1.0 13.0, HIGH, false",
        "1 2.2 1.1 2.5 3,       20 22 21 25 30, 1.0 13.0, 1.0 15.0, PASS, false",
        "10*0.0, 0.05 0.05 0.0167 0.0167 0.0167 0.05 0.0333 0.05 0.05 0.1333, 1 1, 0.8 1.2, HIGH, true",
        "1 2 3 4 5,             '', 1.0 1.0, 1.0 1.0, NODATA, true"
    })
    void failsTheWholeAsPublished(
            String baseline,
            String candidate,
            String allowedDecreaseAndIncrease,
            String critical,
            Label expected,
            boolean isDecisive) {
        var allowed = window(allowedDecreaseAndIncrease);
        var failing = window(critical);
        var size =
                EffectSize.ANY.allowing(allowed[1], allowed[0]).failingAt(failing[1], failing[0]);
        var metric =
                WindowMetric.of("errors", "all", Direction.EITHER).with(size).with(Weight.CRITICAL);

        var found = JUDGE.compare(metric, window(baseline), window(candidate));

        assertThat(found.label()).isEqualTo(expected);
        assertThat(found.isDecisive()).isEqualTo(isDecisive);
    }

    @Test
    void takesMissingPointsForZerosWhereThatIsSaid() {
        var metric =
                WindowMetric.of("errors", "all", Direction.DECREASE)
                        .with(new Cleaning(Gaps.ZERO, false, 3));

        var nothing = JUDGE.compare(metric, window("1 2 3 4 5"), new double[0]);
        var gaps = JUDGE.compare(metric, window("5 6 7 8 9 5 6 7 8 9"), window("10*NaN"));

        assertThat(nothing.label()).isEqualTo(Label.PASS);
        assertThat(gaps.label()).isEqualTo(Label.LOW);
    }

    @Test
    void leavesMissingPointsOutOtherwise() {
        var metric = WindowMetric.of("errors", "all", Direction.EITHER);

        assertThat(JUDGE.compare(metric, window("1 2 3"), window("NaN NaN")).label())
                .isEqualTo(Label.NODATA);
        assertThat(
                        JUDGE.compare(
                                        metric.with(Weight.DATA_REQUIRED),
                                        window("1 2"),
                                        window("NaN"))
                                .label())
                .isEqualTo(Label.NODATA_FAILED);
    }

    @Test
    void reportsTheRatioOfTheMeansAndNoneForAMeanOfZero() {
        var metric = WindowMetric.of("errors", "all", Direction.EITHER);

        assertThat(JUDGE.compare(metric, window("1 2 3 4"), window("2 4 6 8")).ratio())
                .isEqualTo(2);
        var fromZero = JUDGE.compare(metric, window("5*0.0"), window("1 2 3 4 5"));
        assertThat(fromZero.ratio()).isNaN();
        assertThat(fromZero.reason())
                .isEqualTo("errors: the candidate is 3 above the baseline [1 to 5]");
        assertThat(JUDGE.compare(metric, window("5*0.0"), window("5*0.0")).ratio()).isEqualTo(1);
    }

    /// kayenta#426: a service that rarely fails. kayenta#780: levels that spread more. spinnaker#6278: seven points of ten
    /// a hundred times as high. All should fail and do not; people who bring their configuration get the answers they know,
    /// and docs/verdict.md says why the verdict of the rollout does not rest on this test.
    @ParameterizedTest
    @CsvSource({
        "6*0.0,  0 1 2 1 0 0",
        "1 100 4 101 5 102 6 103 7 104 8 105 9 106 17, 10 10.1 10.2 10.3 10.4 10.5 10.6 17 17.1 17.2 17.3 17.4 17.5 17.6 17.7",
        "10*1.0, 7*100.0 3*1.0"
    })
    void passesWhatKayentaIsKnownToMiss(String baseline, String candidate) {
        var size = EffectSize.ANY.allowing(1.05, 1).failingAt(1.1, 1);
        var metric = WindowMetric.of("errors", "all", Direction.EITHER).with(size);

        assertThat(
                        WindowJudge.STANDARD
                                .compare(metric, window(baseline), window(candidate))
                                .label())
                .isEqualTo(Label.PASS);
    }

    @Test
    void failsAtTheEighthPointOfTheReportThatPassesAtSeven() {
        var metric = WindowMetric.of("errors", "all", Direction.EITHER);

        var found = WindowJudge.STANDARD.compare(metric, window("10*1.0"), window("8*100.0 2*1.0"));

        assertThat(found.label()).isEqualTo(Label.HIGH);
    }

    @Test
    void hasTooLittleInASinglePointOnEachSide() {
        var metric = WindowMetric.of("errors", "all", Direction.EITHER).with(Weight.CRITICAL);

        var found = JUDGE.compare(metric, window("1"), window("2"));

        assertThat(found.label()).isEqualTo(Label.ERROR);
        assertThat(found.isDecisive()).isTrue();
        assertThat(found.reason()).contains("let the window be longer");
    }

    @Test
    void mirrorsTheLabelWhenTheSidesAreSwapped() {
        var random = new SplittableRandom(3);
        var metric = WindowMetric.of("errors", "all", Direction.EITHER);
        for (var round = 0; round < 300; round++) {
            var shift = 1.2 + random.nextDouble(2);
            var left = random.doubles(12).toArray();
            var right = random.doubles(9).map(x -> x + shift).toArray();

            assertThat(JUDGE.compare(metric, left, right).label()).isEqualTo(Label.HIGH);
            assertThat(JUDGE.compare(metric, right, left).label()).isEqualTo(Label.LOW);
        }
    }

    @Test
    void refusesWhatIsNoWindow() {
        var metric = WindowMetric.of("errors", "all", Direction.EITHER);

        assertThatThrownBy(() -> JUDGE.compare(metric, window("1 Infinity"), window("1")))
                .hasMessage("baseline: Infinity (expected: finite numbers)");
        assertThatThrownBy(() -> new WindowJudge(1, 0.25)).hasMessageContaining("confidence: 1.0");
        assertThatThrownBy(() -> new WindowJudge(0.98, 1)).hasMessageContaining("tolerance: 1.0");
        assertThatThrownBy(() -> EffectSize.ANY.allowing(-1, 1))
                .hasMessage("allowedIncrease: -1.0 (expected: 0 or more)");
    }
}
