package penstock.gateway.cache;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import penstock.gateway.http.RequestHead;

/// The answers that are kept of one route. Looked up from all loops without a lock; whatever changes it takes one, for as long as it
/// takes to move a few references.
///
/// A key is what the client asked for: the authority, a blank, and the target. What else an answer is for stands in its place and
/// selection.
public final class AnswerCache {

    /// @param size bytes of all answers
    /// @param maxObject bytes of the body of one
    /// @param variants of one URL in one place
    public record Bounds(long size, int maxObject, int variants) {}

    /// How long it is remembered of a URL that its answers are not kept, so that requests for it do not wait for each other.
    private static final long NONE_NANOS = 60_000_000_000L;

    private static final Slot[] EMPTY = {};

    private record FillKey(String key, Place place, String selecting) {}

    private final CacheMemory memory;
    private final CacheMemory filling;
    private final Map<String, Slot[]> slots = new ConcurrentHashMap<>();

    // Guarded by the memory, as one cache may have to make room for another.
    private final Eviction eviction = new Eviction();
    private final Map<FillKey, Fill> fills = new HashMap<>();
    private Predicate<Place> isServed = place -> true;
    private long evicted;

    private volatile Bounds bounds;
    private volatile Storing storing;

    /// @param memory for what is kept
    /// @param filling for what is on its way
    public AnswerCache(CacheMemory memory, CacheMemory filling, Bounds bounds, Storing storing) {
        this.memory = memory;
        this.filling = filling;
        this.bounds = bounds;
        this.storing = storing;
        memory.add(this);
    }

    Storing storing() {
        return storing;
    }

    int maxObject() {
        return bounds.maxObject();
    }

    CacheMemory filling() {
        return filling;
    }

    // --- reading ---

    /// What is kept for a request.
    ///
    /// @param stored null when there is nothing
    /// @param use what may be done with it
    /// @param isNotKept whether the answers to such requests are known not to be kept
    /// @param isKnown whether there is something for other requests for the URL
    public record Found(
            @Nullable Stored stored, Stored.Use use, boolean isNotKept, boolean isKnown) {

        static final Found NOTHING = new Found(null, Stored.Use.NONE, false, false);
        static final Found OF_OTHERS = new Found(null, Stored.Use.NONE, false, true);
        static final Found NOT_KEPT = new Found(null, Stored.Use.NONE, true, false);
    }

    public Found find(String key, Place place, Asked asked, long now) {
        Slot[] all = slots.get(key);
        if (all == null) {
            return Found.NOTHING;
        }
        Found none = Found.NOTHING;
        // the newest is the last
        for (int i = all.length - 1; i >= 0; i--) {
            Slot slot = all[i];
            if (!slot.place.equals(place)) {
                continue;
            }
            Stored answer = slot.answer;
            if (answer == null) {
                if (now - slot.until < 0) {
                    slot.used();
                    none = Found.NOT_KEPT;
                }
            } else if (answer.selects(asked.request())) {
                slot.used();
                return new Found(answer, answer.use(asked, now), false, true);
            } else if (!none.isNotKept()) {
                none = Found.OF_OTHERS;
            }
        }
        return none;
    }

    // --- one request for many ---

    /// A fill for this request to make, or null when another makes it.
    ///
    /// @param wake told when the other is over; null when nobody waits for it
    public @Nullable Fill fill(
            String key, Place place, Asked asked, long now, @Nullable Waiter wake) {
        synchronized (memory) {
            var name = new FillKey(key, place, selecting(key, place, asked.request()));
            Fill other = fills.get(name);
            if (other == null) {
                var own = new Fill(this, key, place, name.selecting(), asked, now);
                fills.put(name, own);
                return own;
            }
            if (wake != null) {
                wake.fill = other.await(wake.wake) ? other : null;
            }
            return null;
        }
    }

    /// A request that may wait for the answer to another.
    public final class Waiter {
        private final Runnable wake;
        private @Nullable Fill fill;

        private Waiter(Runnable wake) {
            this.wake = wake;
        }

        public boolean isWaiting() {
            return fill != null;
        }

        /// It waits no longer.
        public void leave() {
            synchronized (memory) {
                if (fill != null) {
                    fill.leave(wake);
                }
            }
        }
    }

    /// @param wake called once, from any thread, when the other request is over
    public Waiter waiter(Runnable wake) {
        return new Waiter(wake);
    }

    private String selecting(String key, Place place, RequestHead request) {
        Slot[] all = slots.getOrDefault(key, EMPTY);
        for (int i = all.length - 1; i >= 0; i--) {
            Stored answer = all[i].answer;
            if (answer != null && all[i].place.equals(place)) {
                return answer.kept().selection().of(request);
            }
        }
        return "";
    }

    void end(Fill fill) {
        List<Runnable> told;
        synchronized (memory) {
            fills.remove(new FillKey(fill.key, fill.place, fill.selecting), fill);
            told = List.copyOf(fill.waiting());
            fill.waiting().clear();
        }
        told.forEach(Runnable::run);
    }

