package penstock.bench.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The program behind all proxies: the stable version on one port and the candidate on another, on one event loop. It answers `/1k`,
/// `/64k` and `/upload`, echoes on `/socket`, and tells on `/counts` how many requests came on each port.
final class Backend {
    /// Bytes of the answer to an upload.
    static final int SHORT_BYTES = 2;

    private static final int SCRATCH = 256 * 1024;

    private final Selector selector;
    private final long[] counts = new long[2];
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH);

    private Backend() throws IOException {
        selector = Selector.open();
    }

    /// @param arguments the two ports
    public static void main(String[] arguments) throws IOException {
        var backend = new Backend();
        for (int version = 0; version < backend.counts.length; version++) {
            backend.listen(Integer.parseInt(arguments[version]), version);
        }
        while (true) {
            backend.selector.select(backend::ready, 0);
        }
    }

    private void listen(int port, int version) throws IOException {
        var listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 4_096);
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT, version);
    }

    private void ready(SelectionKey key) {
        if (key.attachment() instanceof BackendConnection connection) {
            connection.ready(key, scratch);
            return;
        }
        try {
            var channel = ((ServerSocketChannel) key.channel()).accept();
            if (channel != null) {
                BackendConnection.register(channel, selector, this, (int) key.attachment());
            }
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    void count(int version) {
        counts[version]++;
    }

    /// The whole answer for a path of its own length.
    ByteBuffer counted() {
        return answer((counts[0] + " " + counts[1]).getBytes(StandardCharsets.US_ASCII));
    }

    static ByteBuffer answer(int length) {
        var body = new byte[length];
        Arrays.fill(body, (byte) 'a');
        return answer(body);
    }

    private static ByteBuffer answer(byte[] body) {
        var head =
                "HTTP/1.1 200 OK\r\nServer: bench\r\nDate: Thu, 26 Nov 2026 10:00:00 GMT\r\nContent-Type: text/plain\r\nContent-Length: "
                        + body.length
                        + "\r\n\r\n";
        return Users.direct(head.getBytes(StandardCharsets.US_ASCII), body);
    }
}
