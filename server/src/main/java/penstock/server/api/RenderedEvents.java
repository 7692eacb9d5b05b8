package penstock.server.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import penstock.kernel.store.Event;

/// The latest events as they go over the wire, so that ten thousand watchers of one change cost one encoding.
final class RenderedEvents {
    private static final int KEPT = 1_024;

    private final ReentrantLock lock = new ReentrantLock();

    private final Map<Long, byte[]> byRevision =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Long, byte[]> eldest) {
                    return size() > KEPT;
                }
            };

    byte[] bytes(Event event, Supplier<byte[]> render) {
        lock.lock();
        try {
            return byRevision.computeIfAbsent(event.revision(), _ -> render.get());
        } finally {
            lock.unlock();
        }
    }
}
