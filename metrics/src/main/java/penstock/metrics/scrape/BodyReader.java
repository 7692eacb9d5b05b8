package penstock.metrics.scrape;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/// Reads the body of an answer, and never more than may be.
final class BodyReader {
    private static final int FIRST = 64 << 10;

    private BodyReader() {}

    /// @throws ScrapeProblem when it is too large or packed in a way that was not asked for
    /// @throws IOException when it ends early or is not packed as it says
    static Body read(HttpResponse<InputStream> answer, BodyMemory memory, int limit)
            throws IOException {
        String encoding = answer.headers().firstValue("Content-Encoding").orElse("identity");
        long told = answer.headers().firstValueAsLong("Content-Length").orElse(0);
        InputStream in = answer.body();
        switch (encoding) {
            case "identity" -> {
                if (told > limit) {
                    throw tooLarge(limit);
                }
            }
            case "gzip" -> in = new GZIPInputStream(new BufferedInputStream(in), FIRST / 8);
            default ->
                    throw new ScrapeProblem(
                            "Content-Encoding: " + encoding + " (expected: gzip or none)");
        }
        String type = answer.headers().firstValue("Content-Type").orElse("");
        var lease = memory.lease();
        try {
            return read(in, limit, type, lease);
        } catch (IOException | RuntimeException e) {
            lease.close();
            throw e;
        }
    }

    private static Body read(InputStream in, int limit, String type, BodyMemory.Lease lease)
            throws IOException {
        int size = Math.min(FIRST, limit);
        lease.growTo(size);
        var bytes = new byte[size];
        int length = 0;
        while (true) {
            int read = in.readNBytes(bytes, length, bytes.length - length);
            length += read;
            if (length < bytes.length) {
                return new Body(bytes, length, type, lease);
            }
            int next = in.read();
            if (next < 0) {
                return new Body(bytes, length, type, lease);
            }
            if (length >= limit) {
                throw tooLarge(limit);
            }
            int larger = (int) Math.min(2L * bytes.length, limit);
            // While it is copied, there are both.
            lease.growTo(bytes.length + larger);
            bytes = Arrays.copyOf(bytes, larger);
            lease.shrinkTo(larger);
            bytes[length++] = (byte) next;
        }
    }

    private static ScrapeProblem tooLarge(int limit) {
        return new ScrapeProblem(
                "the answer has more than the "
                        + limit
                        + " bytes that are allowed (body_size_limit)");
    }
}
