package penstock.gateway.proxy;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// How many connections to an instance are open, from all loops, and who waits for one of them to be closed. 0 is no limit.
///
/// The lock is taken once when a connection is opened and once when it is closed.
final class ConnectionSlots {

    private record Dial(Loop loop, Runnable dial) {}

    private final Deque<Dial> waiting = new ArrayDeque<>();
    private volatile int limit;
    private int open;

    void limit(int most) {
        limit = most;
        next();
    }

    synchronized int open() {
        return open;
    }

    boolean isAwaited() {
        return limit != 0 && waits();
    }

    private synchronized boolean waits() {
        return !waiting.isEmpty();
    }

    /// Runs `dial` on the loop, now or as soon as a connection may be opened; false when it has to wait. Each that has run
    /// is given back with `closed`.
    boolean dial(Loop loop, Runnable dial) {
        synchronized (this) {
            if (limit != 0 && open >= limit) {
                waiting.addLast(new Dial(loop, dial));
                return false;
            }
            open++;
        }
        dial.run();
        return true;
    }

    /// A connection is opened that may be, whatever the limit; it counts too.
    synchronized void opened() {
        open++;
    }

    /// A connection is closed, or was never there.
    void closed() {
        synchronized (this) {
            open--;
        }
        next();
    }

    private void next() {
        for (Dial dial = poll(); dial != null; dial = poll()) {
            dial.loop().execute(dial.dial());
        }
    }

    private synchronized @Nullable Dial poll() {
        if (waiting.isEmpty() || (limit != 0 && open >= limit)) {
            return null;
        }
        open++;
        return waiting.pollFirst();
    }
}
