package penstock.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What looks at eight bytes at once finds what a look at each byte would find.
final class AsciiTest {

    private static final int LENGTH = 40;

    private final Random random = new Random(20_261_126);

    @Test
    void aByteIsFoundWhereverItIs() {
        for (int run = 0; run < 20_000; run++) {
            byte[] bytes = drawn();
            int from = random.nextInt(LENGTH);
            int to = from + random.nextInt(LENGTH - from + 1);
            byte wanted = bytes[random.nextInt(LENGTH)];

            int expected = from;
            while (expected < to && bytes[expected] != wanted) {
                expected++;
            }
            assertThat(Ascii.indexOf(wanted, bytes, from, to))
                    .as("%d in %s from %d to %d", wanted, Arrays.toString(bytes), from, to)
                    .isEqualTo(expected);
        }
    }

    @Test
    void controlCharactersAreFoundWhereverTheyAre() {
        for (int value = Byte.MIN_VALUE; value <= Byte.MAX_VALUE; value++) {
            boolean isControl = (value >= 0 && value < ' ' && value != '\t') || value == 0x7f;
            for (int at = 0; at < LENGTH; at++) {
                byte[] bytes = harmless();
                bytes[at] = (byte) value;
                for (int from : new int[] {0, 1, at, Math.min(LENGTH, at + 1)}) {
                    for (int to : new int[] {from, Math.max(from, at), LENGTH}) {
                        assertThat(Ascii.hasControl(bytes, from, to))
                                .as("%d at %d from %d to %d", value, at, from, to)
                                .isEqualTo(isControl && at >= from && at < to);
                    }
                }
            }
        }
    }

    private byte[] drawn() {
        byte[] bytes = new byte[LENGTH];
        random.nextBytes(bytes);
        return bytes;
    }

    /// Beside what is just not a control character.
    private byte[] harmless() {
        byte[] bytes = new byte[LENGTH];
        byte[] harmless = {' ', '!', '\t', '~', (byte) 0x80, (byte) 0xff, 'a'};
        for (int i = 0; i < LENGTH; i++) {
            bytes[i] = harmless[random.nextInt(harmless.length)];
        }
        return bytes;
    }
}
