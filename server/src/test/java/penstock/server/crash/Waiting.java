package penstock.server.crash;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Looks again and again until something is so; a minute at most.
final class Waiting {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);
    private static final long EVERY = TimeUnit.MILLISECONDS.toNanos(10);

    private Waiting() {}

    static void until(BooleanSupplier condition, Supplier<String> otherwise) {
        long deadline = System.nanoTime() + PATIENCE;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited in vain; " + otherwise.get());
            }
            LockSupport.parkNanos(EVERY);
        }
    }

    /// Lets time pass, for a kill at a random instant.
    static void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
