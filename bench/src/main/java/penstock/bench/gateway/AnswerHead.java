package penstock.bench.gateway;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// The head of a message of HTTP/1.1, gathered from however many pieces.
final class AnswerHead {
    private static final int MOST = 16_384;
    private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes = new byte[512];
    private int length;
    private int scanned;

    /// Takes bytes up to the end of the head; true once it is whole.
    boolean feed(ByteBuffer in) throws IOException {
        int before = length;
        int count = Math.min(in.remaining(), MOST - length);
        if (length + count > bytes.length) {
            bytes = java.util.Arrays.copyOf(bytes, Math.min(MOST, length + count));
        }
        in.get(bytes, length, count);
        length += count;
        for (int i = Math.max(3, scanned); i < length; i++) {
            if (bytes[i] == '\n'
                    && bytes[i - 1] == '\r'
                    && bytes[i - 2] == '\n'
                    && bytes[i - 3] == '\r') {
                int over = length - (i + 1);
                in.position(in.position() - over);
                length = i + 1;
                return true;
            }
        }
        scanned = Math.max(before, length - 3);
        if (length == MOST) {
            throw new IOException("a head of more than " + MOST + " bytes");
        }
        return false;
    }

    void reset() {
        length = 0;
        scanned = 0;
    }

    /// The text at a place of the first line.
    boolean has(int from, String text) {
        if (from + text.length() > length) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (bytes[from + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /// The value of Content-Length; -1 without one.
    int contentLength() {
        for (int i = 2; i + LENGTH.length < length; i++) {
            if (bytes[i - 1] == '\n' && isLength(i)) {
                int value = 0;
                for (int k = i + LENGTH.length; bytes[k] != '\r'; k++) {
                    if (bytes[k] != ' ') {
                        value = value * 10 + bytes[k] - '0';
                    }
                }
                return value;
            }
        }
        return -1;
    }

    private boolean isLength(int from) {
        for (int i = 0; i < LENGTH.length; i++) {
            byte b = bytes[from + i];
            if ((b >= 'A' && b <= 'Z' ? b + 32 : b) != LENGTH[i]) {
                return false;
            }
        }
        return true;
    }

    /// All of it, for messages and for fields that are looked up once for a connection.
    String text() {
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }
}
