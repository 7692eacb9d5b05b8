package penstock.gateway.proxy;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// What has come from a client and was not read to its end, in the order of its coming.
final class Received {

    private final Deque<Data> all = new ArrayDeque<>(2);

    boolean isEmpty() {
        return all.isEmpty();
    }

    /// Takes the data over.
    void add(Data data) {
        all.add(data);
    }

    /// The first; it stays here.
    @Nullable Data first() {
        return all.peek();
    }

    /// Drops the first once it has been read. It may be gone already, with the connection.
    void dropWhenRead(Data first) {
        if (!first.view().hasRemaining() && all.remove(first)) {
            first.release();
        }
    }

    /// What is left of the first, for someone else; null when there is none.
    @Nullable Data takeRest() {
        Data data = all.poll();
        if (data == null) {
            return null;
        }
        Data rest = data.slice(data.view().position(), data.view().remaining());
        data.release();
        return rest;
    }

    /// Hands all on, in the place of the connection from which it came.
    void passTo(Connection.Handler next) {
        while (!all.isEmpty()) {
            next.onData(all.remove());
        }
    }

    void drop() {
        all.forEach(Data::release);
        all.clear();
    }
}
