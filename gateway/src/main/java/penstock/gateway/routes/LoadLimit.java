package penstock.gateway.routes;

import java.time.Duration;

/// How many requests of a route, of all its versions together, wait for an answer at once: a limit that follows latency, so that an
/// overload is turned away (503) before everybody waits.
///
/// - `initial`, `min`, `max`: the limit at the beginning, and between which it moves.
/// - `tolerancePercent`: latency may be that much of its long-term mean before the limit shrinks.
/// - `retryAfter`: when clients are told to come back.
/// - `dryRun`: only counts what it would turn away.
public record LoadLimit(
        int initial, int min, int max, int tolerancePercent, Duration retryAfter, boolean dryRun) {

    public LoadLimit {
        Checks.range("max", max, 1, 1_000_000);
        Checks.range("min", min, 1, max);
        Checks.range("initial", initial, min, max);
        Checks.range("tolerancePercent", tolerancePercent, 100, 1_000);
        Checks.positive("retryAfter", retryAfter);
    }
}
