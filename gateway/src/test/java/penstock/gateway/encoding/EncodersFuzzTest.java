package penstock.gateway.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import penstock.gateway.Decoded;
import penstock.gateway.Fuzz;
import penstock.gateway.routes.Coding;
import penstock.gateway.routes.Compression;

/// Whatever is fed in whatever pieces comes out again, and what was flushed can be read at once.
class EncodersFuzzTest {

    private final Encoders encoders = new Encoders();

    @Test
    void allThatIsFedComesOutAgain() {
        for (Coding coding : Coding.values()) {
            assertThat(Encoders.has(coding)).isTrue();
        }

        Fuzz.run(this::check);
    }

    private void check(RandomGenerator random) throws IOException {
        Coding coding = random.nextBoolean() ? Coding.GZIP : Coding.BROTLI;
        var effort = new Compression.Effort(1 + random.nextInt(9), 1 + random.nextInt(5));
        var in = new ByteArrayOutputStream();
        var out = new ByteArrayOutputStream();
        Encoder.Sink sink = (bytes, length) -> out.write(bytes, 0, length);
        try (Encoder encoder = Objects.requireNonNull(encoders.open(coding, effort))) {
            for (int i = random.nextInt(6); i > 0; i--) {
                byte[] piece = piece(random);
                in.write(piece);
                encoder.feed(buffer(piece, random), sink);
                if (random.nextInt(3) == 0) {
                    encoder.flush(sink);
                    encoder.flush(sink);
                    assertThat(Decoded.beginning(coding.text(), out.toByteArray(), in.size()))
                            .isEqualTo(in.toByteArray());
                }
            }
            encoder.finish(sink);
        }
        assertThat(Decoded.whole(coding.text(), out.toByteArray())).isEqualTo(in.toByteArray());
    }

    private static byte[] piece(RandomGenerator random) {
        byte[] piece = new byte[random.nextInt(random.nextInt(10) == 0 ? 200_000 : 3_000)];
        int letters = 1 + random.nextInt(random.nextBoolean() ? 256 : 8);
        for (int i = 0; i < piece.length; i++) {
            piece[i] = (byte) random.nextInt(letters);
        }
        return piece;
    }

    private static ByteBuffer buffer(byte[] piece, RandomGenerator random) {
        ByteBuffer buffer =
                random.nextBoolean()
                        ? ByteBuffer.allocateDirect(piece.length + 3)
                        : ByteBuffer.allocate(piece.length + 3);
        return buffer.position(3).put(piece).flip().position(3);
    }
}
