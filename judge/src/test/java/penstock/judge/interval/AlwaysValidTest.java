package penstock.judge.interval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import penstock.judge.Histogram;

/// The published figures are those of confseq's tests, where they come from a reference in R.
final class AlwaysValidTest {
    private static final double ALPHA = 0.05;

    @ParameterizedTest
    @CsvSource({
        "1000, 700, 100, 0.651629, 0.745949",
        "  50,  15,  50, 0.129556, 0.511896",
        "  50,   5,  50, 0.013021, 0.269264",
        "  50,   1,  50, 0,        0.13489",
        "   2,   1,  50, 0,        1",
        " 200, 100,   1, 0.328923, 0.671076",
        "   1,   0,  50, 0,        1",
        "   1,   1,  50, 0,        1"
    })
    void hasThePublishedIntervalsOfShares(
            double n, double y, double tunedFor, double low, double high) {
        var interval = AlwaysValid.share(n, y, ALPHA, tunedFor);

        assertThat(interval.low()).isEqualTo(low, within(1e-5));
        assertThat(interval.high()).isEqualTo(high, within(1e-5));
    }

    /// s = 10 and v = 100 with g = 0.2, h = 0.8: 135 of 625, and the bound s = 31.4308 for v = 100.
    @Test
    void hasThePublishedBetaBinomialMixture() {
        var weight = AlwaysValid.priorWeight(625);

        assertThat(AlwaysValid.shareWealth(0.2, 625, 135, weight))
                .isEqualTo(-0.6941012, within(1e-6));
        assertThat(AlwaysValid.shareWealth(0.2, 625, 125 + 31.4308, weight))
                .isEqualTo(Math.log(20), within(1e-5));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0",
        "2, 0",
        "0.5, 0.5723649429247001",
        "10, 12.801827480081469",
        "100, 359.1342053695754",
        "1e-8, 18.420680738180208",
        "1e9, 19723265827.503716"
    })
    void knowsTheLogarithmOfTheGammaFunction(double x, double expected) {
        assertThat(LogGamma.of(x)).isEqualTo(expected, within(1e-13 * Math.max(1, expected)));
    }

    @Test
    void knowsNothingWithoutData() {
        assertThat(AlwaysValid.share(0, 0, ALPHA)).isEqualTo(new Interval(0, 1));
        assertThat(AlwaysValid.mean(0, 0, 0, 0.5, ALPHA)).isEqualTo(new Interval(0, 1));
        assertThat(AlwaysValid.quantile(Histogram.empty(), 0.99, ALPHA))
                .isEqualTo(new Interval(0, Double.POSITIVE_INFINITY));
        assertThat(AlwaysValid.rate(0, 0, 10, ALPHA))
                .isEqualTo(new Interval(0, Double.POSITIVE_INFINITY));
    }

    @Test
    void hasNoUpperEndForAQuantileThatTooFewValuesExceed() {
        var values = Histogram.of(Map.of(0, 100L));

        var interval = AlwaysValid.quantile(values, 0.99, ALPHA);

        assertThat(interval.high()).isInfinite();
        assertThat(interval.low()).isPositive();
    }

    @Test
    void neverMissesAShareMoreOftenThanItSaysHoweverOftenItIsLookedAt() {
        var random = new SplittableRandom(21);
        var missed = 0;
        for (var run = 0; run < 400; run++) {
            var y = 0L;
            var isMissed = false;
            for (var n = 1; n <= 2_000 && !isMissed; n++) {
                y += random.nextDouble() < 0.03 ? 1 : 0;
                isMissed = isLook(n) && !isInside(AlwaysValid.share(n, y, 0.1), 0.03);
            }
            missed += isMissed ? 1 : 0;
        }

        // 10 % of 400 with a standard deviation of 6.
        assertThat(missed).isLessThanOrEqualTo(40 + 12);
    }

    @Test
    void neverMissesAQuantileMoreOftenThanItSaysHoweverOftenItIsLookedAt() {
        var random = new SplittableRandom(22);
        var missed = 0;
        for (var run = 0; run < 200; run++) {
            var buckets = new HashMap<Integer, Long>();
            var isMissed = false;
            for (var n = 1; n <= 1_000 && !isMissed; n++) {
                var seconds = -0.08 * Math.log(random.nextDouble());
                buckets.merge(Histogram.indexOf(seconds), 1L, Long::sum);
                isMissed =
                        isLook(n)
                                && !isInside(
                                        AlwaysValid.quantile(Histogram.of(buckets), 0.9, 0.1),
                                        0.08 * Math.log(10));
            }
            missed += isMissed ? 1 : 0;
        }

        assertThat(missed).isLessThanOrEqualTo(20 + 9);
    }

    /// The mean moves, and the guess is poor.
    @Test
    void neverMissesTheAverageOfADriftingMeanMoreOftenThanItSays() {
        var random = new SplittableRandom(23);
        var missed = 0;
        for (var run = 0; run < 300; run++) {
            double sum = 0;
            double squares = 0;
            double truth = 0;
            var isMissed = false;
            for (var n = 1; n <= 3_000 && !isMissed; n++) {
                var mean = 0.7 + 0.1 * Math.sin(n / 300.0);
                var value = mean + (random.nextDouble() - 0.5) * 0.4;
                sum += value;
                squares += value * value;
                truth += mean;
                isMissed =
                        isLook(n)
                                && !isInside(
                                        AlwaysValid.mean(n, sum, squares, 0.5, 0.1), truth / n);
            }
            missed += isMissed ? 1 : 0;
        }

        assertThat(missed).isLessThanOrEqualTo(30 + 10);
    }

    @Test
    void neverMissesARateMoreOftenThanItSaysHoweverOftenItIsLookedAt() {
        var random = new SplittableRandom(24);
        var missed = 0;
        for (var run = 0; run < 300; run++) {
            var events = 0L;
            var isMissed = false;
            for (var minute = 1; minute <= 1_000 && !isMissed; minute++) {
                var chance = random.nextDouble();
                events += chance < 0.04 ? 1 : 0;
                events += chance < 0.001 ? 1 : 0;
                isMissed =
                        isLook(minute)
                                && !isInside(AlwaysValid.rate(minute, events, 100, 0.1), 0.041);
            }
            missed += isMissed ? 1 : 0;
        }

        assertThat(missed).isLessThanOrEqualTo(30 + 10);
    }

    @Test
    void narrowsWithTheData() {
        assertThat(width(AlwaysValid.share(100_000, 100, ALPHA))).isLessThan(0.001);
        assertThat(width(AlwaysValid.mean(10_000, 8_000, 6_544, 0.8, ALPHA))).isLessThan(0.012);
        assertThat(width(AlwaysValid.rate(10_000, 100, 1_000, ALPHA))).isLessThan(0.0075);
        var hundredMillis = Histogram.indexOf(0.1);
        var values = Histogram.of(Map.of(hundredMillis, 9_700L, hundredMillis + 16, 300L));
        assertThat(AlwaysValid.quantile(values, 0.9, ALPHA))
                .isEqualTo(
                        new Interval(
                                Histogram.upperBound(hundredMillis - 1),
                                Histogram.upperBound(hundredMillis)));
    }

    @Test
    void isAsGoodAsALargerSampleWhenTheFiguresAreScaled() {
        var hours = AlwaysValid.rate(100, 7, 50, ALPHA);
        var millis = AlwaysValid.rate(100 * 3.6e6, 7, 50 * 3.6e6, ALPHA);

        assertThat(millis.low() * 3.6e6).isEqualTo(hours.low(), within(1e-9));
        assertThat(millis.high() * 3.6e6).isEqualTo(hours.high(), within(1e-9));
    }

    @Test
    void staysFiniteForVeryManyRequests() {
        var interval = AlwaysValid.share(2_000_000_000L, 2_000_000L, 0.001);

        assertThat(interval.low()).isBetween(0.00099, 0.001);
        assertThat(interval.high()).isBetween(0.001, 0.00101);
    }

    @Test
    void subtractsTheFarEnds() {
        assertThat(new Interval(3, 5).minus(new Interval(1, 2))).isEqualTo(new Interval(1, 4));
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> AlwaysValid.share(1, 2, ALPHA))
                .hasMessage("y: 2 of n: 1 (expected: 0 <= y <= n)");
        assertThatThrownBy(() -> AlwaysValid.share(1, 1, 0))
                .hasMessage("alpha: 0.0 (expected: more than 0 and less than 1)");
        assertThatThrownBy(() -> AlwaysValid.mean(1, 0.5, 0.25, 2, ALPHA))
                .hasMessage("guess: 2.0 (expected: 0..1)");
        assertThatThrownBy(() -> AlwaysValid.mean(1, 1.5, 1, 0.5, ALPHA))
                .hasMessageContaining("sums of values from 0 to 1");
        assertThatThrownBy(() -> AlwaysValid.rate(-1, 0, 1, ALPHA))
                .hasMessageContaining("amount: -1.0");
        assertThatThrownBy(() -> AlwaysValid.rate(1, 0, 0, ALPHA)).hasMessageContaining("tunedFor");
        assertThatThrownBy(() -> AlwaysValid.quantile(Histogram.empty(), 1, ALPHA))
                .hasMessage("q: 1.0 (expected: between 0 and 1)");
        assertThatThrownBy(() -> new Interval(2, 1)).hasMessageContaining("low at most high");
    }

    /// Often at first, then each time that there are a fifteenth more.
    private static boolean isLook(int n) {
        return n < 15 || (int) (15 * Math.log(n)) != (int) (15 * Math.log(n - 1));
    }

    private static boolean isInside(Interval interval, double truth) {
        return interval.low() <= truth && truth <= interval.high();
    }

    private static double width(Interval interval) {
        return interval.high() - interval.low();
    }
}
