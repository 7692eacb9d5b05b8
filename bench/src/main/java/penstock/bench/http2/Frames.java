package penstock.bench.http2;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import penstock.gateway.http2.ErrorCode;
import penstock.gateway.http2.FrameType;
import penstock.gateway.http2.HpackEncoder;
import penstock.gateway.http2.PeerSettings;

/// Frames as bytes (RFC 9113 section 6).
final class Frames {
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final int HEAD = 9;
    private static final int END_STREAM = 1;
    private static final int ACKNOWLEDGED = 1;
    private static final int END_HEADERS = 4;
    private static final int PING_BYTES = 8;

    private Frames() {}

    /// The preface, with the windows of a stream and of the connection.
    static byte[] opening(int window, int more) {
        var preface = PREFACE.getBytes(StandardCharsets.US_ASCII);
        var bytes = ByteBuffer.allocate(preface.length + HEAD + 12 + HEAD + 4).put(preface);
        head(bytes, 12, FrameType.SETTINGS, 0, 0)
                .putShort((short) PeerSettings.ENABLE_PUSH)
                .putInt(0)
                .putShort((short) PeerSettings.INITIAL_WINDOW_SIZE)
                .putInt(window);
        return head(bytes, 4, FrameType.WINDOW_UPDATE, 0, 0).putInt(more).array();
    }

    /// The block that the encoder has just made, which is smaller than a frame may be.
    static byte[] headers(int stream, HpackEncoder block, boolean isLast) {
        int flags = END_HEADERS | (isLast ? END_STREAM : 0);
        int length = block.to() - block.from();
        return frame(length, FrameType.HEADERS, flags, stream)
                .put(block.bytes(), block.from(), length)
                .array();
    }

    static byte[] data(int stream, byte[] from, int at, int length, boolean isLast) {
        return frame(length, FrameType.DATA, isLast ? END_STREAM : 0, stream)
                .put(from, at, length)
                .array();
    }

    static byte[] reset(int stream, ErrorCode code) {
        return frame(4, FrameType.RST_STREAM, 0, stream).putInt(code.number).array();
    }

    static byte[] settingsAnswer() {
        return frame(0, FrameType.SETTINGS, ACKNOWLEDGED, 0).array();
    }

    static byte[] pingAnswer(byte[] payload) {
        return frame(PING_BYTES, FrameType.PING, ACKNOWLEDGED, 0)
                .put(payload, 0, PING_BYTES)
                .array();
    }

    static byte[] window(int stream, int more) {
        return frame(4, FrameType.WINDOW_UPDATE, 0, stream).putInt(more).array();
    }

    private static ByteBuffer frame(int length, int type, int flags, int stream) {
        return head(ByteBuffer.allocate(HEAD + length), length, type, flags, stream);
    }

    private static ByteBuffer head(ByteBuffer to, int length, int type, int flags, int stream) {
        return to.put((byte) (length >> 16))
                .putShort((short) length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream);
    }
}
