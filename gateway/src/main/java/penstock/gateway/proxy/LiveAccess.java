package penstock.gateway.proxy;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.gateway.routes.Access;
import penstock.gateway.routes.AccessCount;
import penstock.gateway.routes.AccessPlace;
import penstock.gateway.routes.AddressRange;

/// Which clients may use a service, come by a rule or ask for the hosts of a domain, with what its files say at present. Read by all loops; all else is for one thread at a time.
final class LiveAccess {

    private static final Logger LOG = LoggerFactory.getLogger(LiveAccess.class);

    final Access words;

    private final AccessPlace place;
    private final Room room;
    private final Source allow;
    private final Source deny;
    private final AtomicLong denied = new AtomicLong();
    private final AtomicLong wouldDeny = new AtomicLong();
    private volatile AddressTable table;

    /// One list, with what its file said when it was last good.
    private static final class Source {
        private final Access.Listed listed;
        private AddressFile.@Nullable Stamp stamp;
        private AddressRanges fromFile = new AddressRanges();
        private List<String> faults = List.of();

        Source(Access.Listed listed) {
            this.listed = listed;
        }

        int size() {
            return listed.ranges().size() + fromFile.size();
        }

        AddressRanges ranges() {
            if (listed.ranges().isEmpty()) {
                return fromFile;
            }
            var all = AddressRanges.of(listed.ranges());
            all.addAll(fromFile);
            return all;
        }

        /// Whether the file says something else than before.
        boolean look(AccessPlace place, Room room) {
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
            AddressFile.Read read = AddressFile.read(file.get(), room.left() + fromFile.size());
            List<String> before = faults;
            faults = read.faults();
            if (read.isTooMuch()) {
                // there may be room later
                stamp = null;
            }
            if (!faults.isEmpty() && faults.equals(before)) {
                return false;
            }
            if (!faults.isEmpty()) {
                LOG.atWarn()
                        .addKeyValue("of", place)
                        .addKeyValue("faults", faults)
                        .log(
                                "a list of addresses cannot be used, what it said before still counts");
                return false;
            }
            room.take(read.ranges().size() - fromFile.size());
            fromFile = read.ranges();
            return true;
        }
    }

    /// For ranges in files, of all routes together. Used by one thread at a time.
    static final class Room {
        private int left;

        Room(int most) {
            left = most;
        }

        int left() {
            return left;
        }

        private void take(int more) {
            left -= more;
        }
    }

    /// Reads the files, so not on a loop.
    LiveAccess(AccessPlace place, Access words, Room room) {
        this.place = place;
        this.words = words;
        this.room = room;
        this.allow = new Source(words.allow());
        this.deny = new Source(words.deny());
        allow.look(place, room);
        deny.look(place, room);
        this.table = new AddressTable(allow.ranges(), deny.ranges());
    }

    /// It is used no more.
    void release() {
        room.take(-(allow.fromFile.size() + deny.fromFile.size()));
    }

    boolean hasFiles() {
        return words.allow().file().isPresent() || words.deny().file().isPresent();
    }

    /// Looks whether files have changed.
    void look() {
        boolean isChanged = allow.look(place, room);
        isChanged |= deny.look(place, room);
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

    /// Whether a client may. Counts one that may not.
    boolean admits(String client) {
        if (isAllowed(client)) {
            return true;
        }
        (words.isDryRun() ? wouldDeny : denied).incrementAndGet();
        return words.isDryRun();
    }

    /// Takes the counts away.
    AccessCount take() {
        int faults = (allow.faults.isEmpty() ? 0 : 1) + (deny.faults.isEmpty() ? 0 : 1);
        int ranges = allow.size() + deny.size();
        return new AccessCount(place, denied.getAndSet(0), wouldDeny.getAndSet(0), ranges, faults);
    }
}
