package penstock.capabilities.services;

import java.time.Duration;
import java.util.Optional;
import penstock.gateway.routes.Breaker;
import penstock.model.Default;
import penstock.model.Weight;

/// What a version and each of its instances may have to do at once; what exceeds it waits or is answered 503. 0 is no limit.
///
/// @param requests in flight on all instances of a version together
/// @param perInstance in flight on one instance
/// @param connections open to one instance, idle ones included
/// @param waiting requests of a version that may wait for room
/// @param waitAtMost how long each of them
/// @param open when a version gets no requests at all for a while
public record BreakerSpec(
        @Default("0") int requests,
        @Default("0") int perInstance,
        @Default("0") int connections,
        @Default("0") int waiting,
        @Default("1s") Duration waitAtMost,
        Optional<OpenSpec> open) {
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration SHORTEST = Duration.ofMillis(100);

    public BreakerSpec {
        Checks.range("requests", requests, 0, 1_000_000);
        Checks.range("perInstance", perInstance, 0, 1_000_000);
        Checks.range("connections", connections, 0, 1_000_000);
        Checks.range("waiting", waiting, 0, 100_000);
        Checks.range("waitAtMost", waitAtMost, Duration.ofMillis(1), LONGEST);
        boolean isLimit = requests > 0 || perInstance > 0 || connections > 0;
        if (waiting > 0 && !isLimit) {
            throw new IllegalArgumentException(
                    "waiting: "
                            + waiting
                            + " (expected: with requests, perInstance or connections, else nobody waits)");
        }
        if (!isLimit && open.isEmpty()) {
            throw new IllegalArgumentException(
                    "requests: 0 (expected: requests, perInstance, connections or open)");
        }
    }

    /// @param failures the share that opens it
    /// @param minRequests at least so many within `within`
    /// @param within over how long
    /// @param openFor how long it stays open
    /// @param probes so many requests are let in after that; when none fails it closes
    public record OpenSpec(
            @Default("50%") Weight failures,
            @Default("20") int minRequests,
            @Default("10s") Duration within,
            @Default("5s") Duration openFor,
            @Default("3") int probes) {
        public OpenSpec {
            if (failures.equals(Weight.NONE)) {
                throw new IllegalArgumentException(
                        "failures: " + failures + " (expected: more; or leave open out)");
            }
            Checks.range("minRequests", minRequests, 1, 1_000_000);
            Checks.range("within", within, SHORTEST, LONGEST);
            Checks.range("openFor", openFor, SHORTEST, LONGEST);
            Checks.range("probes", probes, 1, 1_000);
        }

        Breaker.Open words() {
            return new Breaker.Open(failures.basisPoints(), minRequests, within, openFor, probes);
        }
    }

    Breaker words() {
        return new Breaker(
                requests, perInstance, connections, waiting, waitAtMost, open.map(OpenSpec::words));
    }
}
