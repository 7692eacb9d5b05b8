package penstock.gateway.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.gateway.routes.Access;
import penstock.gateway.routes.AccessCount;
import penstock.gateway.routes.AddressRange;

/// Which clients may use a route, with what its files say at present. Read by all loops; the files are looked at from another thread.
final class LiveAccess {

    private static final Logger LOG = LoggerFactory.getLogger(LiveAccess.class);

    final Access words;

    private final String routeId;
    private final Source allow;
    private final Source deny;
    private final AtomicLong denied = new AtomicLong();
    private final AtomicLong wouldDeny = new AtomicLong();
    private volatile AddressTable table;

    /// Ranges of one list, with those of its file as it was last good.
    private static final class Source {
        private final Access.Listed listed;
        private AddressFile.@Nullable Stamp stamp;
        private List<AddressRange> fromFile = List.of();
        private boolean isFaulty;

        Source(Access.Listed listed) {
            this.listed = listed;
        }

        List<AddressRange> ranges() {
            List<AddressRange> all = new ArrayList<>(listed.ranges());
            all.addAll(fromFile);
            return all;
        }

        /// Whether the file says something else than before.
        boolean look(String routeId) {
            Optional<String> file = listed.file();
            if (file.isEmpty()) {
                return false;
            }
            // taken before the file is read, so that a change while it is read is seen later
            var now = AddressFile.Stamp.of(file.get());
            if (now.equals(stamp)) {
                return false;
            }
            stamp = now;
            AddressFile.Read read = AddressFile.read(file.get());
            isFaulty = !read.faults().isEmpty();
            if (isFaulty) {
                LOG.atWarn()
                        .addKeyValue("route", routeId)
                        .addKeyValue("faults", read.faults())
                        .log(
                                "a list of addresses cannot be used, what it said before still counts");
                return false;
            }
            fromFile = read.ranges();
            return true;
        }
    }

    /// Reads the files, so not on a loop.
    LiveAccess(String routeId, Access words) {
        this.routeId = routeId;
        this.words = words;
        this.allow = new Source(words.allow());
        this.deny = new Source(words.deny());
        allow.look(routeId);
        deny.look(routeId);
        this.table = new AddressTable(allow.ranges(), deny.ranges());
    }

    boolean hasFiles() {
        return words.allow().file().isPresent() || words.deny().file().isPresent();
    }

    /// Looks whether files have changed.
    synchronized void look() {
        boolean isChanged = allow.look(routeId);
        isChanged |= deny.look(routeId);
        if (isChanged) {
            table = new AddressTable(allow.ranges(), deny.ranges());
        }
    }

    private boolean isAllowed(String client) {
        return switch (table.of(AddressRange.bytes(client))) {
            case ALLOWED -> true;
            case DENIED -> false;
            case UNSAID -> words.allow().isEmpty();
        };
    }

    /// Whether a client may use the route. Counts one that may not.
    boolean admits(String client) {
        if (isAllowed(client)) {
            return true;
        }
        (words.isDryRun() ? wouldDeny : denied).incrementAndGet();
        return words.isDryRun();
    }

    /// Takes the counts away.
    synchronized AccessCount take() {
        long faults = (allow.isFaulty ? 1 : 0) + (deny.isFaulty ? 1 : 0);
        long ranges = allow.ranges().size() + (long) deny.ranges().size();
        return new AccessCount(
                routeId, denied.getAndSet(0), wouldDeny.getAndSet(0), ranges, faults);
    }
}