    // --- writing ---

    boolean keep(Fill fill, Stored answer) {
        synchronized (memory) {
            return put(fill, Slot.of(fill.key, fill.place, answer));
        }
    }

    void keepNone(Fill fill, long now) {
        synchronized (memory) {
            put(fill, Slot.ofNone(fill.key, fill.place, now + NONE_NANOS));
        }
    }

    private boolean put(Fill fill, Slot slot) {
        if (fill.isForgotten() || !isServed.test(slot.place)) {
            return false;
        }
        for (Slot old : slots.getOrDefault(slot.key, EMPTY)) {
            if (old.isReplacedBy(slot)) {
                remove(old);
            }
        }
        limitVariants(slot);
        if (!makeRoom(slot.weight)) {
            return false;
        }
        eviction.add(slot);
        slots.merge(slot.key, new Slot[] {slot}, AnswerCache::joined);
        return true;
    }

    private static Slot[] joined(Slot[] some, Slot[] more) {
        Slot[] all = Arrays.copyOf(some, some.length + more.length);
        System.arraycopy(more, 0, all, some.length, more.length);
        return all;
    }

    /// The oldest goes.
    private void limitVariants(Slot more) {
        List<Slot> same = new ArrayList<>();
        for (Slot old : slots.getOrDefault(more.key, EMPTY)) {
            if (old.place.equals(more.place)) {
                same.add(old);
            }
        }
        for (int i = 0; i <= same.size() - bounds.variants(); i++) {
            remove(same.get(i));
            evicted++;
        }
    }

    private boolean makeRoom(long bytes) {
        long most = bounds.size();
        if (bytes > most) {
            return false;
        }
        while (eviction.bytes() + bytes > most) {
            if (!evict()) {
                return false;
            }
        }
        while (!memory.take(bytes)) {
            AnswerCache largest = memory.largest();
            if (largest == null || !largest.evict()) {
                return false;
            }
        }
        return true;
    }

    /// False when there is nothing to go.
    private boolean evict() {
        Slot gone = eviction.next(bounds.size());
        if (gone == null) {
            return false;
        }
        forget(gone);
        evicted++;
        return true;
    }

    /// Of all that is kept, under the lock.
    long held() {
        return eviction.bytes();
    }

    private void remove(Slot slot) {
        eviction.remove(slot);
        forget(slot);
    }

    private void forget(Slot slot) {
        memory.give(slot.weight);
        slots.computeIfPresent(
                slot.key,
                (key, all) -> {
                    Slot[] left =
                            Arrays.stream(all).filter(one -> one != slot).toArray(Slot[]::new);
                    return left.length == 0 ? null : left;
                });
    }

    void drop(Fill fill, Stored answer) {
        synchronized (memory) {
            for (Slot slot : slots.getOrDefault(fill.key, EMPTY)) {
                if (slot.answer == answer) {
                    remove(slot);
                }
            }
        }
    }

    /// What is kept of a URL is not right any more, whatever the place.
    public void invalidate(String key) {
        synchronized (memory) {
            for (Slot slot : slots.getOrDefault(key, EMPTY)) {
                remove(slot);
            }
            fills.values().stream().filter(fill -> fill.key.equals(key)).forEach(Fill::forget);
        }
    }

    /// Forgets what is kept of targets that begin so; returns how many answers.
    public int purge(String prefix) {
        synchronized (memory) {
            fills.values().stream().filter(fill -> isBelow(fill.key, prefix)).forEach(Fill::forget);
            int before = eviction.count();
            for (Slot[] all : slots.values()) {
                for (Slot slot : all) {
                    if (isBelow(slot.key, prefix)) {
                        remove(slot);
                    }
                }
            }
            return before - eviction.count();
        }
    }

    private static boolean isBelow(String key, String prefix) {
        return key.startsWith(prefix, key.lastIndexOf(' ') + 1);
    }

    /// From now on these bounds and rules hold, and only these places are served; what is kept for others goes.
    public void apply(Bounds size, Storing rules, Predicate<Place> served) {
        synchronized (memory) {
            if (size.maxObject() < bounds.maxObject() || !rules.equals(storing)) {
                purge("");
            }
            bounds = size;
            storing = rules;
            isServed = served;
            for (Slot[] all : slots.values()) {
                for (Slot slot : all) {
                    if (!served.test(slot.place)) {
                        remove(slot);
                    }
                }
            }
            while (eviction.bytes() > size.size()) {
                evict();
            }
        }
    }

    /// The route is gone, or keeps nothing any more.
    public void close() {
        synchronized (memory) {
            isServed = place -> false;
            purge("");
            memory.remove(this);
        }
    }

    // --- figures ---

    public long bytes() {
        synchronized (memory) {
            return eviction.bytes();
        }
    }

    public int count() {
        synchronized (memory) {
            return eviction.count();
        }
    }

    /// How many have gone for want of room since the last time.
    public long takeEvicted() {
        synchronized (memory) {
            long taken = evicted;
            evicted = 0;
            return taken;
        }
    }
}
