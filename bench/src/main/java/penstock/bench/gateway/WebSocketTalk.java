package penstock.bench.gateway;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import penstock.cli.load.Frame;

/// Messages of a WebSocket, each after the echo of the last.
final class WebSocketTalk implements Talk {
    static final int MESSAGE_BYTES = 100;

    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
    private static final byte[] MASK = {0x51, 0x2c, 0x73, 0x0e};

    /// First byte and length of the echo, and its content.
    private static final int ECHO_BYTES = 2 + MESSAGE_BYTES;

    private static final ByteBuffer MESSAGE = message();

    private final String cookie;
    private final ByteBuffer message = MESSAGE.duplicate();
    private final AnswerHead head = new AnswerHead();
    private boolean isOpen;
    private int read;
    private long intended;

    WebSocketTalk(String cookie) {
        this.cookie = cookie;
    }

    private static ByteBuffer message() {
        var frame = new byte[6 + MESSAGE_BYTES];
        frame[0] = (byte) 0x81;
        frame[1] = (byte) (0x80 | MESSAGE_BYTES);
        System.arraycopy(MASK, 0, frame, 2, MASK.length);
        for (int i = 0; i < MESSAGE_BYTES; i++) {
            frame[6 + i] = (byte) ('a' ^ MASK[i % MASK.length]);
        }
        return Users.direct(frame, new byte[0]);
    }

    @Override
    public int width() {
        return 1;
    }

    @Override
    public ByteBuffer opening() {
        var text =
                "GET /socket HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: %s\r\nSec-WebSocket-Version: 13\r\nCookie: %s\r\n\r\n"
                        .formatted(Users.HOST, KEY, cookie);
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public boolean isOpen() {
        return isOpen;
    }

    @Override
    public ByteBuffer owed() {
        return NOTHING;
    }

    @Override
    public ByteBuffer request(long time) {
        intended = time;
        return message.clear();
    }

    @Override
    public void read(ByteBuffer in, Answers answers) throws IOException {
        if (!isOpen) {
            if (!head.feed(in)) {
                return;
            }
            if (!head.has(9, "101") || !head.text().contains(Frame.accept(KEY))) {
                throw new IOException("no WebSocket: " + head.text().strip());
            }
            isOpen = true;
        }
        while (in.hasRemaining()) {
            if (read == 0 && in.get(in.position()) != (byte) 0x81) {
                throw new IOException("no text message: 0x%02x".formatted(in.get(in.position())));
            }
            int count = Math.min(ECHO_BYTES - read, in.remaining());
            in.position(in.position() + count);
            read += count;
            if (read == ECHO_BYTES) {
                read = 0;
                answers.answered(intended);
            }
        }
    }
}
