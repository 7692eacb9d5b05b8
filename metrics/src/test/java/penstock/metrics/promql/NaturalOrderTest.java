package penstock.metrics.promql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NaturalOrderTest {
    @ParameterizedTest
    @CsvSource({
        "a2, a10",
        "a, b",
        "a, a1",
        "2, 10",
        "v1.9.0, v1.10.0",
        "9, a",
        "01, 1",
        "x007, x7",
        "1999999999999999999999, 2999999999999999999999",
        "2, 1999999999999999999999",
        "cpu10, cpu20",
        "'', a"
    })
    void numbersWithinTextsCountAsNumbers(String before, String after) {
        assertThat(NaturalOrder.compare(before, after)).isNegative();
        assertThat(NaturalOrder.compare(after, before)).isPositive();
    }
}
