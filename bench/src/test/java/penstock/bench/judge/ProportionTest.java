package penstock.bench.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProportionTest {
    /// Ends from the closed forms: of none 1 - 0.025^(1/n), of all 0.025^(1/n); of one in ten the published table.
    @ParameterizedTest
    @CsvSource({
        "0, 2000, 0, 0.00184274",
        "0, 20000, 0, 0.000184427",
        "10, 10, 0.69150, 1",
        "1, 10, 0.0025286, 0.4450161",
        "5, 100, 0.0164319, 0.1128349"
    })
    void theIntervalIsThatOfClopperAndPearson(long happened, long of, double low, double high) {
        var proportion = new Proportion(happened, of);

        assertThat(proportion.low()).isCloseTo(low, within(1e-5));
        assertThat(proportion.high()).isCloseTo(high, within(1e-5));
    }

    @Test
    void aPartCannotBeMoreThanTheWhole() {
        assertThatThrownBy(() -> new Proportion(3, 2)).hasMessageContaining("expected: 0..2");
    }
}
