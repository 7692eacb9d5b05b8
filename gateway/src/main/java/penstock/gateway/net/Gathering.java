package penstock.gateway.net;

import io.netty.buffer.ByteBuf;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// What a connection is to send with its next flush. Heads, chunk sizes and small contents are gathered in one buffer, so that a small
/// answer leaves in one packet and one system call; large contents pass through without being copied, the first of them behind
/// what was gathered.
final class Gathering {

    private static final int COPY_BELOW = 4 * 1024;
    private static final int GATHER = 2 * 1024;

    /// Where bytes go, in order, for which there is no room here before the flush.
    interface Queue {
        void add(ByteBuf bytes);
    }

    private final IntFunction<ByteBuf> buffers;
    private final Queue queue;
    private @Nullable ByteBuf first;

    /// Whether the first is a buffer of the other side, to which nothing can be added.
    private boolean isReceived;

    /// A large content behind the first.
    private @Nullable ByteBuf second;

    /// @param buffers gives one with room for so many bytes
    Gathering(IntFunction<ByteBuf> buffers, Queue queue) {
        this.buffers = buffers;
        this.queue = queue;
    }

    void write(byte[] bytes, int from, int to) {
        room(to - from).writeBytes(bytes, from, to - from);
    }

    /// Takes the content over.
    void write(ByteBuf content) {
        int length = content.readableBytes();
        if (first == null) {
            first = content;
            isReceived = true;
        } else if (length < COPY_BELOW) {
            room(length).writeBytes(content);
            content.release();
        } else if (second == null) {
            second = content;
        } else {
            toQueue();
            queue.add(content);
        }
    }

    /// Where so many bytes more can be gathered.
    private ByteBuf room(int length) {
        boolean isFull = first != null && first.readableBytes() > COPY_BELOW;
        if (isFull || second != null) {
            toQueue();
        }
        ByteBuf current = first;
        if (current == null || isReceived || current.maxWritableBytes() < length) {
            int before = current == null ? 0 : current.readableBytes();
            ByteBuf fresh = buffers.apply(Math.max(GATHER, before + length));
            if (current != null) {
                fresh.writeBytes(current);
                current.release();
            }
            first = fresh;
            isReceived = false;
            return fresh;
        }
        return current;
    }

    boolean isEmpty() {
        return first == null;
    }

    /// What was gathered; null when nothing was. Whoever asks must take it.
    @Nullable ByteBuf takeFirst() {
        ByteBuf taken = first;
        first = null;
        return taken;
    }

    /// The large content behind it, if there is one.
    @Nullable ByteBuf takeSecond() {
        ByteBuf taken = second;
        second = null;
        return taken;
    }

    void toQueue() {
        ByteBuf one = takeFirst();
        ByteBuf two = takeSecond();
        if (one != null) {
            queue.add(one);
        }
        if (two != null) {
            queue.add(two);
        }
    }

    void drop() {
        ByteBuf one = takeFirst();
        ByteBuf two = takeSecond();
        if (one != null) {
            one.release();
        }
        if (two != null) {
            two.release();
        }
    }
}
