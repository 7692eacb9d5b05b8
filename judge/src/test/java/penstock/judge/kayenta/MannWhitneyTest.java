package penstock.judge.kayenta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static penstock.judge.kayenta.Windows.window;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The published figures are those of Kayenta's MannWhitneySuite and WilcoxTests, where they come from R, and of
/// spinnaker#6278.
final class MannWhitneyTest {
    private static final double Z95 = 1.9599639845400536;

    @Test
    void findsThePublishedIntervalAndEstimate() {
        var shift = shift("1 2 3 4", "10 20 30 40", 0.95);

        assertThat(shift.lower()).isEqualTo(6, within(1e-6));
        assertThat(shift.upper()).isEqualTo(39, within(1e-6));
        assertThat(shift.estimate()).isEqualTo(22.5, within(1e-6));
    }

    /// Most values are zero, so that the ends depend on the path of the search: nothing but R's search gives R's figures.
    @Test
    void findsTheFiguresOfRWhereMostValuesAreEqual() {
        var shift = shift("sparse-baseline", "sparse-candidate", 0.95);

        assertThat(shift.lower()).isEqualTo(3.521755377702165e-5, within(1e-12));
        assertThat(shift.upper()).isEqualTo(2.02456461662334e-5, within(1e-12));
        assertThat(shift.estimate()).isEqualTo(2.6279243045155653e-5, within(1e-12));
    }

    @Test
    void findsTheReportedFiguresOfALevelThatIsMostlyHigher() {
        var shift = shift("10*1.0", "7*100.0 3*1.0", 0.98);

        assertThat(shift.lower()).isEqualTo(6.825022991538781e-5, within(1e-12));
        assertThat(shift.upper()).isEqualTo(99, within(1e-9));
        assertThat(shift.estimate()).isEqualTo(98.99992904170193, within(1e-9));
    }

    @ParameterizedTest
    @CsvSource({
        "r1, -1.866663,   2.899996",
        "r2, -0.70007815, 0.09997816",
        "r3, -0.5166050,  0.3832704",
        "r4, -0.4166138,  0.4499399"
    })
    void findsTheIntervalsOfR(String name, double lower, double upper) {
        var shift = shift(name + "-baseline", name + "-candidate", 0.99);

        assertThat(shift.lower()).isEqualTo(lower, within(1e-4));
        assertThat(shift.upper()).isEqualTo(upper, within(1e-4));
    }

    @ParameterizedTest
    @CsvSource({
        "-3.124999999999986,  1.9599639845400536,  17.090968923762254",
        " 5.555555555555557,  1.9599639845400536, -20.997687930433106",
        "-3.124999999999986, -1.9599639845400536,  21.01089689284236",
        " 5.555555555555557, -1.9599639845400536, -17.077759961353"
    })
    void hasTheStatisticOfR(double shift, double z, double expected) {
        var test = MannWhitney.of(window("sparse-baseline"), window("sparse-candidate"));

        assertThat(test.statistic(shift) - z).isEqualTo(expected, within(1e-10));
    }

    @Test
    void hasTheSpecifiedStatisticOnBothSidesOfAStep() {
        var test = MannWhitney.of(window("1 2 3 4"), window("10 20 30 40"));

        assertThat(test.statistic(0)).isEqualTo(2.165064, within(1e-6));
        assertThat(test.statistic(6 - 1e-9)).isEqualTo(2.165064, within(1e-6));
        assertThat(test.statistic(6 + 1e-9)).isEqualTo(1.876388, within(1e-6));
    }

    @Test
    void estimatesTheMedianOfAllDifferences() {
        var random = new SplittableRandom(11);
        for (var round = 0; round < 200; round++) {
            var baseline = random.doubles(2 + random.nextInt(12)).toArray();
            var candidate = random.doubles(2 + random.nextInt(12)).map(x -> x * 3 + 1).toArray();

            var shift = MannWhitney.shift(baseline, candidate, 0.95).orElseThrow();

            assertThat(shift.estimate())
                    .isEqualTo(median(differences(baseline, candidate)), within(0.6));
            assertThat(shift.lower()).isLessThanOrEqualTo(shift.estimate() + 1e-4);
            assertThat(shift.upper()).isGreaterThanOrEqualTo(shift.estimate() - 1e-4);
        }
    }

    private static double[] differences(double[] baseline, double[] candidate) {
        return Arrays.stream(candidate)
                .flatMap(mine -> Arrays.stream(baseline).map(theirs -> mine - theirs))
                .sorted()
                .toArray();
    }

    private static double median(double[] sorted) {
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    @Test
    void coversTheTrueShiftAsOftenAsItSays() {
        var random = new SplittableRandom(5);
        var covered = 0;
        for (var round = 0; round < 2_000; round++) {
            var baseline = random.doubles(30).toArray();
            var candidate = random.doubles(30).map(x -> x + 0.25).toArray();

            var shift = MannWhitney.shift(baseline, candidate, 0.95).orElseThrow();

            covered += shift.lower() <= 0.25 && 0.25 <= shift.upper() ? 1 : 0;
        }

        // 95 % of 2,000 with a standard deviation of 10.
        assertThat(covered).isBetween(1_865, 1_940);
    }

    @Test
    void saysHowFarTwoConstantsAreApart() {
        assertThat(shift("5*1.0", "5*10.0", 0.95)).isEqualTo(new Shift(9, 9, 9));
    }

    @Test
    void saysNothingAboutASinglePointOnEachSide() {
        assertThat(MannWhitney.shift(window("1"), window("2"), 0.95)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1 2 3, 4 5 6, 1",
        "4 5 6, 1 2 3, 0",
        "1 2 3, 3 2 1, 0.5",
        "1 1 2, 1 3, 0.6666666667"
    })
    void countsThePairsInWhichTheCandidateIsHigher(
            String baseline, String candidate, double expected) {
        var share = MannWhitney.shareHigher(window(baseline), window(candidate));

        assertThat(share).isEqualTo(expected, within(1e-9));
    }

    @ParameterizedTest
    @CsvSource({
        "0.975,  1.9599639845400536",
        "0.99,   2.3263478740408408",
        "0.5,    0",
        "0.999999, 4.753424308822899"
    })
    void knowsTheQuantilesOfTheNormalDistribution(double p, double expected) {
        assertThat(Normal.quantile(p)).isEqualTo(expected, within(1e-10));
        assertThat(Normal.quantile(0.975)).isEqualTo(Z95, within(1e-13));
    }

    private static Shift shift(String baseline, String candidate, double confidence) {
        return MannWhitney.shift(window(baseline), window(candidate), confidence).orElseThrow();
    }
}
