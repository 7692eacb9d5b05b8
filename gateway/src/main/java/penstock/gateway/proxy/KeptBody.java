package penstock.gateway.proxy;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// A copy of a request's body as far as it has come, made while the body passes through, so that it can be sent once more.
/// Beyond its limit, or where memory is short, it gives up and holds nothing.
final class KeptBody {

    private static final byte[] NONE = {};
    private static final int FIRST = 1024;

    private final BodyMemory memory;
    private final int limit;
    private byte[] bytes = NONE;
    private int length;
    private byte[] trailers = NONE;
    private boolean isWhole = true;

    KeptBody(BodyMemory memory, int limit) {
        this.memory = memory;
        this.limit = limit;
    }

    /// Whether it has everything that came so far.
    boolean isWhole() {
        return isWhole;
    }

    int length() {
        return length;
    }

    void add(ByteBuffer content) {
        int more = content.remaining();
        if (!isWhole || !reserve(length + more)) {
            drop();
            return;
        }
        content.get(content.position(), bytes, length, more);
        length += more;
    }

    private boolean reserve(int size) {
        if (size <= bytes.length) {
            return true;
        }
        int capacity = Math.min(limit, Math.max(Math.max(size, FIRST), bytes.length * 2));
        if (size > limit || !memory.take(capacity - bytes.length)) {
            return false;
        }
        bytes = Arrays.copyOf(bytes, capacity);
        return true;
    }

    /// What came so far, as data; there must be some.
    Data copy(Loop loop) {
        return loop.copy(bytes, 0, length);
    }

    byte[] trailers() {
        return trailers;
    }

    void end(byte[] fields) {
        trailers = fields;
    }

    /// Sends what came so far; with `isEnd`, that was all.
    void writeTo(Connection to, boolean isChunked, boolean isEnd) {
        if (isChunked && length > 0) {
            Chunks.content(to, bytes, length);
        } else if (length > 0) {
            to.write(bytes, 0, length);
        }
        if (isChunked && isEnd) {
            Chunks.end(to, trailers);
        }
    }

    /// It will not be needed any more.
    void drop() {
        if (bytes.length > 0) {
            memory.give(bytes.length);
            bytes = NONE;
        }
        length = 0;
        trailers = NONE;
        isWhole = false;
    }
}
