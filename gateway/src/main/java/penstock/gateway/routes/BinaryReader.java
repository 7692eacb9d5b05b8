package penstock.gateway.routes;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.zip.CRC32C;

/// Reads what `BinaryWriter` wrote and refuses everything else, naming the field it was reading.
final class BinaryReader {

    private static final int FRAME = 4 + 1 + 4;

    private final ByteBuffer in;
    private final int format;
    private String place = "";

    /// Takes every format up to the given one.
    BinaryReader(byte[] bytes, String magic, int newest, String what) {
        if (bytes.length < FRAME) {
            throw new DecodeException(
                    what + ": " + bytes.length + " bytes (expected: at least " + FRAME + ")");
        }
        String found = new String(bytes, 0, 4, StandardCharsets.ISO_8859_1);
        if (!found.equals(magic)) {
            throw new DecodeException(
                    what + ": does not start with " + magic + " (expected: a " + what + ")");
        }
        format = bytes[4] & 0xff;
        if (format < 1 || format > newest) {
            throw new DecodeException(
                    what + " format: " + format + " (expected: 1.." + newest + ")");
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - 4);
        int stored = ByteBuffer.wrap(bytes).getInt(bytes.length - 4);
        if ((int) crc.getValue() != stored) {
            throw new DecodeException(
                    "%s checksum: %08x (expected: %08x); the bytes are truncated or damaged"
                            .formatted(what, stored, (int) crc.getValue()));
        }
        in = ByteBuffer.wrap(bytes, 5, bytes.length - FRAME);
    }

    /// The version of the format that the bytes are in.
    int format() {
        return format;
    }

    long number(String name) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = oneByte(name);
            value |= (long) (next & 0x7f) << shift;
            if ((next & 0x80) == 0) {
                if ((next == 0 && shift > 0) || (shift == 63 && next > 1)) {
                    throw failure(name, "not the shortest form of a number");
                }
                return value;
            }
        }
        throw failure(name, "a number of more than 64 bits");
    }

    long signed(String name) {
        long value = number(name);
        return (value >>> 1) ^ -(value & 1);
    }

    int small(String name) {
        long value = number(name);
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw failure(
                    name,
                    Long.toUnsignedString(value) + " (expected: 0.." + Integer.MAX_VALUE + ")");
        }
        return (int) value;
    }

    boolean flag(String name) {
        int value = oneByte(name);
        if (value > 1) {
            throw failure(name, value + " (expected: 0 or 1)");
        }
        return value == 1;
    }

    String text(String name) {
        int length = small(name);
        if (length > in.remaining()) {
            throw failure(
                    name,
                    "a text of " + length + " bytes, but only " + in.remaining() + " are left");
        }
        ByteBuffer slice = in.slice(in.position(), length);
        in.position(in.position() + length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(slice).toString();
        } catch (CharacterCodingException notUtf8) {
            throw failure(name, "a text that is not UTF-8");
        }
    }

    /// Reads a counted list; every element takes at least one byte, so a wrong count cannot ask for much memory.
    <T> List<T> list(String name, Function<BinaryReader, T> element) {
        int size = small(name);
        if (size > in.remaining()) {
            throw failure(name, size + " elements, but only " + in.remaining() + " bytes are left");
        }
        String outer = place;
        List<T> found = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            place = outer + name + "[" + i + "].";
            found.add(valid(() -> element.apply(this)));
        }
        place = outer;
        return found;
    }

    /// Builds a value and turns its refusal into one that names the place.
    <T> T valid(Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException refused) {
            throw new DecodeException(place + refused.getMessage());
        }
    }

    void finish() {
        if (in.hasRemaining()) {
            throw new DecodeException(in.remaining() + " bytes after the end (expected: none)");
        }
    }

    private int oneByte(String name) {
        if (!in.hasRemaining()) {
            throw failure(name, "the bytes end here");
        }
        return in.get() & 0xff;
    }

    /// What is wrong at the present place.
    DecodeException failure(String name, String fact) {
        return new DecodeException(place + name + ": " + fact);
    }
}
