package penstock.bench.loss;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// How long this program itself waited for a processor, so that what its users noticed late is not laid at the gateway's door. A thread
/// like theirs wakes up again and again and looks how much later that was than it wanted.
final class Starvation implements AutoCloseable {
    private static final long TICK_NANOS = Duration.ofMillis(20).toNanos();
    private static final long LEAST_NANOS = Duration.ofMillis(50).toNanos();

    /// @param toNanos when it was over, on the load's clock
    private record Stall(long fromNanos, long toNanos) {
        long nanos() {
            return toNanos - fromNanos;
        }
    }

    private final LongSupplier clock;
    private final List<Stall> stalls = new ArrayList<>();
    private final Thread thread;
    private long due;
    private volatile boolean isOver;

    /// Begins at once.
    ///
    /// @param clock the load's, in nanoseconds
    Starvation(LongSupplier clock) {
        this.clock = clock;
        this.due = clock.getAsLong() + TICK_NANOS;
        this.thread = Thread.ofVirtual().name("starvation").start(this::watch);
    }

    private void watch() {
        while (!isOver) {
            LockSupport.parkNanos(TICK_NANOS);
            note(clock.getAsLong());
        }
    }

    /// The thread has woken up.
    synchronized void note(long nowNanos) {
        if (nowNanos - due >= LEAST_NANOS) {
            stalls.add(new Stall(due, nowNanos));
        }
        due = nowNanos + TICK_NANOS;
    }

    /// The longest wait that was not over before one moment and had begun before another, in nanoseconds.
    synchronized long worstNanos(long fromNanos, long toNanos) {
        long now = clock.getAsLong();
        long worst = now < fromNanos ? 0 : Math.max(0, Math.min(toNanos, now) - due);
        for (int i = stalls.size() - 1; i >= 0 && stalls.get(i).toNanos() >= fromNanos; i--) {
            if (stalls.get(i).fromNanos() <= toNanos) {
                worst = Math.max(worst, stalls.get(i).nanos());
            }
        }
        return worst < LEAST_NANOS ? 0 : worst;
    }

    /// Of the whole run, in milliseconds.
    synchronized long worstMillis() {
        return stalls.stream().mapToLong(Stall::nanos).max().orElse(0) / 1_000_000;
    }

    @Override
    public void close() {
        isOver = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
