package penstock.gateway.routes;

import java.time.Duration;

/// When an instance is left out for a while because of what it did, and not because of a health check.
///
/// - `consecutive`: so many failures in a row: answers 5xx, broken connections, timeouts; 0 for never.
/// - `failuresBasisPoints`: over `every`, its share of failures is that much above the share of the version's others, and the
///   difference is no chance (three standard errors); 0 for never.
/// - `slowerPercent`: over `every`, its mean latency is that many times the others', likewise; 0 for never. The mean is geometric,
///   so single slow requests do not decide.
/// - `least`: requests of an instance, and of the others together, that a comparison needs.
/// - `ejectFor`: how long; each time again so much longer, up to `atMost`. For each `ejectFor` that it was back without a new
///   ejection one is forgotten.
/// - `maxBasisPoints`: never more than this share of a version's instances at once, and never the last one that could be used.
public record Outliers(
        int consecutive,
        int failuresBasisPoints,
        int slowerPercent,
        int least,
        Duration every,
        Duration ejectFor,
        Duration atMost,
        int maxBasisPoints) {

    public Outliers {
        Checks.range("consecutive", consecutive, 0, 1_000);
        Checks.range("failuresBasisPoints", failuresBasisPoints, 0, 10_000);
        if (slowerPercent != 0) {
            Checks.range("slowerPercent", slowerPercent, 150, 100_000);
        }
        Checks.range("least", least, 10, 1_000_000);
        Checks.positive("every", every);
        Checks.positive("ejectFor", ejectFor);
        Checks.positive("atMost", atMost);
        if (atMost.compareTo(ejectFor) < 0) {
            throw new IllegalArgumentException(
                    "atMost: "
                            + Times.written(atMost)
                            + " (expected: no less than ejectFor, "
                            + Times.written(ejectFor)
                            + ")");
        }
        Checks.range("maxBasisPoints", maxBasisPoints, 1, 10_000);
        if (consecutive == 0 && failuresBasisPoints == 0 && slowerPercent == 0) {
            throw new IllegalArgumentException(
                    "consecutive, failures, slower: none (expected: at least one of them)");
        }
    }

    /// Whether instances are compared with each other.
    public boolean compares() {
        return failuresBasisPoints > 0 || slowerPercent > 0;
    }
}
