package penstock.metrics.exposition;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// Writes protobuf messages for tests.
public final class WireWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public byte[] bytes() {
        return out.toByteArray();
    }

    public WireWriter varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
        return this;
    }

    public WireWriter number(int field, long value) {
        return varint((long) field << 3).varint(value);
    }

    public WireWriter signed(int field, long value) {
        return number(field, (value << 1) ^ (value >> 63));
    }

    public WireWriter real(int field, double value) {
        varint(((long) field << 3) | 1);
        long bits = Double.doubleToRawLongBits(value);
        for (int i = 0; i < 8; i++) {
            out.write((int) (bits >>> (8 * i)));
        }
        return this;
    }

    public WireWriter text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    public WireWriter bytes(int field, byte[] content) {
        varint(((long) field << 3) | 2).varint(content.length);
        out.writeBytes(content);
        return this;
    }

    public WireWriter message(int field, Consumer<WireWriter> content) {
        var inner = new WireWriter();
        content.accept(inner);
        return bytes(field, inner.bytes());
    }

    /// A message after its length.
    public WireWriter delimited(Consumer<WireWriter> content) {
        var inner = new WireWriter();
        content.accept(inner);
        varint(inner.bytes().length);
        out.writeBytes(inner.bytes());
        return this;
    }
}
