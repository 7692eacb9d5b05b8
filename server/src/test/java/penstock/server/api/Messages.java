package penstock.server.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;

/// Writes protobuf messages, and compresses them.
public final class Messages {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public byte[] bytes() {
        return out.toByteArray();
    }

    private Messages varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
        return this;
    }

    public Messages number(int field, long value) {
        return varint((long) field << 3).varint(value);
    }

    public Messages fixed(int field, long value) {
        varint(((long) field << 3) | 1);
        for (int i = 0; i < 8; i++) {
            out.write((int) (value >>> (8 * i)));
        }
        return this;
    }

    public Messages real(int field, double value) {
        return fixed(field, Double.doubleToRawLongBits(value));
    }

    public Messages text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    public Messages bytes(int field, byte[] content) {
        varint(((long) field << 3) | 2).varint(content.length);
        out.writeBytes(content);
        return this;
    }

    public Messages message(int field, Consumer<Messages> content) {
        var inner = new Messages();
        content.accept(inner);
        return bytes(field, inner.bytes());
    }

    /// A series of the first version of remote write.
    ///
    /// @param pairs names and values of labels in turn
    public Messages series(Consumer<Messages> samples, String... pairs) {
        return message(
                1,
                series -> {
                    for (int i = 0; i < pairs.length; i += 2) {
                        var name = pairs[i];
                        var value = pairs[i + 1];
                        series.message(1, label -> label.text(1, name).text(2, value));
                    }
                    samples.accept(series);
                });
    }

    /// A sample of a series of both versions.
    public Messages sample(long time, double value) {
        return message(2, sample -> sample.real(1, value).number(2, time));
    }

    /// In snappy's block format, though no smaller.
    public static byte[] snappy(byte[] message) {
        var out = new Messages().varint(message.length);
        for (int from = 0; from < message.length; from += 1 << 16) {
            int length = Math.min(1 << 16, message.length - from);
            out.out.write(61 << 2);
            out.out.write(length - 1);
            out.out.write((length - 1) >>> 8);
            out.out.write(message, from, length);
        }
        return out.bytes();
    }

    /// A message in snappy's block format that has the same bytes many times, about a twentieth of it.
    ///
    /// @param unit at most 64 bytes
    public static byte[] snappy(byte[] head, byte[] unit, int times) {
        var out = new Messages().varint(head.length + (long) unit.length * times);
        var start = new Messages();
        start.out.writeBytes(head);
        start.out.writeBytes(unit);
        byte[] first = start.bytes();
        for (int from = 0; from < first.length; from += 1 << 16) {
            int length = Math.min(1 << 16, first.length - from);
            out.out.write(61 << 2);
            out.out.write(length - 1);
            out.out.write((length - 1) >>> 8);
            out.out.write(first, from, length);
        }
        long left = (long) unit.length * (times - 1L);
        while (left > 0) {
            int length = (int) Math.min(64, left);
            out.out.write(((length - 1) << 2) | 2);
            out.out.write(unit.length);
            out.out.write(0);
            left -= length;
        }
        return out.bytes();
    }

    public static byte[] gzip(byte[] message) {
        var compressed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(compressed)) {
            out.write(message);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }
}
