package penstock.gateway.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLineTest {

    private final JsonLine line = new JsonLine();

    private String written() {
        line.end();
        return new String(line.bytes(), 0, line.length(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-26T10:00:00Z",
                "2026-11-26T10:00:00.100Z",
                "2026-11-26T10:00:00.123456Z",
                "2026-11-26T10:00:00.000000001Z",
                "1970-01-01T00:00:00Z",
                "1969-12-31T23:59:59.999Z"
            })
    void aTimeIsWrittenAsJavaWritesIt(String time) {
        line.begin().time("time", Instant.parse(time)).time("again", Instant.parse(time));

        assertThat(written()).isEqualTo("{\"time\":\"%1$s\",\"again\":\"%1$s\"}\n".formatted(time));
    }

    @Test
    void eachTimeHasItsOwnSecond() {
        line.begin().time("a", Instant.EPOCH).time("b", Instant.parse("2026-11-26T10:00:01.5Z"));

        assertThat(written())
                .isEqualTo("{\"a\":\"1970-01-01T00:00:00Z\",\"b\":\"2026-11-26T10:00:01.500Z\"}\n");
    }

    @Test
    void whatDoesNotStandForItselfIsEscapedWhereverItStands() {
        byte[] bytes = "ab\"c\u00e9\n".getBytes(StandardCharsets.ISO_8859_1);
        line.begin().text("n\"", "plain \\ \u20ac").text("b", bytes, 0, bytes.length, 100);

        assertThat(written())
                .isEqualTo("{\"n\\\"\":\"plain \\\\ \\u20ac\",\"b\":\"ab\\\"c\u00e9\\u000a\"}\n");
    }

    @Test
    void aLineGrowsWithItsTexts() {
        var text = "x".repeat(5_000);
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        line.begin().text("a", text).text("b", bytes, 0, bytes.length, 4_000);

        assertThat(written())
                .isEqualTo("{\"a\":\"" + text + "\",\"b\":\"" + "x".repeat(4_000) + "...\"}\n");
    }
}
