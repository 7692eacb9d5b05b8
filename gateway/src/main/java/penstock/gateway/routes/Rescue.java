package penstock.gateway.routes;

/// Which requests may be sent a second time because an instance failed to answer, and how many.
///
/// Safe requests (RFC 9110 section 9.2.1) without a body may always be repeated. The others only when the service says so:
///
/// - `idempotent`: PUT, DELETE and safe methods with a body (RFC 9110 section 9.2.2).
/// - `idempotencyKey`: any method whose request has an `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header); the service
///   must then answer the second of two requests with the same key like the first, also when the versions differ.
/// - `bodyLimit`: the bytes of a request body that are kept for it; a larger body passes through and is not repeated.
/// - `basisPoints`, `perSecond`: the retry budget, see `RetryBudget`: over ten seconds at most that share of the route's requests,
///   plus that many per second.
public record Rescue(
        boolean idempotent, boolean idempotencyKey, int bodyLimit, int basisPoints, int perSecond) {

    /// The largest `bodyLimit`.
    public static final int MAX_BODY = 1 << 20;

    /// Only safe requests; 64 KiB; 20 % of the requests plus 10 per second.
    public static final Rescue DEFAULT = new Rescue(false, false, 64 << 10, 2_000, 10);

    public Rescue {
        Checks.range("bodyLimit", bodyLimit, 0, MAX_BODY);
        Checks.range("basisPoints", basisPoints, 0, 10_000);
        Checks.range("perSecond", perSecond, 0, 1_000_000);
    }
}
