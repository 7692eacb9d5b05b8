package penstock.gateway.proxy;

import java.nio.ByteBuffer;

/// Follows the frames that pass in one direction of a WebSocket (RFC 6455 section 5.2), so that one of our own can be put between
/// two of theirs. Looks at nothing but their lengths and whether one says that it was the last.
final class WebSocketFrames {

    private static final int CLOSE = 8;
    private static final int MASKED = 0x80;
    private static final int TWO_BYTES = 126;
    private static final int EIGHT_BYTES = 127;

    private int opcode;
    private int seen;
    private int lengthBytes;
    private int maskBytes;
    private long length;
    private long left;
    private boolean isClosed;

    /// Bytes that pass; the buffer stays as it is.
    void pass(ByteBuffer bytes) {
        int at = bytes.position();
        while (at < bytes.limit()) {
            if (left > 0) {
                int skipped = (int) Math.min(left, bytes.limit() - at);
                left -= skipped;
                at += skipped;
            } else {
                header(bytes.get(at++));
            }
        }
    }

    private void header(byte next) {
        seen++;
        if (seen == 1) {
            opcode = next & 0x0f;
            return;
        }
        if (seen == 2) {
            int told = next & 0x7f;
            maskBytes = (next & MASKED) != 0 ? 4 : 0;
            lengthBytes = told == TWO_BYTES ? 2 : told == EIGHT_BYTES ? 8 : 0;
            length = lengthBytes == 0 ? told : 0;
        } else if (seen <= 2 + lengthBytes) {
            length = (length << 8) | (next & 0xff);
        }
        if (seen == 2 + lengthBytes + maskBytes) {
            seen = 0;
            left = length < 0 ? Long.MAX_VALUE : length;
            isClosed |= opcode == CLOSE;
        }
    }

    /// A frame may follow here: none is under way, and the last one has not passed.
    boolean mayFollow() {
        return seen == 0 && left == 0 && !isClosed;
    }
}
