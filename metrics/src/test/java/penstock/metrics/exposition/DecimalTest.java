package penstock.metrics.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DecimalTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static double parse(String text) {
        assertThat(Decimal.isNumber(bytes(text), 0, text.length())).as(text).isTrue();
        return Decimal.parse(bytes(text), 0, text.length());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "1",
                "+1",
                "007",
                ".5",
                "5.",
                "1e5",
                "1E+5",
                "1.5e-7",
                "9007199254740993",
                "123456789012345678901",
                "1e400",
                "-1e400",
                "1e-400",
                "0.000000000000000000000000000001",
                "4.9e-324",
                "1.7976931348623157e308",
                "0000000000000000000000000000000000000000001.2e-1",
                "9223372036854775808",
                "1e22",
                "1e23",
                "1e99999999999"
            })
    void readsNumbersAsJavaDoes(String text) {
        assertThat(parse(text)).isEqualTo(Double.parseDouble(text));
    }

    @Test
    void readsWhateverIsWritten() {
        var random = new Random(11);
        for (int i = 0; i < 20_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            String text =
                    i % 2 == 0
                            ? Double.toString(value)
                            : Double.toString(random.nextInt(1_000_000) / 1000.0);
            if (Double.isFinite(value)) {
                assertThat(parse(text)).as(text).isEqualTo(Double.parseDouble(text));
            }
        }
    }

    @Test
    void readsInfinityAndNan() {
        assertThat(parse("+Inf")).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(parse("-inf")).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(parse("Infinity")).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(parse("NaN")).isNaN();
        assertThat(parse("nan")).isNaN();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "-", ".", "1e", "1e+", "0x1", "0x1p3", "1_0", "1f", "1d", "1 ", "e5", "--1",
                "1.2.3", "nana", "in", "+NaN"
            })
    void refusesWhatIsNoDecimalNumber(String text) {
        assertThat(Decimal.isNumber(bytes(text), 0, text.length())).isFalse();
    }
}
