package penstock.metrics.promql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import penstock.metrics.labels.Labels;

class LabelHashTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | EF46DB3751D8E999",
                "a | D24EC4F1A98C6E5B",
                "abc | 44BC2CF5AD770999",
                "Nobody inspects the spammish repetition | FBCEA83C8A378BF1"
            })
    void isTheHashThatItsAuthorsPublish(String text, String hash) {
        var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));

        assertThat(LabelHash.xxHash(bytes.order(ByteOrder.LITTLE_ENDIAN)))
                .isEqualTo(Long.parseUnsignedLong(hash, 16));
    }

    @Test
    void spreadsLabelsEvenly() {
        var counts = new int[10];
        for (int i = 0; i < 10_000; i++) {
            counts[(int) (10 * LabelHash.share(Labels.of("__name__", "up", "id", "" + i)))]++;
        }

        assertThat(Arrays.stream(counts).boxed()).allMatch(count -> count > 850 && count < 1150);
    }
}
