package penstock.gateway.proxy;

import java.util.LinkedHashSet;
import org.jspecify.annotations.Nullable;

/// Requests that wait for a version's instances to have less to do, in the order of their coming, from all loops.
///
/// One that is woken tries again on its loop; if somebody was faster, it waits on in front. Who comes while others wait goes
/// behind them.
final class WaitQueue {

    /// A request's place.
    static final class Place {
        private final Runnable resume;
        private final Loop loop;
        final long until;
        private boolean isCalled;

        /// `resume` tries the request again.
        Place(Loop loop, Runnable resume, long until) {
            this.loop = loop;
            this.resume = resume;
            this.until = until;
        }
    }

    private final LinkedHashSet<Place> places = new LinkedHashSet<>();
    private volatile int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /// Takes a place, the one it had before if there was one; false when too many wait.
    synchronized boolean enter(Place place, int limit) {
        if (place.isCalled) {
            place.isCalled = false;
            places.addFirst(place);
        } else if (places.contains(place)) {
            return true;
        } else if (places.size() < limit) {
            places.addLast(place);
        } else {
            return false;
        }
        size = places.size();
        return true;
    }

    /// Whether it is its turn, or it is the first of those who wait.
    synchronized boolean isNext(Place place) {
        return place.isCalled || (!places.isEmpty() && places.getFirst() == place);
    }

    /// Goes on without a place, as if nobody had come.
    synchronized void leave(Place place) {
        places.remove(place);
        size = places.size();
        place.isCalled = false;
    }

    /// It has waited for as long as it may, so it has a last try.
    void callLate(Place place) {
        synchronized (this) {
            if (!places.remove(place)) {
                return;
            }
            size = places.size();
            place.isCalled = true;
        }
        place.loop.execute(place.resume);
    }

    /// There may be room for one.
    void wake() {
        if (size == 0) {
            return;
        }
        Place next = call();
        if (next != null) {
            next.loop.execute(next.resume);
        }
    }

    private synchronized @Nullable Place call() {
        if (places.isEmpty()) {
            return null;
        }
        Place next = places.removeFirst();
        size = places.size();
        next.isCalled = true;
        return next;
    }
}
