package penstock.gateway.routes;

import java.time.Duration;
import java.util.Optional;

/// What a version, and each of its instances, may be given at once; what exceeds it is answered 503. 0 is no limit.
///
/// - `requests`: in flight on all instances of a version together, WebSockets included.
/// - `perInstance`: the same of one instance.
/// - `connections`: open connections to one instance, idle ones included.
/// - `waiting`: requests of a version that wait, each for `waitAtMost`, instead of being turned away.
/// - `open`: when a version gets no requests at all.
public record Breaker(
        int requests,
        int perInstance,
        int connections,
        int waiting,
        Duration waitAtMost,
        Optional<Open> open) {

    public Breaker {
        Checks.range("requests", requests, 0, 1_000_000);
        Checks.range("perInstance", perInstance, 0, 1_000_000);
        Checks.range("connections", connections, 0, 1_000_000);
        Checks.range("waiting", waiting, 0, 100_000);
        Checks.positive("waitAtMost", waitAtMost);
        if (requests == 0 && perInstance == 0 && connections == 0) {
            if (waiting > 0) {
                throw new IllegalArgumentException(
                        "waiting: "
                                + waiting
                                + " (expected: 0 without a limit of requests, perInstance or connections)");
            }
            if (open.isEmpty()) {
                throw new IllegalArgumentException(
                        "breaker: empty (expected: requests, perInstance, connections or open)");
            }
        }
    }

    /// The most requests that one instance may have in flight where each takes a connection; 0 for no limit.
    public int mostPerConnections() {
        return perInstance == 0 || connections == 0
                ? Math.max(perInstance, connections)
                : Math.min(perInstance, connections);
    }

    /// A version that fails its requests gets none for a while, then a few to try.
    ///
    /// - `basisPoints`: the share of failures over `within`, of at least `least` requests, that opens the breaker.
    /// - `openFor`: how long.
    /// - `probes`: so many requests pass after that; if none fails it closes, else it opens again.
    public record Open(int basisPoints, int least, Duration within, Duration openFor, int probes) {
        public Open {
            Checks.range("basisPoints", basisPoints, 1, 10_000);
            Checks.range("least", least, 1, 1_000_000);
            Checks.positive("within", within);
            Checks.positive("openFor", openFor);
            Checks.range("probes", probes, 1, 1_000);
        }
    }
}
