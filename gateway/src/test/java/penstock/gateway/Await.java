package penstock.gateway;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for a condition, with a deadline that is only there to end a failing test.
final class Await {

    private static final Duration DEADLINE = Duration.ofSeconds(15);

    private Await() {}

    static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("the condition did not come true within " + DEADLINE);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }
}
