package penstock.cli.local;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Looks again and again until something is so.
///
/// @param limit after which it is not waited for any longer
/// @param clock nanoseconds since any moment
/// @param pause between two looks
record Patience(Duration limit, LongSupplier clock, Runnable pause) {
    private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(20);

    /// For one decision of the guardian: longer than the guardian itself gives a successor.
    static final Patience FOR_A_DECISION =
            new Patience(
                    Duration.ofSeconds(40), System::nanoTime, () -> LockSupport.parkNanos(LOOK));

    /// What is found, as soon as there is something; empty after the limit.
    <T> Optional<T> find(Supplier<Optional<T>> look) {
        long deadline = clock.getAsLong() + limit.toNanos();
        var found = look.get();
        while (found.isEmpty() && clock.getAsLong() - deadline < 0) {
            pause.run();
            found = look.get();
        }
        return found;
    }

    /// @return whether it became so within the limit
    boolean await(BooleanSupplier condition) {
        return find(() -> condition.getAsBoolean() ? Optional.of(true) : Optional.<Boolean>empty())
                .isPresent();
    }
}
