package penstock.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import penstock.judge.Power.Traffic;

/// What is told before is what happens in the middle of 21 rollouts, within a factor of two.
final class PowerTest {
    private static final JudgePolicy POLICY =
            JudgePolicy.STANDARD.withTimes(Duration.ZERO, WarmUp.NONE);

    @ParameterizedTest
    @CsvSource({
        "errors,      0.05, 1,    0.01",
        "errors,      0.25, 1,    0.05",
        "errors,      0.05, 1,    0.5",
        "latency-p50, 0.25, 1.2,  0",
        "latency-p50, 0.05, 1.5,  0",
        "latency-p99, 0.25, 1.5,  0",
        "orders,      0.05, 1,    0.1",
        "orders,      0.25, 1,    0.05",
        "quality,     0.25, 0.98, 0",
        "quality,     0.05, 0.95, 0",
        "cost,        0.05, 1.5,  0",
        "cost,        0.5,  1.2,  0",
        "restarts,    0.25, 3,    0",
        "restarts,    0.05, 10,   0"
    })
    void tellsWhenAWorseCandidateIsFound(String name, double weight, double factor, double shift) {
        var metric = Figures.metric(name);
        var effect = new Bound(factor, shift);

        var told = power(metric, weight).worse(metric, effect).seconds();

        assertThat(median(metric, weight, effect)).isBetween(told / 2, told * 2);
    }

    @ParameterizedTest
    @CsvSource({
        "errors,      0.05",
        "errors,      0.5",
        "latency-p50, 0.5",
        "latency-p99, 0.05",
        "orders,      0.25",
        "quality,     0.05",
        "cost,        0.5",
        "restarts,    0.25"
    })
    void tellsWhenAGoodCandidateIsShownToBe(String name, double weight) {
        var metric = Figures.metric(name);

        var told = power(metric, weight).notWorse(metric).seconds();

        assertThat(median(metric, weight, Figures.SAME)).isBetween(told / 2, told * 2);
    }

    private static double median(Metric metric, double weight, Bound effect) {
        var judge = new Judge(POLICY.comparing(metric));
        return LongStream.range(0, 21)
                .mapToDouble(
                        seed ->
                                Figures.seconds(
                                        judge, stage(metric, weight), metric, weight, effect, seed))
                .sorted()
                .skip(10)
                .findFirst()
                .orElseThrow();
    }

    private static Stage stage(Metric metric, double weight) {
        return Stage.warm(List.of(metric), (int) (weight * 10_000));
    }

    private static Power power(Metric metric, double weight) {
        return new Power(
                POLICY.comparing(metric),
                stage(metric, weight),
                new Figures(metric, 1).sample(30_000, Figures.SAME),
                new Traffic(100, (int) (weight * 10_000)));
    }

    @Test
    void needsForEverToShowWhatIsNotSo() {
        var power = power(Metrics.ERRORS, 0.05);

        var need = power.worse(Metrics.ERRORS, Bound.shift(0.0002));

        assertThat(need.isPossible()).isFalse();
        assertThat(need.candidateRequests()).isInfinite();
    }

    @Test
    void cannotTellOfAServiceThatNobodyKnows() {
        var power = new Power(POLICY, Stage.warm(500), Sample.NONE, new Traffic(100, 500));

        assertThat(power.notWorse().isPossible()).isFalse();
        assertThat(power.worse(Metrics.LATENCY_P50, Bound.factor(2)).isPossible()).isFalse();
    }

    @Test
    void needsAllMetricsAndTheMinimumOfTheStage() {
        var metric = Metrics.LATENCY_P50;
        var past = new Figures(metric, 1).sample(30_000, Figures.SAME);
        var slow = new Power(POLICY, Stage.warm(500), past, new Traffic(0.1, 500));
        var patient = POLICY.withTimes(Duration.ofHours(1), WarmUp.NONE);
        var quick = new Power(patient, Stage.warm(500), past, new Traffic(10_000, 500));

        assertThat(slow.notWorse().seconds())
                .isEqualTo(slow.notWorse(Metrics.ERRORS).seconds())
                .isGreaterThan(slow.notWorse(metric).seconds());
        assertThat(quick.notWorse().seconds()).isEqualTo(3_600);
    }

    @Test
    void addsTheTimeThatDurationsAreLeftOut() {
        var metric = Metrics.LATENCY_P50;
        var past = new Figures(metric, 1).sample(30_000, Figures.SAME);
        var cold = POLICY.withTimes(Duration.ZERO, WarmUp.lasting(Duration.ofMinutes(2)));

        var need = new Power(cold, Stage.warm(500), past, new Traffic(100, 500));

        assertThat(need.notWorse(metric).seconds())
                .isEqualTo(power(metric, 0.05).notWorse(metric).seconds() + 120);
    }

    @Test
    void refusesTrafficThatOnlyOneVersionGets() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Traffic(100, 10_000));
        assertThatIllegalArgumentException().isThrownBy(() -> new Traffic(0, 500));
    }
}
