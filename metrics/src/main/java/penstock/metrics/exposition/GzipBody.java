package penstock.metrics.exposition;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/// A body that is compressed with gzip.
public final class GzipBody {
    private static final int LEAST = 1 << 16;

    private GzipBody() {}

    /// What a body is uncompressed, which never takes more memory than a small multiple of the limit.
    ///
    /// @throws MalformedExposition when it is not compressed with gzip, or larger than the limit of the body
    public static byte[] inflated(byte[] body, Limits limits) {
        var problems = new WireReader(body, body.length);
        try (var in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            var plain = new byte[LEAST];
            int size = 0;
            for (int read = 0; read >= 0; read = in.read(plain, size, plain.length - size)) {
                size += read;
                if (Limits.isExceeded(size, limits.body())) {
                    throw problems.problem(
                            "the body has more than the "
                                    + limits.body()
                                    + " bytes that are allowed uncompressed");
                }
                if (size == plain.length) {
                    plain = Arrays.copyOf(plain, size + size / 2);
                }
            }
            return Arrays.copyOf(plain, size);
        } catch (IOException e) {
            throw problems.problem("not compressed with gzip: " + e.getMessage());
        }
    }
}
