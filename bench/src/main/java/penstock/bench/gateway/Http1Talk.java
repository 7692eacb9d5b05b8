package penstock.bench.gateway;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Requests of HTTP/1.1, one after the other.
final class Http1Talk implements Talk {
    private final Users.Requests requests;
    private final int expected;
    private final AnswerHead head = new AnswerHead();
    private int left = -1;
    private long intended;

    /// @param expected bytes of each answer's body
    Http1Talk(Users.Requests requests, int expected) {
        this.requests = requests;
        this.expected = expected;
    }

    @Override
    public int width() {
        return 1;
    }

    @Override
    public ByteBuffer opening() {
        return NOTHING;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public ByteBuffer owed() {
        return NOTHING;
    }

    @Override
    public ByteBuffer request(long time) {
        intended = time;
        return requests.next();
    }

    @Override
    public void read(ByteBuffer in, Answers answers) throws IOException {
        while (in.hasRemaining()) {
            if (left < 0) {
                if (!head.feed(in)) {
                    return;
                }
                begin();
            }
            int count = Math.min(left, in.remaining());
            in.position(in.position() + count);
            left -= count;
            if (left == 0) {
                left = -1;
                answers.answered(intended);
            }
        }
    }

    private void begin() throws IOException {
        left = head.contentLength();
        if (!head.has(9, "200") || left != expected) {
            throw new IOException(
                    "an answer without 200 and Content-Length %d: %s"
                            .formatted(expected, head.text().strip()));
        }
        head.reset();
    }
}
