package penstock.kernel.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// The last changes in memory, and the place where watchers wait for the next one. Readers take no lock: ten thousand
/// of them wake without queueing behind each other.
final class Feed {
    /// The last published revision, and what opens when a later one follows.
    private record Tip(long revision, CountDownLatch next) {}

    /// Slot of a change: its revision modulo the length. A slot is only trusted if it holds the revision asked for.
    private final AtomicReferenceArray<Event> recent;

    private volatile Tip tip;
    private volatile boolean isClosed;

    Feed(long revision, int size) {
        recent = new AtomicReferenceArray<>(size);
        tip = new Tip(revision, new CountDownLatch(1));
    }

    long revision() {
        return tip.revision();
    }

    boolean isClosed() {
        return isClosed;
    }

    /// Called by the writer thread alone, with changes in order and without gaps.
    void publish(List<Event> events) {
        if (events.isEmpty()) {
            return;
        }
        for (var event : events) {
            recent.set(slot(event.revision()), event);
        }
        var before = tip;
        tip = new Tip(events.getLast().revision(), new CountDownLatch(1));
        before.next().countDown();
    }

    /// Waits until something later than `revision` was published or the feed closes; false when neither happened.
    boolean await(long revision, long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        for (var seen = tip; seen.revision() <= revision && !isClosed; seen = tip) {
            if (!seen.next().await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                return false;
            }
        }
        return true;
    }

    /// Changes after a revision; empty if the first of them is no longer in memory.
    Optional<List<Event>> after(long revision, int limit) {
        var events = new ArrayList<Event>();
        long last = Math.min(tip.revision(), revision + limit);
        for (long next = revision + 1; next <= last; next++) {
            var event = recent.get(slot(next));
            if (event == null || event.revision() != next) {
                break;
            }
            events.add(event);
        }
        return events.isEmpty() ? Optional.empty() : Optional.of(events);
    }

    private int slot(long revision) {
        return (int) (revision % recent.length());
    }

    void close() {
        isClosed = true;
        tip.next().countDown();
    }
}
