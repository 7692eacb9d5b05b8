package penstock.metrics.store.bytes;

import java.nio.charset.StandardCharsets;

/// Reads what a [ByteWriter] wrote; what ends too early or has an impossible length is a [DamageException].
public final class ByteReader {
    private byte[] bytes = new byte[0];
    private int position;
    private int end;

    public ByteReader() {}

    public ByteReader(byte[] bytes) {
        at(bytes, 0, bytes.length);
    }

    public void at(byte[] array, int from, int length) {
        bytes = array;
        position = from;
        end = from + length;
    }

    public int position() {
        return position;
    }

    public int remaining() {
        return end - position;
    }

    public int u8() {
        need(1);
        return bytes[position++] & 0xff;
    }

    public int u32() {
        need(4);
        position += 4;
        return Numbers.getInt(bytes, position - 4);
    }

    public long u64() {
        need(8);
        position += 8;
        return Numbers.getLong(bytes, position - 8);
    }

    public long unsigned() {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            int next = u8();
            value |= (next & 0x7fL) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new DamageException("a number of more than ten bytes");
    }

    public long signed() {
        long folded = unsigned();
        return (folded >>> 1) ^ -(folded & 1);
    }

    /// A length or count, each of whose things takes at least so many bytes: never more than there can be.
    public int count(int bytesOfEach) {
        long count = unsigned();
        if (count < 0 || count > remaining() / Math.max(1, bytesOfEach)) {
            throw new DamageException("count: " + count + " (expected: what fits into the bytes)");
        }
        return (int) count;
    }

    public String text() {
        int length = count(1);
        position += length;
        return new String(bytes, position - length, length, StandardCharsets.UTF_8);
    }

    private void need(int count) {
        if (end - position < count) {
            throw new DamageException(
                    "ends after " + (end - position) + " of " + count + " bytes more");
        }
    }
}
