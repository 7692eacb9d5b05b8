package penstock.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HeadWriterTest {

    @Test
    void numbersAreWrittenAsTheirDigits() {
        for (long number : new long[] {0, 9, 10, 99, 100, 1_024, 65_536, Long.MAX_VALUE}) {
            var out = new HeadWriter().reset().put("<").number(number).put(">");

            assertThat(text(out)).isEqualTo("<" + number + ">");
        }
    }

    @Test
    void thereIsRoomForANumberAtTheEndOfTheArray() {
        var out = new HeadWriter().reset();

        out.put(" ".repeat(out.bytes().length - 1)).number(12_345);

        assertThat(text(out).strip()).isEqualTo("12345");
    }

    @Test
    void aNegativeNumberIsAMistake() {
        assertThatThrownBy(() -> new HeadWriter().number(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("value: -1");
    }

    private static String text(HeadWriter out) {
        return new String(out.bytes(), 0, out.length(), StandardCharsets.ISO_8859_1);
    }
}
