package penstock.gateway.proxy;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// What has come of a connection and was not read yet. What is in it belongs to it until it is taken or dropped.
final class Arrived {

    private final Deque<Data> data = new ArrayDeque<>(2);

    boolean isEmpty() {
        return data.isEmpty();
    }

    void add(Data more) {
        data.add(more);
    }

    @Nullable Data peek() {
        return data.peek();
    }

    /// Lets go of it if all of it was read.
    void dropWhenRead(Data read) {
        if (!read.view().hasRemaining() && data.remove(read)) {
            read.release();
        }
    }

    /// Takes what is left of the oldest; null when there is nothing.
    @Nullable Data takeRest() {
        Data oldest = data.poll();
        if (oldest == null) {
            return null;
        }
        ByteBuffer rest = oldest.view();
        Data slice = oldest.slice(rest.position(), rest.remaining());
        oldest.release();
        return slice;
    }

    void dropAll() {
        data.forEach(Data::release);
        data.clear();
    }
}
