package penstock.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import penstock.kernel.control.Timer;

/// A clock that stands still until a test moves it. Tasks that fall due while it moves run on the caller's thread, in
/// the order of their times, each with the clock at its own time.
public final class VirtualClock implements Timer {
    private record Due(Instant at, long order, Runnable task) {}

    private final PriorityQueue<Due> waiting =
            new PriorityQueue<>(Comparator.comparing(Due::at).thenComparingLong(Due::order));
    private Instant now;
    private long order;

    private VirtualClock(Instant now) {
        this.now = now;
    }

    /// Stands at 2026-01-01, midnight in UTC.
    public static VirtualClock create() {
        return new VirtualClock(Instant.parse("2026-01-01T00:00:00Z"));
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    @Override
    public synchronized Alarm after(Duration delay, Runnable task) {
        var due = new Due(now.plus(delay), order++, task);
        waiting.add(due);
        return () -> cancel(due);
    }

    private synchronized void cancel(Due due) {
        waiting.remove(due);
    }

    public void advance(Duration time) {
        advance(time, () -> {});
    }

    /// Moves from one due task to the next; after each of them `settle` runs, for example until a control loop is quiet
    /// again, so that what the task set off happens at its time and not at the end.
    public void advance(Duration time, Runnable settle) {
        var end = instant().plus(time);
        settle.run();
        for (var due = next(end); due.isPresent(); due = next(end)) {
            due.get().run();
            settle.run();
        }
        moveTo(end);
        settle.run();
    }

    private synchronized Optional<Runnable> next(Instant end) {
        var first = waiting.peek();
        if (first == null || first.at().isAfter(end)) {
            return Optional.empty();
        }
        waiting.remove();
        moveTo(first.at());
        return Optional.of(first.task());
    }

    private synchronized void moveTo(Instant time) {
        now = time.isAfter(now) ? time : now;
    }

    /// Sets the wall clock without running anything, as an administrator or a time server does; also backwards.
    public synchronized void jump(Duration by) {
        now = now.plus(by);
    }

    /// How many tasks wait for their time.
    public synchronized int pending() {
        return waiting.size();
    }
}
