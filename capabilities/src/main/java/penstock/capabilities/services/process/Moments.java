package penstock.capabilities.services.process;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Moments of the wall clock, which may be set, in the time of [System#nanoTime()], which may not.
final class Moments {
    private static final Duration DAY = Duration.ofDays(1);

    private Moments() {}

    /// Long ago is cut to a day.
    ///
    /// @param ahead a moment cannot be further ahead than this, unless the clock was set back since it was written down
    static long nanos(Instant at, Duration ahead, InstantSource clock) {
        var now = clock.instant();
        if (at.isBefore(now.minus(DAY))) {
            return System.nanoTime() - DAY.toNanos();
        }
        var distance = at.isAfter(now.plus(ahead)) ? ahead : Duration.between(now, at);
        return System.nanoTime() + distance.toNanos();
    }
}
