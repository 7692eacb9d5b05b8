package penstock.gateway.http2;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// Finds the frames in what comes from the other side, and checks what can be known of a frame without its stream (RFC 9113
/// sections 4 and 6). The content of DATA is not copied; a field block is put together from its frames.
public final class FrameReader {

    /// What `next` found.
    public enum Step {
        /// The input is used up.
        NEED_MORE,
        /// A whole field block, of HEADERS and what CONTINUATION there is.
        HEADERS,
        /// The beginning of a DATA frame; its length counts for flow control, padding and all.
        DATA,
        /// Content of it at `contentFrom`, `contentLength` bytes, in the input.
        CONTENT,
        /// The end of it.
        DATA_END,
        PRIORITY,
        RST_STREAM,
        SETTINGS,
        SETTINGS_ACK,
        PING,
        PING_ACK,
        GOAWAY,
        WINDOW_UPDATE,
        /// A frame that is not known here, and ignored (RFC 9113 section 5.5).
        UNKNOWN
    }

    private enum State {
        PREFACE,
        HEADER,
        PAD_LENGTH,
        CONTENT,
        PADDING,
        PAYLOAD
    }

    public static final int HEADER_LENGTH = 9;

    /// What we let the other side send: the smallest that the protocol allows.
    public static final int MAX_FRAME = 16_384;

    /// Of a field block, encoded.
    private static final int MAX_BLOCK = 32 * 1024;

    /// Frames that one field block may come in.
    private static final int MAX_CONTINUATIONS = 16;

    private static final int LEAST_PAYLOAD = 64;
    private static final int LEAST_BLOCK = 512;

    private static final String PREFACE = "SM\r\n\r\n";

    private static final int END_STREAM = 0x1;
    private static final int ACK = 0x1;
    private static final int END_HEADERS = 0x4;
    private static final int PADDED = 0x8;
    private static final int PRIORITY_FLAG = 0x20;

    private State state;
    private final byte[] header = new byte[HEADER_LENGTH];
    private int headerLength;

    private int length;
    private int type;
    private int flags;
    private int stream;

    private int left;
    private int padding;
    private int contentFrom;
    private int contentLength;
    private byte[] payload = new byte[LEAST_PAYLOAD];
    private int payloadLength;

    /// The stream whose field block is being put together, 0 for none.
    private int blockStream;

    private boolean blockEnds;
    private boolean isSelfDependent;
    private int continuations;
    private byte[] block = new byte[LEAST_BLOCK];
    private int blockLength;

    /// With `isServer` the frames come after the second half of a client's preface (RFC 9113 section 3.4).
    public FrameReader(boolean isServer) {
        state = isServer ? State.PREFACE : State.HEADER;
    }

    /// Gives back what large frames have taken, unless the connection is in the midst of one or of a field block.
    public void release() {
        if (state == State.HEADER && blockStream == 0) {
            if (payload.length > LEAST_PAYLOAD) {
                payload = new byte[LEAST_PAYLOAD];
            }
            if (block.length > LEAST_BLOCK) {
                block = new byte[LEAST_BLOCK];
            }
        }
    }

    public int stream() {
        return stream;
    }

    /// Of the whole payload, in bytes.
    public int length() {
        return length;
    }

    /// Whether the other side sends nothing more on the stream.
    public boolean endsStream() {
        return blockEnds;
    }

    public int contentFrom() {
        return contentFrom;
    }

    public int contentLength() {
        return contentLength;
    }

    /// The field block, from 0 to `blockLength`, or the payload of another frame.
    public byte[] block() {
        return block;
    }

    public int blockLength() {
        return blockLength;
    }

    /// The HEADERS frame said that its stream depends on itself.
    public boolean isSelfDependent() {
        return isSelfDependent;
    }

    public byte[] payload() {
        return payload;
    }

    /// The 32 bits of the payload from there on.
    public int number(int at) {
        return ((payload[at] & 0xff) << 24)
                | ((payload[at + 1] & 0xff) << 16)
                | ((payload[at + 2] & 0xff) << 8)
                | (payload[at + 3] & 0xff);
    }

    public Step next(ByteBuffer in) throws Http2Exception {
        while (true) {
            switch (state) {
                case PREFACE -> {
                    if (!in.hasRemaining()) {
                        return Step.NEED_MORE;
                    }
                    preface(in.get());
                }
                case HEADER -> {
                    if (!readHeader(in)) {
                        return Step.NEED_MORE;
                    }
                    begin();
                    if (type == FrameType.DATA) {
                        return Step.DATA;
                    }
                }
                case PAD_LENGTH -> {
                    if (!in.hasRemaining()) {
                        return Step.NEED_MORE;
                    }
                    pad(in.get() & 0xff);
                }
                case CONTENT -> {
                    if (left == 0) {
                        state = State.PADDING;
                        continue;
                    }
                    if (!in.hasRemaining()) {
                        return Step.NEED_MORE;
                    }
                    content(in);
                    return Step.CONTENT;
                }
                case PADDING -> {
                    int skipped = Math.min(padding, in.remaining());
                    in.position(in.position() + skipped);
                    padding -= skipped;
                    if (padding > 0) {
                        return Step.NEED_MORE;
                    }
                    state = State.HEADER;
                    return Step.DATA_END;
                }
                case PAYLOAD -> {
                    if (!readPayload(in)) {
                        return Step.NEED_MORE;
                    }
                    state = State.HEADER;
                    Step found = found();
                    if (found != Step.NEED_MORE) {
                        return found;
                    }
                }
            }
        }
    }

