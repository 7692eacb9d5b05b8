package penstock.capabilities.services;

import java.time.Duration;
import penstock.gateway.routes.LoadLimit;
import penstock.model.Default;

/// How many requests of the service, of all its versions together, wait for an answer at once: a limit that follows latency. What
/// exceeds it is answered 503 at once, before everybody waits.
///
/// @param initial the limit at the beginning
/// @param min the lowest limit
/// @param max the highest limit
/// @param tolerance latency may be so many times its long-term mean before the limit shrinks
/// @param retryAfter when clients are told to come back
/// @param dryRun turns nobody away and only counts whom it would
public record OverloadSpec(
        @Default("100") int initial,
        @Default("10") int min,
        @Default("1000") int max,
        @Default("1.5") double tolerance,
        @Default("1s") Duration retryAfter,
        @Default("false") boolean dryRun) {
    public OverloadSpec {
        Checks.range("max", max, 1, 1_000_000);
        Checks.range("min", min, 1, max);
        Checks.range("initial", initial, min, max);
        Checks.range("tolerance", tolerance, 1, 10);
        Checks.range("retryAfter", retryAfter, Duration.ofSeconds(1), Duration.ofHours(1));
    }

    LoadLimit words() {
        return new LoadLimit(
                initial, min, max, (int) Math.round(tolerance * 100), retryAfter, dryRun);
    }
}
