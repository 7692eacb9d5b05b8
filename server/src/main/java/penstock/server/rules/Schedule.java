package penstock.server.rules;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import penstock.metrics.rules.RuleGroup;

/// Says which group is evaluated when. A group is with one worker at a time; the slots of its interval that go by meanwhile are
/// missed.
final class Schedule {
    private final InstantSource clock;
    private final long patience;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private List<Entry> entries = List.of();
    private boolean isClosed;

    /// A group and when it is evaluated next. Times are milliseconds since 1970.
    private static final class Entry {
        private final RunningGroup group;
        private final boolean isLast;
        private long next;
        private long last = Long.MIN_VALUE;
        private boolean isTaken;
        private boolean isOver;

        private Entry(RunningGroup group, long next, boolean isLast) {
            this.group = group;
            this.next = next;
            this.isLast = isLast;
        }

        private boolean isFree() {
            return !isTaken && !isOver;
        }
    }

    /// An evaluation that is to be done now.
    ///
    /// @param missed slots before it that nobody came to
    record Turn(RunningGroup group, long time, long missed) {}

    /// @param patience how long [#next] waits at most, in milliseconds: the clock may be set meanwhile
    Schedule(InstantSource clock, long patience) {
        this.clock = clock;
        this.patience = patience;
    }

    /// @param gone groups to be evaluated once more, without rules, so that their series end
    void of(Collection<RunningGroup> groups, Collection<RunningGroup> gone) {
        long now = clock.millis();
        lock.lock();
        try {
            var all = new ArrayList<Entry>();
            for (var group : groups) {
                var known = find(group);
                all.add(known == null ? new Entry(group, after(group, now), false) : known);
            }
            for (var each : entries) {
                if (each.isLast && !each.isOver) {
                    all.add(each);
                }
            }
            for (var group : gone) {
                group.become(without(group.group()));
                all.add(new Entry(group, now, true));
            }
            entries = List.copyOf(all);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static RuleGroup without(RuleGroup group) {
        return new RuleGroup(
                group.file(),
                group.name(),
                group.interval(),
                group.limit(),
                group.queryOffset(),
                List.of());
    }

    private @Nullable Entry find(RunningGroup group) {
        for (var entry : entries) {
            if (entry.group == group) {
                return entry;
            }
        }
        return null;
    }

    private static long after(RunningGroup group, long time) {
        return group.group().slotBefore(time) + group.group().interval();
    }

    /// Waits a little for a group that is due.
    Optional<Turn> next() throws InterruptedException {
        lock.lock();
        try {
            boolean hasWaited = false;
            while (!isClosed) {
                long now = clock.millis();
                var turn = due(now);
                if (turn.isPresent() || hasWaited) {
                    return turn;
                }
                changed.await(untilNext(now), TimeUnit.MILLISECONDS);
                hasWaited = true;
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private Optional<Turn> due(long now) {
        for (var entry : entries) {
            if (entry.isFree() && entry.next <= now) {
                var turn = turn(entry, now);
                if (turn.isPresent()) {
                    return turn;
                }
            }
        }
        return Optional.empty();
    }

    private long untilNext(long now) {
        long wait = patience;
        for (var entry : entries) {
            if (!entry.isFree()) {
                continue;
            }
            if (entry.next - now > entry.group.group().interval()) {
                // The clock was set back, or the interval is shorter than before.
                entry.next = after(entry.group, now);
            }
            wait = Math.min(wait, entry.next - now);
        }
        return Math.max(1, wait);
    }

    private static Optional<Turn> turn(Entry entry, long now) {
        var group = entry.group.group();
        if (entry.isLast) {
            entry.isTaken = true;
            return Optional.of(new Turn(entry.group, now, 0));
        }
        long slot = group.slotBefore(now);
        boolean isRepeated = slot <= entry.last && entry.last <= now;
        long missed = Math.max(0, (slot - entry.next) / group.interval());
        entry.next = slot + group.interval();
        if (isRepeated) {
            return Optional.empty();
        }
        entry.last = slot;
        entry.isTaken = true;
        return Optional.of(new Turn(entry.group, slot, missed));
    }

    /// Gives a group back.
    void done(RunningGroup group) {
        lock.lock();
        try {
            for (var entry : entries) {
                if (entry.group == group && entry.isTaken) {
                    entry.isTaken = false;
                    entry.isOver = entry.isLast;
                }
            }
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
