package penstock.server.api;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.thread.Scheduler;

/// A connection that can be looked at while an answer is under way, when nobody reads from it: a byte that is found is kept for
/// the next to read. What came after it stays with the system, which tells of it once somebody wants to read.
final class ListenerEndPoint extends SocketChannelEndPoint {
    private final ByteBuffer ahead = ByteBuffer.allocate(1).limit(0);

    ListenerEndPoint(
            SocketChannel channel,
            ManagedSelector selector,
            SelectionKey key,
            Scheduler scheduler) {
        super(channel, selector, key, scheduler);
    }

    synchronized Client look() {
        try {
            if (!ahead.hasRemaining() && (!isOpen() || super.fill(ahead) < 0)) {
                return Client.GONE;
            }
        } catch (IOException _) {
            return Client.GONE;
        }
        return ahead.hasRemaining() ? Client.SENDS : Client.WAITS;
    }

    @Override
    public synchronized int fill(ByteBuffer buffer) throws IOException {
        if (!ahead.hasRemaining()) {
            return super.fill(buffer);
        }
        int from = BufferUtil.flipToFill(buffer);
        int count = BufferUtil.put(ahead, buffer);
        BufferUtil.flipToFlush(buffer, from);
        return count;
    }
}
