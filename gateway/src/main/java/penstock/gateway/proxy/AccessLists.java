package penstock.gateway.proxy;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.gateway.routes.Access;
import penstock.gateway.routes.AccessCount;
import penstock.gateway.routes.AccessPlace;
import penstock.gateway.routes.Domain;
import penstock.gateway.routes.Entry;
import penstock.gateway.routes.Route;
import penstock.gateway.routes.RouteTable;

/// The lists of addresses of all routes, entries and domains, kept from table to table, and the thread that looks after their files.
final class AccessLists implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AccessLists.class);

    /// Between two looks at files.
    static final Duration LOOK = Duration.ofSeconds(2);

    /// Ranges in all files together: the program has 48 MiB of heap.
    private static final int MOST = 200_000;

    private final LiveAccess.Room room = new LiveAccess.Room(MOST);
    private final Map<AccessPlace, LiveAccess> lists = new HashMap<>();
    private final Duration every;
    private @Nullable Thread watch;

    /// @param every the time between two looks at files
    AccessLists(Duration every) {
        this.every = every;
    }

    /// Only what this table has is left, so that its room is there for others.
    synchronized void retain(RouteTable table) {
        Set<AccessPlace> wanted = new HashSet<>();
        table.routes().stream()
                .filter(route -> route.rules().edge().access().isPresent())
                .forEach(route -> wanted.add(AccessPlace.of(route)));
        table.entries().list().stream()
                .filter(entry -> entry.own().access().isPresent())
                .forEach(entry -> wanted.add(AccessPlace.of(entry)));
        table.domains().all().stream()
                .filter(domain -> domain.access().isPresent())
                .forEach(domain -> wanted.add(AccessPlace.of(domain)));
        lists.entrySet()
                .removeIf(
                        one -> {
                            boolean isGone = !wanted.contains(one.getKey());
                            if (isGone) {
                                one.getValue().release();
                            }
                            return isGone;
                        });
    }

    /// Null when all clients may use the route. Reads files, so not on a loop, as the next two.
    @Nullable LiveAccess of(Route route) {
        return find(AccessPlace.of(route), route.rules().edge().access().orElse(null));
    }

    /// Null when all clients may come by the entry.
    @Nullable LiveAccess of(Entry entry) {
        return find(AccessPlace.of(entry), entry.own().access().orElse(null));
    }

    /// Null when all clients may ask for the hosts.
    @Nullable LiveAccess of(Domain domain) {
        return find(AccessPlace.of(domain), domain.access().orElse(null));
    }

    private synchronized @Nullable LiveAccess find(AccessPlace place, @Nullable Access words) {
        if (words == null) {
            return null;
        }
        LiveAccess known = lists.get(place);
        if (known != null && known.words.equals(words)) {
            return known;
        }
        if (known != null) {
            known.release();
        }
        var fresh = new LiveAccess(place, words, room);
        lists.put(place, fresh);
        if (fresh.hasFiles() && watch == null) {
            watch = Thread.ofVirtual().name("addresses").start(this::watch);
        }
        return fresh;
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(every);
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
        } catch (RuntimeException | Error mistake) {
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
