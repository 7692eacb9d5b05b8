package penstock.gateway.routes;

import java.time.Duration;
import java.util.List;

/// How one of a version's instances is chosen for a request. What weights they have, `LoadRules` says.
///
/// `slowStart`: so long after an instance has appeared, has become ready again or has come back from an ejection, its share grows
/// linearly from a tenth to the whole, beside the warmest one; 0 for none. It does not apply to `Hash`.
public record Balance(Choice choice, Duration slowStart) {

    /// The least requests, no slow start.
    public static final Balance DEFAULT = new Balance(new LeastRequests(), Duration.ZERO);

    public Balance {
        if (slowStart.isNegative() || slowStart.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException(
                    "slowStart: " + Times.written(slowStart) + " (expected: 0s to 1h)");
        }
        if (choice instanceof Hash && !slowStart.isZero()) {
            throw new IllegalArgumentException(
                    "slowStart: "
                            + Times.written(slowStart)
                            + " (expected: none with a hash, which decides by the key alone)");
        }
    }

    public sealed interface Choice {}

    /// The one with the least requests in flight.
    public record LeastRequests() implements Choice {}

    /// One after the other.
    public record RoundRobin() implements Choice {}

    /// The one with the least product of requests in flight and recent latency. A latency above the mean counts at once, one below
    /// it moves the mean, which forgets with the time constant `decay`.
    public record PeakEwma(Duration decay) implements Choice {
        public PeakEwma {
            Checks.positive("decay", decay);
        }
    }

    /// Always the same one for the same key, and another only for the keys of an instance that is gone.
    ///
    /// - `keys`: the first one that is present in the request counts; none means the keys that users are recognised by.
    /// - `boundPercent`: an instance with more requests in flight than this share of the mean is passed over; 0 for no bound.
    public record Hash(List<StickyKey> keys, int boundPercent) implements Choice {
        public Hash {
            keys = List.copyOf(keys);
            if (boundPercent != 0) {
                Checks.range("boundPercent", boundPercent, 101, 10_000);
            }
        }
    }
}
