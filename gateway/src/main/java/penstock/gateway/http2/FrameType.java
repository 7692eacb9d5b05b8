package penstock.gateway.http2;

/// The types of frames (RFC 9113 section 6), and what holds for each whatever the state of its stream.
public final class FrameType {

    public static final int DATA = 0;
    public static final int HEADERS = 1;
    public static final int PRIORITY = 2;
    public static final int RST_STREAM = 3;
    public static final int SETTINGS = 4;
    public static final int PUSH_PROMISE = 5;
    public static final int PING = 6;
    public static final int GOAWAY = 7;
    public static final int WINDOW_UPDATE = 8;
    public static final int CONTINUATION = 9;

    private static final int ACK = 0x1;
    private static final int PADDED = 0x8;

    private FrameType() {}

    static boolean isKnown(int type) {
        return type <= CONTINUATION;
    }

    static void check(int type, int flags, int stream, int length, boolean isInBlock)
            throws Http2Exception {
        switch (type) {
            case DATA -> {
                onStream(stream);
                size(length >= ((flags & PADDED) != 0 ? 1 : 0));
            }
            case HEADERS -> onStream(stream);
            case PRIORITY -> {
                onStream(stream);
                if (length != 5) {
                    throw Http2Exception.connection(
                            ErrorCode.FRAME_SIZE_ERROR, "a PRIORITY frame of " + length + " bytes");
                }
            }
            case RST_STREAM -> {
                onStream(stream);
                size(length == 4);
            }
            case SETTINGS -> {
                onConnection(stream);
                size((flags & ACK) != 0 ? length == 0 : length % 6 == 0);
            }
            case PUSH_PROMISE -> throw protocol("PUSH_PROMISE, which was not enabled");
            case PING -> {
                onConnection(stream);
                size(length == 8);
            }
            case GOAWAY -> {
                onConnection(stream);
                size(length >= 8);
            }
            case WINDOW_UPDATE -> size(length == 4);
            case CONTINUATION -> {
                onStream(stream);
                if (!isInBlock) {
                    throw protocol("CONTINUATION without HEADERS");
                }
            }
            default -> {}
        }
    }

    private static void onStream(int stream) throws Http2Exception {
        if (stream == 0) {
            throw protocol("a frame of a stream on stream 0");
        }
    }

    private static void onConnection(int stream) throws Http2Exception {
        if (stream != 0) {
            throw protocol("a frame of the connection on stream " + stream);
        }
    }

    private static void size(boolean isRight) throws Http2Exception {
        if (!isRight) {
            throw Http2Exception.connection(
                    ErrorCode.FRAME_SIZE_ERROR, "a frame whose size does not fit its type");
        }
    }

    private static Http2Exception protocol(String detail) {
        return Http2Exception.connection(ErrorCode.PROTOCOL_ERROR, detail);
    }
}
