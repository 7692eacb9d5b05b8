package penstock.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PowerTest {
    private static final Bound STRICT = Bound.factor(1);

    @ParameterizedTest
    @CsvSource({"0.003, 768", "0.01, 75", "0.05, 8", "0.5, 1"})
    void agreesWithTheSpecificationOnTheTimeToShowWorse(double candidate, double seconds) {
        var need = Power.toShowWorse(0.001, candidate, STRICT, 0.01, new Power.Traffic(100, 500));

        assertThat(need.seconds()).isEqualTo(seconds, within(0.5 + 0.002 * seconds));
        assertThat(need.candidateRequests()).isEqualTo(need.seconds() * 5, within(1e-9));
    }

    @ParameterizedTest
    @CsvSource({"500, 79", "2500, 38", "5000, 162"})
    void agreesWithTheSpecificationOnTheTimeToShowNotWorse(int weight, double seconds) {
        var need =
                Power.toShowNotWorse(
                        0.001,
                        Limits.warm(Metrics.ERRORS, weight).margin(),
                        0.05,
                        new Power.Traffic(100, weight));

        assertThat(need.seconds()).isEqualTo(seconds, within(0.5));
    }

    @Test
    void needsForEverToShowWhatIsNotSo() {
        var need =
                Power.toShowWorse(
                        0.001, 0.0012, Bound.shift(0.0005), 0.01, new Power.Traffic(100, 500));

        assertThat(need.seconds()).isInfinite();
    }

    @Test
    void refusesTrafficThatOnlyOneVersionGets() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Power.Traffic(100, 10_000));
        assertThatIllegalArgumentException().isThrownBy(() -> new Power.Traffic(0, 500));
    }
}
