package penstock.bench.gateway;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import penstock.cli.load.Frame;

/// A proxy's connection to one version.
final class BackendConnection {
    private static final ByteBuffer SMALL = Backend.answer(Workload.SMALL_BYTES);
    private static final ByteBuffer LARGE = Backend.answer(Workload.LARGE_BYTES);
    private static final ByteBuffer SHORT = Backend.answer(Backend.SHORT_BYTES);
    private static final int MASK_BYTES = 4;
    private static final int FRAME_HEAD = 2 + MASK_BYTES;

    private final SocketChannel channel;
    private final Backend backend;
    private final int version;
    private final AnswerHead head = new AnswerHead();
    private ByteBuffer pending = Talk.NOTHING;
    private int bodyLeft = -1;
    private boolean isSocket;

    /// A part of a frame that came without the rest.
    private ByteBuffer part = Talk.NOTHING;

    private BackendConnection(SocketChannel channel, Backend backend, int version) {
        this.channel = channel;
        this.backend = backend;
        this.version = version;
    }

    static void register(SocketChannel channel, Selector selector, Backend backend, int version)
            throws IOException {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        channel.register(
                selector, SelectionKey.OP_READ, new BackendConnection(channel, backend, version));
    }

    void ready(SelectionKey key, ByteBuffer scratch) {
        try {
            if (key.isWritable()) {
                channel.write(pending);
                if (!pending.hasRemaining()) {
                    key.interestOps(SelectionKey.OP_READ);
                }
            }
            if (key.isReadable()) {
                if (channel.read(scratch.clear()) < 0) {
                    channel.close();
                    return;
                }
                read(key, scratch.flip());
            }
        } catch (IOException gone) {
            key.cancel();
            close();
        }
    }

    private void close() {
        try {
            channel.close();
        } catch (IOException _) {
            // It is of no more use either way.
        }
    }

    private void read(SelectionKey key, ByteBuffer in) throws IOException {
        while (in.hasRemaining()) {
            if (isSocket) {
                echo(key, in);
                return;
            }
            if (bodyLeft < 0) {
                if (!head.feed(in)) {
                    return;
                }
                bodyLeft = Math.max(0, head.contentLength());
            }
            int count = Math.min(bodyLeft, in.remaining());
            in.position(in.position() + count);
            bodyLeft -= count;
            if (bodyLeft == 0) {
                bodyLeft = -1;
                answer(key);
                head.reset();
            }
        }
    }

    private void answer(SelectionKey key) throws IOException {
        if (head.has(0, "GET /counts ")) {
            write(key, backend.counted());
            return;
        }
        backend.count(version);
        if (head.has(0, "GET /1k ")) {
            write(key, SMALL.duplicate());
        } else if (head.has(0, "GET /64k ")) {
            write(key, LARGE.duplicate());
        } else if (head.has(0, "GET /socket ")) {
            isSocket = true;
            write(key, switching());
        } else {
            write(key, SHORT.duplicate());
        }
    }

    private ByteBuffer switching() {
        var text = head.text();
        var name = "sec-websocket-key:";
        int from = text.toLowerCase(java.util.Locale.ROOT).indexOf(name) + name.length();
        var accept = Frame.accept(text.substring(from, text.indexOf('\r', from)).strip());
        return ByteBuffer.wrap(
                ("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: "
                                + accept
                                + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
    }

    /// Sends each short message back as it came, without the mask.
    private void echo(SelectionKey key, ByteBuffer came) throws IOException {
        var in = came;
        if (part.hasRemaining()) {
            in =
                    ByteBuffer.allocate(part.remaining() + came.remaining())
                            .put(part)
                            .put(came)
                            .flip();
        }
        var out = ByteBuffer.allocate(in.remaining());
        while (in.remaining() >= FRAME_HEAD) {
            int from = in.position();
            int length = in.get(from + 1) & 0x7f;
            if (in.remaining() < FRAME_HEAD + length) {
                break;
            }
            out.put(in.get(from)).put((byte) length);
            for (int i = 0; i < length; i++) {
                out.put((byte) (in.get(from + FRAME_HEAD + i) ^ in.get(from + 2 + i % MASK_BYTES)));
            }
            in.position(from + FRAME_HEAD + length);
        }
        part =
                in.hasRemaining()
                        ? ByteBuffer.allocate(in.remaining()).put(in).flip()
                        : Talk.NOTHING;
        came.position(came.limit());
        write(key, out.flip());
    }

    private void write(SelectionKey key, ByteBuffer bytes) throws IOException {
        if (pending.hasRemaining()) {
            pending =
                    ByteBuffer.allocate(pending.remaining() + bytes.remaining())
                            .put(pending)
                            .put(bytes)
                            .flip();
            return;
        }
        channel.write(bytes);
        if (bytes.hasRemaining()) {
            pending = bytes;
            key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        }
    }
}
