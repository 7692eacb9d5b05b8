package penstock.metrics.promql;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import penstock.metrics.labels.Labels;

/// The hash of labels by which `limit_ratio` chooses: that of Prometheus (XXH64 over each name and value with its length), so
/// that both choose the same series. Source: https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
final class LabelHash {
    private static final long PRIME_1 = 0x9E3779B185EBCA87L;
    private static final long PRIME_2 = 0xC2B2AE3D27D4EB4FL;
    private static final long SUM_OF_1_AND_2 = 0x60EA27EEADC0B5D6L;
    private static final long PRIME_3 = 0x165667B19E3779F9L;
    private static final long PRIME_4 = 0x85EBCA77C2B2AE63L;
    private static final long PRIME_5 = 0x27D4EB2F165667C5L;

    private LabelHash() {}

    /// From 0 to 1, evenly spread over labels.
    static double share(Labels labels) {
        long hash = hash(labels);
        double unsigned = (hash >>> 1) * 2.0 + (hash & 1);
        return unsigned / 0x1p64;
    }

    static long hash(Labels labels) {
        var texts = new byte[2 * labels.size()][];
        int length = 0;
        for (int i = 0; i < labels.size(); i++) {
            texts[2 * i] = labels.name(i).getBytes(StandardCharsets.UTF_8);
            texts[2 * i + 1] = labels.value(i).getBytes(StandardCharsets.UTF_8);
        }
        for (byte[] text : texts) {
            length += text.length + (text.length < 255 ? 1 : 4);
        }
        var bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        for (byte[] text : texts) {
            if (text.length < 255) {
                bytes.put((byte) text.length);
            } else {
                bytes.putInt(255 | (text.length << 8));
            }
            bytes.put(text);
        }
        return xxHash(bytes.flip());
    }

    static long xxHash(ByteBuffer bytes) {
        long length = bytes.remaining();
        long hash;
        if (length >= 32) {
            long a = SUM_OF_1_AND_2;
            long b = PRIME_2;
            long c = 0;
            long d = -PRIME_1;
            while (bytes.remaining() >= 32) {
                a = round(a, bytes.getLong());
                b = round(b, bytes.getLong());
                c = round(c, bytes.getLong());
                d = round(d, bytes.getLong());
            }
            hash =
                    Long.rotateLeft(a, 1)
                            + Long.rotateLeft(b, 7)
                            + Long.rotateLeft(c, 12)
                            + Long.rotateLeft(d, 18);
            hash = merge(merge(merge(merge(hash, a), b), c), d);
        } else {
            hash = PRIME_5;
        }
        return finish(hash + length, bytes);
    }

    private static long finish(long start, ByteBuffer bytes) {
        long hash = start;
        while (bytes.remaining() >= 8) {
            hash = Long.rotateLeft(hash ^ round(0, bytes.getLong()), 27) * PRIME_1 + PRIME_4;
        }
        if (bytes.remaining() >= 4) {
            long next = bytes.getInt() & 0xFFFFFFFFL;
            hash = Long.rotateLeft(hash ^ (next * PRIME_1), 23) * PRIME_2 + PRIME_3;
        }
        while (bytes.hasRemaining()) {
            hash = Long.rotateLeft(hash ^ ((bytes.get() & 0xFF) * PRIME_5), 11) * PRIME_1;
        }
        hash = (hash ^ (hash >>> 33)) * PRIME_2;
        hash = (hash ^ (hash >>> 29)) * PRIME_3;
        return hash ^ (hash >>> 32);
    }

    private static long round(long accumulator, long input) {
        return Long.rotateLeft(accumulator + input * PRIME_2, 31) * PRIME_1;
    }

    private static long merge(long hash, long accumulator) {
        return (hash ^ round(0, accumulator)) * PRIME_1 + PRIME_4;
    }
}
