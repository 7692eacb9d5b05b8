package penstock.cli.load;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// A WebSocket frame of at most 125 bytes that is a whole message, as far as a load needs RFC 6455; and the answer to
/// the opening's key.
///
/// @param payload a character for each byte, so a text in ASCII as it is
public record Frame(int opcode, String payload) {
    public static final int TEXT = 1;
    public static final int CLOSE = 8;

    private static final int FINAL = 0x80;
    private static final int MASKED = 0x80;
    private static final int LARGEST = 125;
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    public Frame {
        if (payload.length() > LARGEST) {
            throw new IllegalArgumentException(
                    "payload: " + payload.length() + " bytes (expected: at most 125)");
        }
    }

    public static Frame text(String text) {
        return new Frame(TEXT, text);
    }

    public static Frame close() {
        return new Frame(CLOSE, "\u0003\u00e8"); // 1000, normal closure
    }

    /// @param isMasked as every frame of a client must be; the mask is 0, since nothing here is to be hidden from a proxy
    public void write(OutputStream out, boolean isMasked) throws IOException {
        int head = isMasked ? 6 : 2;
        var content = payload.getBytes(StandardCharsets.ISO_8859_1);
        var bytes = new byte[head + content.length];
        bytes[0] = (byte) (FINAL | opcode);
        bytes[1] = (byte) (content.length | (isMasked ? MASKED : 0));
        System.arraycopy(content, 0, bytes, head, content.length);
        out.write(bytes);
        out.flush();
    }

    public static Frame read(InputStream in) throws IOException {
        int opcode = octet(in) & 0x0f;
        int length = octet(in);
        var mask = (length & MASKED) == 0 ? new byte[4] : bytes(in, 4);
        int size = length & 0x7f;
        if (size > LARGEST) {
            throw new IOException("a frame is longer than " + LARGEST + " bytes");
        }
        var payload = bytes(in, size);
        for (int i = 0; i < size; i++) {
            payload[i] ^= mask[i % 4];
        }
        return new Frame(opcode, new String(payload, StandardCharsets.ISO_8859_1));
    }

    private static int octet(InputStream in) throws IOException {
        return bytes(in, 1)[0] & 0xff;
    }

    private static byte[] bytes(InputStream in, int count) throws IOException {
        var bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("the WebSocket ended without a closing frame");
        }
        return bytes;
    }

    /// `Sec-WebSocket-Accept` for a `Sec-WebSocket-Key`.
    public static String accept(String key) {
        try {
            var sha = MessageDigest.getInstance("SHA-1");
            var digest = sha.digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
