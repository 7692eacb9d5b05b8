package penstock.gateway.http2;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FrameReaderTest {

    private static final int HALF = 5_000;
    private static final int END_HEADERS = 0x4;

    private static ByteBuffer frame(int type, int flags, byte fill) {
        byte[] payload = new byte[HALF];
        Arrays.fill(payload, fill);
        return ByteBuffer.allocate(FrameReader.HEADER_LENGTH + HALF)
                .put(new byte[] {0, (byte) (HALF >> 8), (byte) HALF, (byte) type, (byte) flags})
                .putInt(1)
                .put(payload)
                .flip();
    }

    @Test
    void whatHasBegunIsReadOnWhateverIsGivenBack() throws Exception {
        var reader = new FrameReader(false);
        for (int i = 0; i < 3; i++) {
            ByteBuffer first = frame(FrameType.HEADERS, 0, (byte) 1);
            assertThat(reader.next(first.slice(0, 3_000))).isEqualTo(FrameReader.Step.NEED_MORE);
            reader.release();
            assertThat(reader.next(first.slice(3_000, 2_009)))
                    .isEqualTo(FrameReader.Step.NEED_MORE);
            reader.release();

            ByteBuffer second = frame(FrameType.CONTINUATION, END_HEADERS, (byte) 2);
            assertThat(reader.next(second)).isEqualTo(FrameReader.Step.HEADERS);

            assertThat(reader.blockLength()).isEqualTo(2 * HALF);
            assertThat(reader.block()[0]).isEqualTo((byte) 1);
            assertThat(reader.block()[HALF - 1]).isEqualTo((byte) 1);
            assertThat(reader.block()[2 * HALF - 1]).isEqualTo((byte) 2);

            reader.release();

            assertThat(reader.block().length + reader.payload().length).isLessThan(1_000);
        }
    }
}
