package penstock.gateway.routes;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/// Writes the frame both codecs share: four bytes of magic, one of format version, the fields, and the CRC-32C (RFC 3720) of all
/// that came before, most significant byte first. Numbers are unsigned LEB128 varints, signed ones zigzag-coded.
final class BinaryWriter {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);

    BinaryWriter(String magic, int format) {
        bytes.writeBytes(magic.getBytes(StandardCharsets.US_ASCII));
        bytes.write(format);
    }

    void number(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes.write((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        bytes.write((int) rest);
    }

    void signed(long value) {
        number((value << 1) ^ (value >> 63));
    }

    void flag(boolean value) {
        bytes.write(value ? 1 : 0);
    }

    void text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        number(utf8.length);
        bytes.writeBytes(utf8);
    }

    byte[] finish() {
        CRC32C crc = new CRC32C();
        crc.update(bytes.toByteArray());
        bytes.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
        return bytes.toByteArray();
    }
}
