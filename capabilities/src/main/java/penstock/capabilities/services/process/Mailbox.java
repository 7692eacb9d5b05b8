package penstock.capabilities.services.process;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// What has reached a supervisor. An event that could not be dealt with is kept and comes once more: a stop is ordered once.
final class Mailbox {
    private final LinkedBlockingQueue<Event> arrived = new LinkedBlockingQueue<>();

    /// Taken by the supervisor's thread, and used by that alone.
    private final Queue<Event> open = new ArrayDeque<>();

    void add(Event event) {
        arrived.add(event);
    }

    /// Waits until another event arrives or the time is over.
    void await(long nanos) throws InterruptedException {
        var next = arrived.poll(nanos, TimeUnit.NANOSECONDS);
        if (next != null) {
            open.add(next);
        }
    }

    /// Whether there are events that could not be dealt with.
    boolean hasOpen() {
        return !open.isEmpty();
    }

    /// Deals with each event in order. One that fails is kept, and the others have their turn before its failure is told.
    ///
    /// @param last done at the end, whatever has failed
    void deal(Consumer<Event> with, Runnable last) {
        var failures = new ArrayList<Throwable>();
        open.removeIf(
                event -> {
                    try {
                        with.accept(event);
                        return true;
                    } catch (RuntimeException | Error e) {
                        failures.add(e);
                        return false;
                    }
                });
        last.run();
        if (!failures.isEmpty()) {
            throw new IllegalStateException(
                    "an event could not be dealt with", failures.getFirst());
        }
    }
}
