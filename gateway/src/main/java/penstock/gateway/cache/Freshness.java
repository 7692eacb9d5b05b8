package penstock.gateway.cache;

/// How long an answer is good for, and how old it is (RFC 9111 section 4.2). All spans are seconds, 0 to `Directives.MOST`.
///
/// @param lifetime how long it is fresh
/// @param initialAge how old it was when it came
/// @param receivedNanos when that was, by the clock of time limits
/// @param isValidatedAlways whether it answers nothing before the instance was asked (`no-cache`)
/// @param isNeverStale whether it may not be given out once it is stale
/// @param whileRevalidate how long after that it may still be, while it is asked for anew
/// @param ifError how long after that it may still be, when the instance fails
public record Freshness(
        long lifetime,
        long initialAge,
        long receivedNanos,
        boolean isValidatedAlways,
        boolean isNeverStale,
        long whileRevalidate,
        long ifError) {

    private static final long NANOS = 1_000_000_000L;

    public long age(long now) {
        long resident = Math.max(0, now - receivedNanos) / NANOS;
        return Math.min(Directives.MOST, initialAge + resident);
    }

    /// Seconds until it is stale; negative for how long it has been.
    public long left(long now) {
        return lifetime - age(now);
    }

    boolean isFresh(long now) {
        return left(now) > 0;
    }

    /// How long it has been stale, 0 while it is not.
    long staleness(long now) {
        return Math.max(0, -left(now));
    }

    /// Whether it may be given out when the instance fails (RFC 5861 section 4).
    ///
    /// @param asked what the request allows, -1 for nothing of its own
    boolean isGoodEnoughAfterError(long now, long asked) {
        long most = Math.max(ifError, asked);
        return !isValidatedAlways
                && (isFresh(now) || (!isNeverStale && most > 0 && staleness(now) <= most));
    }
}
