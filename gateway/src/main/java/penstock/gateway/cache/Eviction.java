package penstock.gateway.cache;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which slot goes when there is no room: S3-FIFO (J. Yang, Y. Zhang, Z. Qiu, Y. Yue, K. V. Rashmi: "FIFO queues are all you need for
/// cache eviction", SOSP 2023), by bytes. What is new waits in a small queue, and whoever is not read twice there goes first, so that
/// requests for many different URLs do not drive out what is read often. For one thread at a time.
final class Eviction {

    /// The small queue's share of all bytes is one in this many.
    private static final int SMALL_SHARE = 10;

    private static final int LEAST_GHOSTS = 64;

    private final Queue small = new Queue();
    private final Queue main = new Queue();

    /// Hashes of what has left the small queue unread, in the order of its going.
    private final Set<Integer> ghosts = new LinkedHashSet<>();

    private int count;

    long bytes() {
        return small.bytes() + main.bytes();
    }

    int count() {
        return count;
    }

    void add(Slot slot) {
        count++;
        if (ghosts.remove(slot.key.hashCode())) {
            main.add(slot);
        } else {
            small.add(slot);
        }
    }

    void remove(Slot slot) {
        Queue queue = slot.queue;
        if (queue != null) {
            queue.remove(slot);
            count--;
        }
    }

    /// Takes out the one to go; null when there is none.
    ///
    /// @param most bytes there may be
    @Nullable Slot next(long most) {
        while (true) {
            boolean isFromSmall =
                    small.first() != null
                            && (small.bytes() > most / SMALL_SHARE || main.first() == null);
            Slot gone = isFromSmall ? fromSmall() : fromMain();
            if (gone != null) {
                return gone;
            }
            if (small.first() == null && main.first() == null) {
                return null;
            }
        }
    }

    /// Null when it was moved on instead.
    private @Nullable Slot fromSmall() {
        Slot slot = small.first();
        if (slot == null) {
            return null;
        }
        small.remove(slot);
        if (slot.uses > 1) {
            slot.uses = 0;
            main.add(slot);
            return null;
        }
        count--;
        remember(slot.key.hashCode());
        return slot;
    }

    private @Nullable Slot fromMain() {
        Slot slot = main.first();
        if (slot == null) {
            return null;
        }
        main.remove(slot);
        if (slot.uses > 0) {
            slot.uses--;
            main.add(slot);
            return null;
        }
        count--;
        return slot;
    }

    private void remember(int hash) {
        ghosts.add(hash);
        Iterator<Integer> oldest = ghosts.iterator();
        while (ghosts.size() > Math.max(LEAST_GHOSTS, count)) {
            oldest.next();
            oldest.remove();
        }
    }
}
