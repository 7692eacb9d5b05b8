package penstock.bench.gateway;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Requests of HTTP/2 by prior knowledge, several at once (RFC 9113). Of the answers only what has to be known is read: which
/// stream, whether the status is 200 and how many bytes it had.
final class Http2Talk implements Talk {
    static final int WIDTH = 8;

    private static final byte[] PREFACE =
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RESET = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GO_AWAY = 7;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int ACKNOWLEDGED = 1;
    private static final int FRAME_HEAD = 9;
    private static final int WINDOW = 1 << 30;

    /// The status 200 by its place in the static table (RFC 7541 appendix A).
    private static final byte STATUS_200 = (byte) 0x88;

    private static final int SLOTS = 1_024;

    private final byte[][] heads;
    private final int expected;
    private final long[] intended = new long[SLOTS];
    private final int[] received = new int[SLOTS];
    private final ByteBuffer out = ByteBuffer.allocateDirect(1_024);
    private final ByteBuffer owed = ByteBuffer.allocateDirect(4_096);
    private final byte[] frame = new byte[FRAME_HEAD];
    private int frameRead;
    private int left;
    private int type;
    private int flags;
    private int stream;
    private boolean isFirstByte;
    private final ByteBuffer ping = ByteBuffer.allocate(8);
    private int turn;
    private int nextStream = 1;
    private int consumed;

    /// @param expected bytes of each answer's body
    Http2Talk(Users users, int expected) {
        this.heads = users.blocks("/1k");
        this.expected = expected;
    }

    /// A head without any reference to a table of earlier ones.
    static byte[] block(String path, String cookie) {
        var out = ByteBuffer.allocate(512);
        out.put((byte) 0x82).put((byte) 0x86);
        literal(out.put((byte) 0x04), path);
        literal(out.put((byte) 0x01), Users.HOST);
        literal(out.put((byte) 0x0f).put((byte) (58 - 15)), Users.AGENT);
        literal(out.put((byte) 0x0f).put((byte) (19 - 15)), "*/*");
        literal(out.put((byte) 0x0f).put((byte) (32 - 15)), cookie);
        var bytes = new byte[out.flip().remaining()];
        out.get(bytes);
        return bytes;
    }

    private static void literal(ByteBuffer out, String value) {
        out.put((byte) value.length()).put(value.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public int width() {
        return WIDTH;
    }

    @Override
    public ByteBuffer opening() {
        var opening = ByteBuffer.allocate(64).put(PREFACE);
        head(opening, 6, SETTINGS, 0, 0).putShort((short) 4).putInt(WINDOW);
        head(opening, 4, 8, 0, 0).putInt(WINDOW);
        return opening.flip();
    }

    private static ByteBuffer head(ByteBuffer to, int length, int type, int flags, int stream) {
        return to.put((byte) (length >> 16))
                .putShort((short) length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream);
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public ByteBuffer owed() {
        return owed.position() == 0 ? NOTHING : owed.flip();
    }

    @Override
    public ByteBuffer request(long time) {
        int slot = slot(nextStream);
        intended[slot] = time;
        received[slot] = 0;
        turn = turn + 1 < heads.length ? turn + 1 : 0;
        var block = heads[turn];
        out.clear();
        head(out, block.length, HEADERS, END_STREAM | END_HEADERS, nextStream).put(block);
        nextStream += 2;
        return out.flip();
    }

    private static int slot(int stream) {
        return (stream >> 1) & (SLOTS - 1);
    }

    @Override
    public void read(ByteBuffer in, Answers answers) throws IOException {
        if (owed.limit() != owed.capacity()) {
            owed.clear();
        }
        while (in.hasRemaining()) {
            if (frameRead < FRAME_HEAD) {
                int count = Math.min(FRAME_HEAD - frameRead, in.remaining());
                in.get(frame, frameRead, count);
                frameRead += count;
                if (frameRead == FRAME_HEAD) {
                    beginFrame();
                }
            } else {
                payload(in);
            }
            if (frameRead == FRAME_HEAD && left == 0) {
                frameRead = 0;
                endFrame(answers);
            }
        }
    }

    private void beginFrame() throws IOException {
        left = ((frame[0] & 0xff) << 16) | ((frame[1] & 0xff) << 8) | (frame[2] & 0xff);
        type = frame[3];
        flags = frame[4];
        stream =
                ((frame[5] & 0x7f) << 24)
                        | ((frame[6] & 0xff) << 16)
                        | ((frame[7] & 0xff) << 8)
                        | (frame[8] & 0xff);
        isFirstByte = true;
        ping.clear();
        if (type == GO_AWAY || type == RESET) {
            throw new IOException("frame of type " + type + " instead of an answer");
        }
        if (type == DATA) {
            received[slot(stream)] += left;
            consumed += left;
        }
    }

    private void payload(ByteBuffer in) throws IOException {
        int count = Math.min(left, in.remaining());
        if (type == HEADERS && isFirstByte && (flags & 0x28) == 0) {
            // An update of the table's size may come before the status (RFC 7541 section 6.3).
            byte first = in.get(in.position());
            if ((first & 0xe0) != 0x20 && first != STATUS_200) {
                throw new IOException("the status of an answer is not 200");
            }
        }
        isFirstByte = false;
        if (type == PING) {
            ping.put(in.slice(in.position(), count));
        }
        in.position(in.position() + count);
        left -= count;
    }

    private void endFrame(Answers answers) throws IOException {
        if (type == SETTINGS && (flags & ACKNOWLEDGED) == 0) {
            head(owed, 0, SETTINGS, ACKNOWLEDGED, 0);
        } else if (type == PING && (flags & ACKNOWLEDGED) == 0) {
            head(owed, 8, PING, ACKNOWLEDGED, 0).put(ping.flip());
        } else if ((type == DATA || type == HEADERS) && (flags & END_STREAM) != 0) {
            int slot = slot(stream);
            if (received[slot] != expected) {
                throw new IOException(
                        "an answer of %d bytes (expected: %d)".formatted(received[slot], expected));
            }
            answers.answered(intended[slot]);
        }
        if (consumed > WINDOW / 2) {
            head(owed, 4, 8, 0, 0).putInt(consumed);
            consumed = 0;
        }
    }
}