    private void preface(byte found) throws Http2Exception {
        if (found != PREFACE.charAt(headerLength++)) {
            throw protocol("the preface is malformed");
        }
        if (headerLength == PREFACE.length()) {
            headerLength = 0;
            state = State.HEADER;
        }
    }

    private boolean readHeader(ByteBuffer in) {
        int take = Math.min(HEADER_LENGTH - headerLength, in.remaining());
        in.get(header, headerLength, take);
        headerLength += take;
        if (headerLength < HEADER_LENGTH) {
            return false;
        }
        headerLength = 0;
        length = ((header[0] & 0xff) << 16) | ((header[1] & 0xff) << 8) | (header[2] & 0xff);
        type = header[3] & 0xff;
        flags = header[4] & 0xff;
        stream =
                ((header[5] & 0x7f) << 24)
                        | ((header[6] & 0xff) << 16)
                        | ((header[7] & 0xff) << 8)
                        | (header[8] & 0xff);
        return true;
    }

    private void begin() throws Http2Exception {
        if (length > MAX_FRAME) {
            throw Http2Exception.connection(
                    ErrorCode.FRAME_SIZE_ERROR,
                    "a frame of " + length + " bytes (expected: at most " + MAX_FRAME + ")");
        }
        if (blockStream != 0 && (type != FrameType.CONTINUATION || stream != blockStream)) {
            throw protocol("a field block is interrupted by another frame");
        }
        FrameType.check(type, flags, stream, length, blockStream != 0);
        left = length;
        padding = 0;
        payloadLength = 0;
        if (type == FrameType.DATA) {
            blockEnds = (flags & END_STREAM) != 0;
            state = (flags & PADDED) != 0 ? State.PAD_LENGTH : State.CONTENT;
        } else {
            state = State.PAYLOAD;
        }
    }

    private void pad(int size) throws Http2Exception {
        left--;
        if (size > left) {
            throw protocol("more padding than frame");
        }
        padding = size;
        left -= size;
        state = State.CONTENT;
    }

    private void content(ByteBuffer in) {
        contentFrom = in.position();
        contentLength = Math.min(left, in.remaining());
        in.position(contentFrom + contentLength);
        left -= contentLength;
    }

    private boolean readPayload(ByteBuffer in) {
        int take = Math.min(left, in.remaining());
        if (FrameType.isKnown(type)) {
            if (length > payload.length) {
                payload = new byte[length];
            }
            in.get(payload, payloadLength, take);
            payloadLength += take;
        } else {
            in.position(in.position() + take);
        }
        left -= take;
        return left == 0;
    }

    private Step found() throws Http2Exception {
        return switch (type) {
            case FrameType.HEADERS -> headers();
            case FrameType.CONTINUATION -> continuation();
            case FrameType.PRIORITY -> Step.PRIORITY;
            case FrameType.RST_STREAM -> Step.RST_STREAM;
            case FrameType.SETTINGS -> (flags & ACK) != 0 ? Step.SETTINGS_ACK : Step.SETTINGS;
            case FrameType.PING -> (flags & ACK) != 0 ? Step.PING_ACK : Step.PING;
            case FrameType.GOAWAY -> Step.GOAWAY;
            case FrameType.WINDOW_UPDATE -> Step.WINDOW_UPDATE;
            default -> Step.UNKNOWN;
        };
    }

    private Step headers() throws Http2Exception {
        int from = 0;
        int to = length;
        if ((flags & PADDED) != 0) {
            if (length == 0) {
                throw Http2Exception.connection(
                        ErrorCode.FRAME_SIZE_ERROR, "a padded frame without the padding's length");
            }
            to -= payload[0] & 0xff;
            from = 1;
        }
        isSelfDependent = false;
        if ((flags & PRIORITY_FLAG) != 0) {
            if (length - from < 5) {
                throw Http2Exception.connection(
                        ErrorCode.FRAME_SIZE_ERROR, "a frame too short for its priority");
            }
            isSelfDependent = (number(from) & 0x7fffffff) == stream;
            from += 5;
        }
        if (to < from) {
            throw protocol("more padding than frame");
        }
        blockEnds = (flags & END_STREAM) != 0;
        blockLength = 0;
        continuations = 0;
        if (block.length > 4_096) {
            block = new byte[LEAST_BLOCK];
        }
        return add(from, to);
    }

    private Step continuation() throws Http2Exception {
        if (++continuations > MAX_CONTINUATIONS) {
            throw Http2Exception.connection(
                    ErrorCode.ENHANCE_YOUR_CALM,
                    "a field block in more than " + MAX_CONTINUATIONS + " frames");
        }
        return add(0, length);
    }

    private Step add(int from, int to) throws Http2Exception {
        int size = blockLength + to - from;
        if (size > MAX_BLOCK) {
            throw Http2Exception.connection(
                    ErrorCode.ENHANCE_YOUR_CALM,
                    "a field block of more than " + MAX_BLOCK + " bytes");
        }
        if (size > block.length) {
            block = Arrays.copyOf(block, Math.max(size, block.length * 2));
        }
        System.arraycopy(payload, from, block, blockLength, to - from);
        blockLength = size;
        boolean isWhole = (flags & END_HEADERS) != 0;
        blockStream = isWhole ? 0 : stream;
        return isWhole ? Step.HEADERS : Step.NEED_MORE;
    }

    private static Http2Exception protocol(String detail) {
        return Http2Exception.connection(ErrorCode.PROTOCOL_ERROR, detail);
    }
}
