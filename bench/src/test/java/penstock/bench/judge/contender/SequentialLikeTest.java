package penstock.bench.judge.contender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import penstock.bench.judge.world.LogGamma;
import penstock.judge.Histogram;

final class SequentialLikeTest {
    /// Values of scipy for the published formula.
    @ParameterizedTest
    @CsvSource({
        "10, 30, 0.5, 1.27487949",
        "90, 20, 0.05, 6.94741659",
        "95, 15, 0.05, 2.93577658",
        "95, 5, 0.05, -0.35490965"
    })
    void theBayesFactorOfErrorArrivalsIsThePublishedOne(
            long stable, long candidate, double weight, double expected) {
        assertThat(EventShares.logBayesFactor(stable, candidate, weight))
                .isCloseTo(expected, within(1e-8));
    }

    /// The published value of confseq's tests: 1,000 values, alpha 0.05, from 100 on, factor 0.85.
    @Test
    void theBandIsThePublishedOne() {
        assertThat(Bands.of(0.05, 100).halfWidth(1_000)).isCloseTo(0.08204769, within(1e-6));
        assertThat(Bands.of(0.05, 100).halfWidth(99)).isInfinite();
    }

    @Test
    void bandsTellWhoIsSlower() {
        var fast = Histogram.of(Map.of(-60, 5_000L));
        var slow = Histogram.of(Map.of(-40, 500L));
        var bands = Bands.of(0.01, 100);

        assertThat(bands.slower(fast, slow)).isPositive();
        assertThat(bands.slower(slow, fast)).isNegative();
        assertThat(bands.slower(fast, fast)).isNegative();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0",
        "0.5, 0.5723649429247001",
        "5, 3.1780538303479458",
        "101, 363.7393755555635"
    })
    void theGammaFunctionIsExact(double x, double expected) {
        assertThat(LogGamma.of(x)).isCloseTo(expected, within(1e-9));
    }
}
