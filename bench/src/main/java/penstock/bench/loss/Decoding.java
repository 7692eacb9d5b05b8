package penstock.bench.loss;

import com.aayushatharva.brotli4j.decoder.Decoder;
import com.aayushatharva.brotli4j.decoder.DecoderJNI;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import penstock.gateway.encoding.Brotli;

/// Content as it was before it was compressed on its way.
final class Decoding {
    static final String GZIP = "gzip";
    static final String BROTLI = "br";

    private Decoding() {}

    /// @param coding as in `Content-Encoding`; empty for none
    /// @throws IOException when something of it is missing or wrong
    static byte[] decoded(String coding, byte[] content) throws IOException {
        return switch (coding) {
            case "" -> content;
            case GZIP -> new GZIPInputStream(new ByteArrayInputStream(content)).readAllBytes();
            case BROTLI -> brotli(content);
            default -> throw new IOException("nobody asked for " + coding);
        };
    }

    /// By the call for whole contents: the library's reader of streams ends some too early.
    private static byte[] brotli(byte[] content) throws IOException {
        if (!Brotli.isAvailable()) {
            throw new IOException("there is no library for br here");
        }
        var decoded = Decoder.decompress(content);
        if (decoded.getResultStatus() != DecoderJNI.Status.DONE) {
            throw new IOException("br ends with " + decoded.getResultStatus());
        }
        return decoded.getDecompressedData();
    }
}
