package penstock.gateway;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for a condition, with a deadline that is only there to end a failing test.
public final class Await {

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private Await() {}

    public static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("the condition did not come true within " + DEADLINE);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    /// Waits until the figure is above 0 and has been the same for two hundred looks; what it is then.
    static long standstill(AtomicLong figure) {
        var last = new AtomicLong(-1);
        var same = new AtomicLong();
        until(
                () -> {
                    long now = figure.get();
                    same.set(now > 0 && now == last.getAndSet(now) ? same.get() + 1 : 0);
                    return same.get() > 200;
                });
        return figure.get();
    }
}
