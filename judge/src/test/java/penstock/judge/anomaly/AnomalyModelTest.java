package penstock.judge.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import penstock.judge.anomaly.Finding.Shape;
import penstock.judge.anomaly.Setup.Method;
import penstock.judge.anomaly.Signal.Kind;

final class AnomalyModelTest {
    private static final long MINUTE = 60_000;
    private static final Signal LATENCY = new Signal("latency", Kind.LATENCY);
    private static final Signal ERRORS = new Signal("errors", Kind.ERROR_RATE);

    private final SplittableRandom random = new SplittableRandom(7);
    private final List<Point> past = new ArrayList<>();

    @ParameterizedTest
    @EnumSource(Method.class)
    void callsUsualPointsUnusualAboutAsSeldomAsItIsTold(Method method) {
        var model = trained(setup(method, 0.005), 600);

        var flagged = 0;
        for (var i = 0; i < 600; i++) {
            flagged += model.observe(next(0)).isAnomalous() ? 1 : 0;
        }

        // 3 expected; running means and the end of an anomaly make some more.
        assertThat(flagged).isLessThan(30);
    }

    @Test
    void findsASpikeAndSaysWhatWasExpected() {
        var model = trained(setup(Method.BOTH, 0.001), 1_000);

        var finding = model.observe(next(10));

        assertThat(finding.isAnomalous()).isTrue();
        assertThat(finding.cause()).contains(new Finding.Cause(LATENCY, Shape.SPIKE));
        assertThat(finding.score()).isGreaterThan(3);
        assertThat(finding.confidence()).isGreaterThan(0.999);
        var expected = finding.expected().getFirst();
        assertThat(expected.value()).isEqualTo(100, within(2.0));
        assertThat(expected.low()).isBetween(75.0, 90.0);
        assertThat(expected.high()).isBetween(110.0, 125.0);
    }

    @Test
    void findsASlowBurnBeforeASinglePointIsUnusual() {
        var model = trained(setup(Method.SEASONAL, 0.001), 1_000);

        var shape = firstShape(model, i -> i / 60.0, 400);

        assertThat(shape).isIn(Shape.SLOW_BURN, Shape.SHIFT);
    }

    private interface Course {
        double at(int point);
    }

    /// The shape of the anomaly once it has gone on for ten points.
    private Shape firstShape(AnomalyModel model, Course course, int points) {
        var run = 0;
        for (var i = 0; i < points; i++) {
            var finding = model.observe(next(course.at(i)));
            run = finding.isAnomalous() ? run + 1 : 0;
            if (run == 10) {
                return finding.cause().orElseThrow().shape();
            }
        }
        throw new AssertionError("no anomaly in " + points + " points");
    }

    @Test
    void followsTheSeason() {
        var setup =
                new Setup(
                        List.of(LATENCY),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(240),
                        0.001,
                        Method.SEASONAL);
        var points = new ArrayList<Point>();
        for (var i = 0; i < 1_200; i++) {
            points.add(new Point(i * MINUTE, wave(i) + gaussian()));
        }
        var model = AnomalyModel.train(setup, points, 1, 0).orElseThrow();

        var atPeak = model.score(new Point(1_260 * MINUTE, wave(1_260)));
        var peakInTheValley = model.score(new Point(1_380 * MINUTE, wave(1_260)));

        assertThat(atPeak.isAnomalous()).isFalse();
        assertThat(atPeak.expected().getFirst().value()).isEqualTo(wave(1_260), within(3.0));
        assertThat(peakInTheValley.isAnomalous()).isTrue();
    }

    private static double wave(int minute) {
        return 100 + 40 * Math.sin(2 * Math.PI * minute / 240);
    }

    @Test
    void seesThatUsualValuesDoNotGoTogether() {
        var setup =
                new Setup(
                        List.of(new Signal("traffic", Kind.TRAFFIC), LATENCY),
                        Duration.ofMinutes(1),
                        Duration.ZERO,
                        0.001,
                        Method.FOREST);
        for (var i = 0; i < 1_500; i++) {
            var traffic = 100 + 30 * (random.nextDouble() * 2 - 1);
            past.add(new Point(i * MINUTE, traffic, traffic * 0.5 + gaussian() * 0.5));
        }
        var model = AnomalyModel.train(setup, past, 1, 0).orElseThrow();

        for (var i = 1_500; i < 1_503; i++) {
            model.observe(new Point(i * MINUTE, 76, 60));
        }
        var finding = model.observe(new Point(1_503 * MINUTE, 76, 60));

        assertThat(finding.isAnomalous()).isTrue();
        assertThat(finding.cause().orElseThrow().shape()).isEqualTo(Shape.PATTERN);
        assertThat(finding.cause().orElseThrow().label()).isEqualTo("pattern");
    }

