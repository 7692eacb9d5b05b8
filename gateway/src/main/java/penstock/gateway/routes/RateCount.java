package penstock.gateway.routes;

/// What a rate limit did since the previous report.
///
/// @param id of the limit
/// @param allowed requests that it let pass
/// @param limited requests that were answered 429 for it
/// @param wouldLimit requests that it would have refused, but for its shadow mode
/// @param forgotten keys that were forgotten while they owed something, for want of room
/// @param keys that owe something now; not a sum
public record RateCount(
        String id, long allowed, long limited, long wouldLimit, long forgotten, long keys) {
    public RateCount {
        Checks.text("rate limit id", id);
        Checks.range("allowed", allowed, 0, Long.MAX_VALUE);
        Checks.range("limited", limited, 0, Long.MAX_VALUE);
        Checks.range("wouldLimit", wouldLimit, 0, Long.MAX_VALUE);
        Checks.range("forgotten", forgotten, 0, Long.MAX_VALUE);
        Checks.range("keys", keys, 0, Long.MAX_VALUE);
    }
}
