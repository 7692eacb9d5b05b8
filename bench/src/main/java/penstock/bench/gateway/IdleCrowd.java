package penstock.bench.gateway;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import penstock.model.Node;

/// What connections cost that have had one answer and are silent since then.
///
/// @param wanted connections
/// @param held those that the proxy took, answered and still has in the end
/// @param before bytes of memory of the proxy before the first
/// @param after with all of them
record IdleCrowd(String proxy, int wanted, int held, long before, long after) {
    private static final int PATIENCE_MILLIS = 10_000;

    static IdleCrowd measure(Proxy proxy, int wanted) throws IOException {
        var address = proxy.address(Workload.Entrance.PLAIN).orElseThrow();
        var requests = new Users().requests("GET", "/1k", 0);
        long before = proxy.process().proportionalBytes();
        List<SocketChannel> held = new ArrayList<>();
        try {
            while (held.size() < wanted && add(address, requests.next(), held)) {
                // One after the other, until no more are taken.
            }
            long after = proxy.process().proportionalBytes();
            int open = 0;
            for (var channel : held) {
                open += isOpen(channel) ? 1 : 0;
            }
            return new IdleCrowd(proxy.name(), wanted, open, before, after);
        } finally {
            for (var channel : held) {
                channel.close();
            }
        }
    }

    private static boolean add(
            InetSocketAddress address, ByteBuffer request, List<SocketChannel> held)
            throws IOException {
        var channel = SocketChannel.open();
        try {
            channel.connect(address);
            channel.write(request);
            if (isAnswered(channel)) {
                held.add(channel);
                return true;
            }
        } catch (IOException refused) {
            // There was no room for it, at this end or at the other.
        }
        channel.close();
        return false;
    }

    /// A proxy may close the oldest for the sake of new ones.
    private static boolean isOpen(SocketChannel channel) {
        try {
            channel.configureBlocking(false);
            return channel.read(ByteBuffer.allocate(1)) == 0;
        } catch (IOException closed) {
            return false;
        }
    }

    /// One that lets the connection wait for a place has none for it.
    private static boolean isAnswered(SocketChannel channel) throws IOException {
        channel.socket().setSoTimeout(PATIENCE_MILLIS);
        var in = channel.socket().getInputStream();
        var bytes = new byte[4_096];
        var head = new AnswerHead();
        boolean isHead = true;
        int left = 1;
        while (left > 0) {
            int count = in.read(bytes);
            if (count < 0) {
                return false;
            }
            var part = ByteBuffer.wrap(bytes, 0, count);
            if (isHead && head.feed(part)) {
                isHead = false;
                left = head.contentLength();
            }
            if (!isHead) {
                left -= part.remaining();
            }
        }
        return head.has(9, "200");
    }

    double bytesEach() {
        return held == 0 ? 0 : (after - before) / (double) held;
    }

    String line() {
        return String.format(
                Locale.ROOT,
                "%-22s %6d of %d idle connections: %.1f MiB (%.1f MiB without, %.0f bytes each)",
                proxy,
                held,
                wanted,
                after / 0x1p20,
                before / 0x1p20,
                bytesEach());
    }

    Node json() {
        return Node.map(
                Map.of(
                        "proxy", Node.text(proxy),
                        "wanted", Node.number(wanted),
                        "held", Node.number(held),
                        "bytesBefore", Node.number(before),
                        "bytesAfter", Node.number(after)));
    }
}