    @Test
    void isCalledWhatTheSignalTells() {
        assertThat(new Finding.Cause(ERRORS, Shape.SHIFT).label()).isEqualTo("error-rate");
        assertThat(new Finding.Cause(LATENCY, Shape.SPIKE).label()).isEqualTo("latency");
    }

    @Test
    void tellsSinceWhenItIsUnusualWithoutABreak() {
        var model = trained(setup(Method.SEASONAL, 0.001), 1_000);
        model.observe(next(0));
        assertThat(model.anomalousSinceMillis()).isEmpty();

        model.observe(next(10));
        model.observe(next(10));

        assertThat(model.anomalousSinceMillis()).hasValue(1_001 * MINUTE);
        model.observe(next(0));
        model.observe(next(0));
        model.observe(next(0));
        model.observe(next(0));
        model.observe(next(0));
        assertThat(model.anomalousSinceMillis()).isEmpty();
    }

    @Test
    void learnsNothingFromAnomaliesWhenItIsTrainedAgain() {
        var model = trained(setup(Method.SEASONAL, 0.001), 1_000);
        for (var i = 0; i < 250; i++) {
            model.observe(next(6));
        }
        assertThat(model.isDue()).isTrue();

        model.retrain(5);

        assertThat(model.version()).isEqualTo(2);
        assertThat(model.trainedAtMillis()).isEqualTo(5);
        assertThat(model.score(next(0)).expected().getFirst().value()).isEqualTo(100, within(3.0));
        assertThat(model.anomalousSinceMillis()).isPresent();
    }

    @Test
    void takesWhatHoldsForADayForTheNewNormal() {
        var model = trained(setup(Method.SEASONAL, 0.001), 1_000);
        for (var i = 0; i < 1_700; i++) {
            model.observe(next(6));
            if (model.isDue()) {
                model.retrain(i);
            }
        }

        assertThat(model.score(next(6)).isAnomalous()).isFalse();
        assertThat(model.score(next(0)).isAnomalous()).isTrue();
        assertThat(model.anomalousSinceMillis()).isEmpty();
    }

    @Test
    void remembersABoundedPast() {
        var model = trained(setup(Method.SEASONAL, 0.001), 3_500);
        for (var i = 0; i < 500; i++) {
            model.observe(next(0));
            if (model.isDue()) {
                model.retrain(i);
            }
        }

        assertThat(ModelText.lines(model).size()).isLessThan(2_880 + 250);
    }

    @Test
    void callsWhateverMovesASignalThatNeverMovedUnusual() {
        for (var i = 0; i < 300; i++) {
            past.add(new Point(i * MINUTE, 3));
        }
        var model = AnomalyModel.train(setup(Method.BOTH, 0.001), past, 1, 0).orElseThrow();

        assertThat(model.score(new Point(300 * MINUTE, 3)).isAnomalous()).isFalse();
        assertThat(model.score(new Point(300 * MINUTE, 4)).isAnomalous()).isTrue();
    }

    @Test
    void saysNothingWithoutEnoughPoints() {
        for (var i = 0; i < 239; i++) {
            past.add(new Point(i * MINUTE, 100));
        }

        assertThat(AnomalyModel.train(setup(Method.BOTH, 0.001), past, 1, 0)).isEmpty();
    }

    @Test
    void refusesPointsThatCannotBe() {
        var model = trained(setup(Method.SEASONAL, 0.001), 300);

        assertThatThrownBy(() -> model.observe(new Point(0, 1)))
                .hasMessageContaining("point.atMillis: 0");
        assertThatThrownBy(() -> model.observe(new Point(Long.MAX_VALUE, 1, 2)))
                .hasMessageContaining("expected: 1 values, one for each signal");
        assertThatThrownBy(() -> new Point(0, Double.NaN)).hasMessageContaining("finite numbers");
        assertThatThrownBy(() -> setup(Method.BOTH, 0.5))
                .hasMessage("falsePositives: 0.5 (expected: 0.00001 to 0.05)");
    }

    private static Setup setup(Method method, double falsePositives) {
        return new Setup(
                List.of(LATENCY), Duration.ofMinutes(1), Duration.ZERO, falsePositives, method);
    }

    private AnomalyModel trained(Setup setup, int points) {
        for (var i = 0; i < points; i++) {
            next(0);
        }
        return AnomalyModel.train(setup, List.copyOf(past), 1, 0).orElseThrow();
    }

    /// The next minute's point, so many spreads from 100.
    private Point next(double off) {
        var point = new Point(past.size() * MINUTE, 100 + 5 * off + 5 * gaussian());
        past.add(point);
        return point;
    }

    private double gaussian() {
        return Math.sqrt(-2 * Math.log(1 - random.nextDouble()))
                * Math.cos(2 * Math.PI * random.nextDouble());
    }
}
