package penstock.bench.judge.contender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import penstock.bench.judge.world.Counted;
import penstock.bench.judge.world.Moment;
import penstock.bench.judge.world.Scores;
import penstock.cli.api.ApiException;
import penstock.judge.Histogram;

final class ContendersTest {
    private static final Histogram FAST = Histogram.of(Map.of(Histogram.indexOf(0.08), 300L));

    private static Counted minute(long requests, long errors, Histogram latency) {
        return new Counted(requests, errors, errors, latency, Scores.NONE);
    }

    private static Contender.Trial trial(String name) {
        return Contenders.named(List.of(name))
                .getFirst()
                .begin(new Contender.Start(List.of(), 0.05, true, false));
    }

    private static boolean isWorse(Contender.Trial trial, int number, Counted candidate) {
        var stable = minute(5_700, 6, FAST);
        return trial.isWorse(new Moment(number, number * 60_000L, 0.05, stable, candidate));
    }

    /// A hundred durations in (0.1, 0.2], two hundred in (0.4, 0.5].
    @Test
    void aQuantileOfFixedBucketsIsLinearInsideABucket() {
        var latency =
                Histogram.of(Map.of(Histogram.indexOf(0.15), 100L, Histogram.indexOf(0.45), 200L));

        assertThat(FixedBuckets.quantile(latency, 0.25).orElseThrow())
                .isCloseTo(0.175, within(1e-9));
        assertThat(FixedBuckets.quantile(latency, 0.5).orElseThrow())
                .isCloseTo(0.425, within(1e-9));
        assertThat(FixedBuckets.quantile(Histogram.empty(), 0.5)).isEmpty();
    }

    @Test
    void failedMinutesAddUpToFlaggersThreshold() {
        var trial = trial("flagger");
        var bad = minute(300, 4, FAST);
        var good = minute(300, 3, FAST);

        for (var i = 1; i <= 8; i++) {
            assertThat(isWorse(trial, i, i % 2 == 0 ? bad : good)).isFalse();
        }
        assertThat(isWorse(trial, 9, minute(0, 0, Histogram.empty()))).isTrue();
    }

    @Test
    void argoCountsEachMetricForItself() {
        var trial = trial("argo-1");
        var slow = minute(300, 0, Histogram.of(Map.of(Histogram.indexOf(0.9), 300L)));

        assertThat(isWorse(trial, 1, minute(300, 9, FAST))).isFalse();
        assertThat(isWorse(trial, 2, slow)).isFalse();
        assertThat(isWorse(trial, 3, minute(300, 9, FAST))).isTrue();
    }

    @Test
    void argoGivesUpAfterFiveMeasurementsWithoutAValueInARow() {
        var trial = trial("argo-3");
        var nothing = minute(0, 0, Histogram.empty());

        for (var i = 1; i <= 4; i++) {
            assertThat(isWorse(trial, i, nothing)).isFalse();
        }
        assertThat(isWorse(trial, 5, nothing)).isTrue();
    }

    @Test
    void kayentaComparesMinutesOfBothVersions() {
        var same = trial("kayenta-1min");
        var worse = trial("kayenta-1min");
        var isFound = false;
        for (var i = 1; i <= 10; i++) {
            assertThat(isWorse(same, i, minute(300, 0, FAST))).isFalse();
            isFound |= isWorse(worse, i, minute(300, 6 + i % 3, FAST));
        }

        assertThat(isFound).isTrue();
        assertThat(worse.reasons()).singleElement().asString().startsWith("errors: ");
    }

    @Test
    void othersCanBeTuned() {
        var tuned =
                Contenders.named(
                        List.of(
                                "flagger:99.9:250:3",
                                "argo:98:1000:7",
                                "kayenta:5:1.5",
                                "penstock:0.001:0.01"));

        assertThat(tuned)
                .extracting(Contender::what)
                .containsExactly(
                        "Flagger: success >= 99.90 %, p99 <= 250 ms, 3 failed minutes",
                        "Argo Rollouts: success >= 98.00 %, p99 <= 1000 ms, failureLimit 7",
                        "Kayenta: Mann-Whitney of minutes, 98 %, every 5 min, ratio of means >= 1.5",
                        "Penstock, sharp tolerances and margins, alpha 0.001, beta 0.01");
    }

    @Test
    void allUnknownJudgesAreNamedAtOnce() {
        assertThatThrownBy(
                        () -> Contenders.named(List.of("penstok", "flagger:1:2", "argo:99:500:-1")))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        e -> {
                            assertThat(e.lines()).hasSize(3);
                            assertThat(e.lines().getFirst())
                                    .contains("(did you mean \"penstock\"?)");
                        });
    }
}
