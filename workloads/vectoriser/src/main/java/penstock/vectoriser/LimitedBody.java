package penstock.vectoriser;

import java.io.IOException;
import java.io.InputStream;

/// A request body that may not be longer than a limit.
final class LimitedBody extends InputStream {
    private static final long MOST_DISCARDED = 64L << 20;

    private final InputStream body;
    private final long limit;
    private long seen;

    LimitedBody(InputStream body, long limit) {
        this.body = body;
        this.limit = limit;
    }

    /// The body went on beyond the limit.
    static final class TooLong extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /// Reads on, so that a client that still sends will hear the answer, and says what is wrong.
    Problem refuse() throws IOException {
        byte[] scratch = new byte[16_384];
        long discarded = 0;
        int count = body.read(scratch);
        while (count >= 0 && discarded < MOST_DISCARDED) {
            discarded += count;
            count = body.read(scratch);
        }
        return new Problem(
                413,
                "body-too-large",
                "body: longer than "
                        + limit
                        + " bytes (expected: a picture of at most 10485760"
                        + " bytes as base64)");
    }

    @Override
    public int read() throws IOException {
        int value = body.read();
        count(value < 0 ? 0 : 1);
        return value;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int count = body.read(into, offset, length);
        count(Math.max(0, count));
        return count;
    }

    private void count(int bytes) {
        seen += bytes;
        if (seen > limit) {
            throw new TooLong();
        }
    }
}
