package penstock.metrics.store.bytes;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Bytes that grow. Numbers of variable length have seven bits in a byte, the lowest first; signed ones are folded so that
/// small ones of either sign are short.
public final class ByteWriter {
    private byte[] bytes;
    private int size;

    public ByteWriter() {
        this(256);
    }

    public ByteWriter(int room) {
        bytes = new byte[room];
    }

    public int size() {
        return size;
    }

    public void clear() {
        size = 0;
    }

    /// The array behind it, of which the first `size()` bytes count; another one after the next growth.
    public byte[] array() {
        return bytes;
    }

    public byte[] copy() {
        return Arrays.copyOf(bytes, size);
    }

    public ByteWriter u8(int value) {
        room(1);
        bytes[size++] = (byte) value;
        return this;
    }

    public ByteWriter u32(int value) {
        room(4);
        Numbers.putInt(bytes, size, value);
        size += 4;
        return this;
    }

    public ByteWriter u64(long value) {
        room(8);
        Numbers.putLong(bytes, size, value);
        size += 8;
        return this;
    }

    public ByteWriter unsigned(long value) {
        room(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
        return this;
    }

    public ByteWriter signed(long value) {
        return unsigned((value << 1) ^ (value >> 63));
    }

    /// With its length before it.
    public ByteWriter text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return unsigned(utf8.length).bytes(utf8, 0, utf8.length);
    }

    public ByteWriter bytes(byte[] source, int from, int length) {
        room(length);
        System.arraycopy(source, from, bytes, size, length);
        size += length;
        return this;
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }
}
