package penstock.metrics.exposition;

import java.util.Arrays;

/// A protobuf message that is being written, of a bounded size.
final class WireOutput {
    /// Bytes of the length of a message: it is filled in once the message is written, so it has always the same size.
    private static final int LENGTH = 4;

    private final int most;
    private byte[] bytes = new byte[1024];
    private int size;

    /// @param most bytes; 0 is without a limit
    WireOutput(int most) {
        this.most = most;
    }

    byte[] bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    boolean isTooLarge() {
        return Limits.isExceeded(size, most);
    }

    /// Begins a field that is a message, a text or bytes; what is returned is for [#end].
    int begin(int field) {
        tag(field, 2);
        room(LENGTH);
        size += LENGTH;
        return size;
    }

    void end(int begun) {
        int length = size - begun;
        for (int i = 1; i <= LENGTH; i++) {
            boolean isLast = i == LENGTH;
            bytes[begun - LENGTH + i - 1] = (byte) ((length & 0x7f) | (isLast ? 0 : 0x80));
            length >>>= 7;
        }
    }

    void content(byte[] content) {
        room(content.length);
        System.arraycopy(content, 0, bytes, size, content.length);
        size += content.length;
    }

    void number(int field, long value) {
        tag(field, 0);
        varint(value);
    }

    void signed(int field, long value) {
        number(field, (value << 1) ^ (value >> 63));
    }

    void fixed(int field, long value) {
        tag(field, 1);
        room(8);
        for (int i = 0; i < 8; i++) {
            bytes[size++] = (byte) (value >>> (8 * i));
        }
    }

    private void tag(int field, int type) {
        varint(((long) field << 3) | type);
    }

    private void varint(long value) {
        room(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) ((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    private void room(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length + bytes.length / 2));
        }
    }
}
