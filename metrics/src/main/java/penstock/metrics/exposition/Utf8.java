package penstock.metrics.exposition;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Texts of bytes that must be UTF-8.
final class Utf8 {
    private Utf8() {}

    /// Nothing when the bytes are no UTF-8.
    static Optional<String> text(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] < 0) {
                return decode(bytes, from, to);
            }
        }
        return Optional.of(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
    }

    private static Optional<String> decode(byte[] bytes, int from, int to) {
        try {
            return Optional.of(
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes, from, to - from))
                            .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
