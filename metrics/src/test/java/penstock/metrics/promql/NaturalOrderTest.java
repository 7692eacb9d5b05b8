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
        "cpu10, cpu20",
        "'', a"
    })
    void numbersWithinTextsCountAsNumbers(String before, String after) {
        assertThat(NaturalOrder.isBefore(after, before)).isFalse();
        assertThat(before.isEmpty() || NaturalOrder.isBefore(before, after)).isTrue();
    }
}
