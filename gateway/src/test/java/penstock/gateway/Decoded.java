package penstock.gateway;

import com.aayushatharva.brotli4j.decoder.Decoder;
import com.aayushatharva.brotli4j.decoder.DecoderJNI;
import com.aayushatharva.brotli4j.decoder.DirectDecompress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/// Content as it was before it was compressed.
public final class Decoded {

    private Decoded() {}

    /// Fails when something is missing at the end. Texts are of ISO 8859-1 and stand for bytes.
    static String whole(String coding, String body) throws IOException {
        return text(whole(coding, bytes(body)));
    }

    /// As [#whole(String, String)].
    public static byte[] whole(String coding, byte[] body) throws IOException {
        return switch (coding) {
            case "gzip" -> new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
            case "br" -> brotli(body);
            default -> body;
        };
    }

    /// What can be told of a beginning, in so many bytes.
    static String beginning(String coding, String body, int length) throws IOException {
        return text(beginning(coding, bytes(body), length));
    }

    /// As [#beginning(String, String, int)].
    public static byte[] beginning(String coding, byte[] body, int length) throws IOException {
        return switch (coding) {
            case "gzip" -> new GZIPInputStream(new ByteArrayInputStream(body)).readNBytes(length);
            case "br" -> {
                // a whole one is such a beginning and an empty last block (RFC 7932 section 9.2)
                byte[] closed = Arrays.copyOf(body, body.length + 1);
                closed[body.length] = 3;
                yield brotli(closed);
            }
            default -> body;
        };
    }

    /// By the call for whole contents: the library's reader of streams ends some too early.
    private static byte[] brotli(byte[] body) throws IOException {
        DirectDecompress decoded = Decoder.decompress(body);
        if (decoded.getResultStatus() != DecoderJNI.Status.DONE) {
            throw new IOException("brotli: " + decoded.getResultStatus());
        }
        return decoded.getDecompressedData();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
