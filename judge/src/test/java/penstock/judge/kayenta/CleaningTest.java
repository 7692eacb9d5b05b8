package penstock.judge.kayenta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static penstock.judge.kayenta.Windows.window;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import penstock.judge.kayenta.Cleaning.Gaps;

/// The published figures are those of Kayenta's StatisticSuite (percentiles after NIST), DetectorSuite and TransformSuite.
final class CleaningTest {
    @ParameterizedTest
    @CsvSource({
        "0 0.5 1 1.5 2 2.5 3 3.5, 5, 0.175",
        "0 0.5 1 1.5 2 2.5 3 3.5, 50, 1.75",
        "0 0.5 1 1.5 2 2.5 3 3.5, 100, 3.5",
        "0 1 2 3 4 5 6 7 8 9, 50, 4.5",
        "95.1772 95.1567 95.1937 95.1959 95.1442 95.0610 95.1591 95.1195 95.1772 95.0925 95.1990 95.1682, 90, 95.19568",
        "1, 100, 1",
        "rates, 25, 0",
        "rates, 75, 0.0416666667"
    })
    void findsThePublishedPercentiles(String points, double percent, double expected) {
        var sorted = window(points);
        Arrays.sort(sorted);

        assertThat(Cleaning.percentile(sorted, percent)).isEqualTo(expected, within(1e-9));
    }

    @ParameterizedTest
    @CsvSource({
        "0 1 NaN 1 0, 0 1 1 0",
        "NaN NaN NaN, ''",
    })
    void leavesOutMissingPoints(String points, String expected) {
        assertThat(Cleaning.STANDARD.clean(window(points))).isEqualTo(window(expected));
    }

    @Test
    void takesMissingPointsForZeros() {
        var cleaning = new Cleaning(Gaps.ZERO, false, 3);

        assertThat(cleaning.clean(window("1 NaN 2"))).isEqualTo(window("1 0 2"));
    }

    @ParameterizedTest
    @CsvSource({
        "21 23 24 25 50 29 23 21, 21 23 24 25 29 23 21",
        "1 1 1 5 -1 -1 -1 -5, 1 1 1 -1 -1 -1",
        "'', ''"
    })
    void leavesOutWhatLiesBeyondThePublishedFences(String points, String expected) {
        var cleaning = new Cleaning(Gaps.REMOVE, true, 1.5);

        assertThat(cleaning.clean(window(points))).isEqualTo(window(expected));
    }

    @Test
    void leavesOutTheOnePublishedOutlierOfNinety() {
        var cleaning = new Cleaning(Gaps.REMOVE, true, 1.5);
        var points = window("fences");

        assertThat(cleaning.clean(points)).isEqualTo(Arrays.copyOf(points, points.length - 1));
    }

    @Test
    void neverCutsInsideTheFirstAndLastPercentile() {
        var cleaning = new Cleaning(Gaps.REMOVE, true, 0.1);
        var points = java.util.stream.IntStream.rangeClosed(1, 1_000).asDoubleStream().toArray();

        assertThat(cleaning.clean(points)).hasSize(980);
    }

    @Test
    void keepsOutliersUnlessTold() {
        assertThat(Cleaning.STANDARD.clean(window("1 1 1 1000"))).hasSize(4);
    }

    @Test
    void refusesFencesWithoutDistance() {
        assertThatThrownBy(() -> new Cleaning(Gaps.REMOVE, true, 0))
                .hasMessage("outlierFactor: 0.0 (expected: more than 0)");
    }
}
