package penstock.gateway.proxy;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.gateway.routes.AccessCount;
import penstock.gateway.routes.Route;

/// The lists of addresses of all routes, kept from table to table, and the thread that looks after their files.
final class AccessLists implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AccessLists.class);
    private static final Duration LOOK = Duration.ofSeconds(2);

    /// Ranges in all files together: the program has 48 MiB of heap.
    private static final int MOST = 200_000;

    private final LiveAccess.Room room = new LiveAccess.Room(MOST);
    private final Map<String, LiveAccess> lists = new HashMap<>();
    private @Nullable Thread watch;

    /// Null when all clients may use the route. Reads files, so not on a loop.
    synchronized @Nullable LiveAccess of(Route route) {
        var words = route.rules().edge().access().orElse(null);
        LiveAccess known = lists.get(route.id());
        if (known != null && known.words.equals(words)) {
            return known;
        }
        if (known != null) {
            known.release();
            lists.remove(route.id());
        }
        if (words == null) {
            return null;
        }
        var fresh = new LiveAccess(route.id(), words, room);
        lists.put(route.id(), fresh);
        if (fresh.hasFiles() && watch == null) {
            watch = Thread.ofVirtual().name("addresses").start(this::watch);
        }
        return fresh;
    }

    /// Only these routes are left.
    synchronized void retain(List<String> routes) {
        lists.entrySet()
                .removeIf(
                        one -> {
                            boolean isGone = !routes.contains(one.getKey());
                            if (isGone) {
                                one.getValue().release();
                            }
                            return isGone;
                        });
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(LOOK);
                look();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /// A mistake of ours must not be the last look.
    private synchronized void look() {
        try {
            lists.values().forEach(LiveAccess::look);
        } catch (RuntimeException mistake) {
            LOG.atError().setCause(mistake).log("lists of addresses could not be looked at");
        }
    }

    /// Takes the counts away.
    synchronized List<AccessCount> take() {
        return lists.values().stream().map(LiveAccess::take).toList();
    }

    @Override
    public synchronized void close() {
        if (watch != null) {
            watch.interrupt();
        }
    }
}
