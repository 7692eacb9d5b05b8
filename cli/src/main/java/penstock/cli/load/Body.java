package penstock.cli.load;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/// What a body is known by: its length and checksum. Enough to see that one was cut, mixed up or exchanged.
public record Body(long length, long crc32) {
    public static final Body EMPTY = new Body(0, 0);

    public static Body of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    public static Body of(byte[] bytes) {
        var sum = new Sum();
        sum.add(bytes, bytes.length);
        return sum.body();
    }

    /// Adds a body up while it arrives.
    static final class Sum {
        private final CRC32 crc = new CRC32();
        private long length;

        void add(byte[] bytes, int count) {
            crc.update(bytes, 0, count);
            length += count;
        }

        Body body() {
            return new Body(length, crc.getValue());
        }
    }
}
