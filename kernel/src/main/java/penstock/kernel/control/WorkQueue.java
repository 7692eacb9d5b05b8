package penstock.kernel.control;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import penstock.model.Ref;

/// Names that need a look. A name waits at most once, is looked at by one worker at a time, and is looked at again when
/// it was woken meanwhile. Urgent names go before all others.
final class WorkQueue {
    private enum Urgency {
        NONE,
        NORMAL,
        URGENT
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final SequencedSet<Ref> urgent = new LinkedHashSet<>();
    private final SequencedSet<Ref> normal = new LinkedHashSet<>();

    /// What is being looked at, and whether it was woken meanwhile.
    private final Map<Ref, Urgency> running = new HashMap<>();

    private boolean isPaused;
    private boolean isClosed;

    void add(Ref ref) {
        add(ref, Urgency.NORMAL);
    }

    void addUrgently(Ref ref) {
        add(ref, Urgency.URGENT);
    }

    private void add(Ref ref, Urgency urgency) {
        lock.lock();
        try {
            if (running.containsKey(ref)) {
                running.merge(
                        ref, urgency, (before, now) -> now.compareTo(before) > 0 ? now : before);
            } else {
                enqueue(ref, urgency);
            }
        } finally {
            lock.unlock();
        }
    }

    private void enqueue(Ref ref, Urgency urgency) {
        switch (urgency) {
            case NONE -> {}
            case URGENT -> {
                normal.remove(ref);
                urgent.add(ref);
            }
            case NORMAL -> {
                if (!urgent.contains(ref)) {
                    normal.add(ref);
                }
            }
        }
        changed.signalAll();
    }

    /// Waits for a name; empty once the queue is closed. Every name taken must be given back with [#done].
    ///
    /// @param isReserved for the worker that urgent names always find free
    Optional<Ref> take(boolean isReserved) throws InterruptedException {
        lock.lock();
        try {
            while (!isClosed) {
                if (!isPaused && !urgent.isEmpty()) {
                    return Optional.of(start(urgent));
                }
                if (!isPaused && !isReserved && !normal.isEmpty()) {
                    return Optional.of(start(normal));
                }
                changed.await();
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private Ref start(SequencedSet<Ref> lane) {
        var ref = lane.removeFirst();
        running.put(ref, Urgency.NONE);
        return ref;
    }

    void done(Ref ref) {
        lock.lock();
        try {
            var woken = running.remove(ref);
            if (woken != null) {
                enqueue(ref, woken);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Whether a name being looked at was woken urgently meanwhile: what was decided before is out of date.
    boolean isOvertaken(Ref ref) {
        lock.lock();
        try {
            return running.get(ref) == Urgency.URGENT;
        } finally {
            lock.unlock();
        }
    }

    /// Waits until nothing waits, nobody looks and `also` holds; false when that took too long. Whoever changes what
    /// `also` depends on calls [#poke].
    boolean awaitQuiet(BooleanSupplier also, Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lock();
        try {
            while (!urgent.isEmpty()
                    || !normal.isEmpty()
                    || !running.isEmpty()
                    || !also.getAsBoolean()) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    void poke() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// While paused, names gather but nobody takes any.
    void pause(boolean isOn) {
        lock.lock();
        try {
            isPaused = isOn;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            isClosed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
