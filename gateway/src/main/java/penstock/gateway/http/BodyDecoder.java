package penstock.gateway.http;

import static penstock.gateway.http.BadMessageException.bad;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Finds the content in the bytes of a body, whatever its framing, without copying it. Reused for all bodies of a connection.
///
/// Call `next` until it says that more bytes are needed or that the body has ended. Chunk extensions are checked and dropped;
/// trailers are kept, up to 8 KiB, except those that concern one connection or would change framing, routing, credentials, caching or
/// the meaning of the content, which have no business there.
public final class BodyDecoder {

    /// What `next` found.
    public enum Step {
        /// The input is used up and the body goes on.
        NEED_MORE,
        /// Content at `contentFrom`, `contentLength` bytes, in the input.
        CONTENT,
        /// The body is complete; the input stands after it.
        END
    }

    private enum State {
        LENGTH,
        UNTIL_CLOSE,
        CHUNK_SIZE,
        CHUNK_BLANK,
        CHUNK_EXTENSION,
        CHUNK_SIZE_LF,
        CHUNK_DATA,
        CHUNK_CR,
        CHUNK_LF,
        TRAILERS,
        DONE
    }

    private static final int MAX_EXTENSION = 256;

    private State state = State.DONE;
    private boolean isChunked;
    private long remaining;
    private int digits;
    private int extension;
    private int contentFrom;
    private int contentLength;
    private byte[] trailers = Trailers.NONE;
    private @Nullable HeadBuffer trailerHead;
    private @Nullable MessageFields message;

    public void startLength(long length) {
        start(length == 0 ? State.DONE : State.LENGTH);
        remaining = length;
    }

    public void startChunked() {
        start(State.CHUNK_SIZE);
        isChunked = true;
        digits = 0;
        remaining = 0;
    }

    /// Chunks of the message with these fields, which may name trailers that end here.
    void startChunked(MessageFields fields) {
        startChunked();
        message = fields;
    }

    public void startUntilClose() {
        start(State.UNTIL_CLOSE);
    }

    private void start(State first) {
        state = first;
        isChunked = false;
        extension = 0;
        trailers = Trailers.NONE;
        trailerHead = null;
        message = null;
    }

    /// Between two bodies: gives back what the trailers of the last have taken.
    public void release() {
        if (isDone()) {
            start(State.DONE);
        }
    }

    public boolean isDone() {
        return state == State.DONE;
    }

    public boolean isChunked() {
        return isChunked;
    }

    public boolean isUntilClose() {
        return state == State.UNTIL_CLOSE;
    }

    public int contentFrom() {
        return contentFrom;
    }

    public int contentLength() {
        return contentLength;
    }

    /// The trailer lines, each ended by CR LF, without the empty line; complete at the end of the body.
    public byte[] trailers() {
        return trailers;
    }

    public Step next(ByteBuffer in) throws BadMessageException {
        while (state != State.DONE) {
            if (!in.hasRemaining()) {
                return Step.NEED_MORE;
            }
            switch (state) {
                case LENGTH, CHUNK_DATA, UNTIL_CLOSE -> {
                    content(in);
                    return Step.CONTENT;
                }
                case CHUNK_SIZE -> size(in.get());
                case CHUNK_BLANK -> blank(in.get());
                case CHUNK_EXTENSION -> extension(in.get());
                case CHUNK_SIZE_LF -> {
                    expect(in.get(), '\n');
                    state = remaining > 0 ? State.CHUNK_DATA : State.TRAILERS;
                }
                case CHUNK_CR -> {
                    expect(in.get(), '\r');
                    state = State.CHUNK_LF;
                }
                case CHUNK_LF -> {
                    expect(in.get(), '\n');
                    state = State.CHUNK_SIZE;
                    digits = 0;
                }
                case TRAILERS -> readTrailers(in);
                case DONE -> throw new IllegalStateException("the body has ended");
            }
        }
        return Step.END;
    }

    private void content(ByteBuffer in) {
        contentFrom = in.position();
        contentLength = in.remaining();
        if (state != State.UNTIL_CLOSE) {
            contentLength = (int) Math.min(remaining, contentLength);
            remaining -= contentLength;
            if (remaining == 0) {
                state = state == State.LENGTH ? State.DONE : State.CHUNK_CR;
            }
        }
        in.position(contentFrom + contentLength);
    }

    private void size(byte b) throws BadMessageException {
        int digit = Ascii.hex(b);
        if (digit >= 0) {
            if (++digits > 15) {
                throw bad("a chunk size has more than 15 digits");
            }
            remaining = remaining << 4 | digit;
        } else if (digits == 0) {
            throw bad("a chunk does not begin with its size");
        } else if (b == '\r') {
            state = State.CHUNK_SIZE_LF;
        } else if (b == ';') {
            state = State.CHUNK_EXTENSION;
        } else if (Ascii.isBlank(b)) {
            state = State.CHUNK_BLANK;
        } else {
            throw bad("a chunk size is not a hexadecimal number");
        }
    }

    /// Between size and extension blanks are bad, but allowed (RFC 9112 section 7.1.1).
    private void blank(byte b) throws BadMessageException {
        if (b == ';') {
            state = State.CHUNK_EXTENSION;
        } else if (!Ascii.isBlank(b)) {
            throw bad("a chunk size is not a hexadecimal number");
        } else {
            countExtension();
        }
    }

    private void extension(byte b) throws BadMessageException {
        if (b == '\r') {
            state = State.CHUNK_SIZE_LF;
        } else if ((b >= 0 && b < ' ' && b != '\t') || b == 0x7f) {
            throw bad("a chunk extension holds a control character");
        } else {
            countExtension();
        }
    }

    private void countExtension() throws BadMessageException {
        if (++extension > MAX_EXTENSION) {
            throw bad("chunk extensions of more than " + MAX_EXTENSION + " bytes");
        }
    }

    private static void expect(byte found, char expected) throws BadMessageException {
        if (found != expected) {
            throw bad("a chunk or its size does not end in CR LF");
        }
    }

    /// Trailers have the form of the fields of a head, so they are read as a head with a first line of our own.
    private void readTrailers(ByteBuffer in) throws BadMessageException {
        HeadBuffer lines = trailerHead;
        if (lines == null) {
            lines = new HeadBuffer();
            lines.feed(ByteBuffer.wrap(Ascii.bytes("-\r\n")));
            trailerHead = lines;
        }
        if (lines.feed(in)) {
            trailers = Trailers.of(lines, message);
            state = State.DONE;
        }
    }
}
