package penstock.metrics.promql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoNumberTest {
    @ParameterizedTest
    @CsvSource({"0.5, 0.5", "+Inf, Infinity", "-inf, -Infinity", "1e3, 1000", "5., 5", "-7, -7"})
    void readsBounds(String text, double expected) {
        assertThat(GoNumber.parse(text)).isEqualTo(OptionalDouble.of(expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Hello World", "1d", "5f", " 1", "1 ", "--1", "0x"})
    void refusesWhatIsNone(String text) {
        assertThat(GoNumber.parse(text)).isEmpty();
    }
}
