package penstock.gateway.http2;

/// What the other side has said of itself (RFC 9113 section 6.5.2).
public final class PeerSettings {

    public static final int HEADER_TABLE_SIZE = 1;
    public static final int ENABLE_PUSH = 2;
    public static final int MAX_CONCURRENT_STREAMS = 3;
    public static final int INITIAL_WINDOW_SIZE = 4;
    public static final int MAX_FRAME_SIZE = 5;
    public static final int MAX_HEADER_LIST_SIZE = 6;
    public static final int ENABLE_CONNECT_PROTOCOL = 8;

    public static final int DEFAULT_WINDOW = 65_535;

    private static final int SIZE = 6;
    private static final int LARGEST_FRAME = 0xffffff;

    private int tableSize = HpackDecoder.TABLE;
    private int initialWindow = DEFAULT_WINDOW;
    private int maxFrame = FrameReader.MAX_FRAME;

    /// Until it says so, we take it for 100, which the protocol recommends as the least.
    private int maxStreams = 100;

    /// Takes over a whole SETTINGS frame.
    public void read(FrameReader frame) throws Http2Exception {
        for (int at = 0; at < frame.length(); at += SIZE) {
            int id = ((frame.payload()[at] & 0xff) << 8) | (frame.payload()[at + 1] & 0xff);
            set(id, frame.number(at + 2));
        }
    }

    private void set(int id, int value) throws Http2Exception {
        switch (id) {
            case HEADER_TABLE_SIZE -> tableSize = value < 0 ? Integer.MAX_VALUE : value;
            case ENABLE_PUSH -> check(value == 0 || value == 1, "ENABLE_PUSH", value);
            case MAX_CONCURRENT_STREAMS -> maxStreams = value < 0 ? Integer.MAX_VALUE : value;
            case INITIAL_WINDOW_SIZE -> {
                if (value < 0) {
                    throw Http2Exception.connection(
                            ErrorCode.FLOW_CONTROL_ERROR, "INITIAL_WINDOW_SIZE beyond 2^31-1");
                }
                initialWindow = value;
            }
            case MAX_FRAME_SIZE -> {
                check(
                        value >= FrameReader.MAX_FRAME && value <= LARGEST_FRAME,
                        "MAX_FRAME_SIZE",
                        value);
                maxFrame = value;
            }
            case ENABLE_CONNECT_PROTOCOL ->
                    check(value == 0 || value == 1, "ENABLE_CONNECT_PROTOCOL", value);
            default -> {
                // what is not known is ignored
            }
        }
    }

    private static void check(boolean isGood, String name, int value) throws Http2Exception {
        if (!isGood) {
            throw Http2Exception.connection(
                    ErrorCode.PROTOCOL_ERROR, "the setting " + name + " is " + value);
        }
    }

    /// Of the table that it allows us, in bytes.
    public int tableSize() {
        return tableSize;
    }

    public int initialWindow() {
        return initialWindow;
    }

    public int maxFrame() {
        return maxFrame;
    }

    public int maxStreams() {
        return maxStreams;
    }
}
