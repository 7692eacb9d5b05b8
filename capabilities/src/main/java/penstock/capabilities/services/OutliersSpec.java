package penstock.capabilities.services;

import java.time.Duration;
import java.util.Optional;
import penstock.gateway.routes.Outliers;
import penstock.model.Default;
import penstock.model.Weight;

/// When an instance is left out for a while because it fails where the version's others do not.
///
/// @param consecutive failures in a row: answers 5xx, broken connections, timeouts; 0 for never
/// @param failures its share of failures is this much above that of the others, over `every`, and not by chance
/// @param slower its mean latency is this many times that of the others, likewise
/// @param minRequests of it, and of the others together, before they are compared
/// @param every how often instances are compared
/// @param ejectFor how long it is left out the first time; each time again so much longer …
/// @param atMost … up to this
/// @param maxEjected never more of a version's instances at once, and never the last one that can be used
public record OutliersSpec(
        @Default("5") int consecutive,
        Optional<Weight> failures,
        Optional<Double> slower,
        @Default("50") int minRequests,
        @Default("10s") Duration every,
        @Default("30s") Duration ejectFor,
        @Default("5m") Duration atMost,
        @Default("50%") Weight maxEjected) {
    private static final Duration DAY = Duration.ofDays(1);

    public OutliersSpec {
        Checks.range("consecutive", consecutive, 0, 1_000);
        slower.ifPresent(times -> Checks.range("slower", times, 1.5, 1_000));
        Checks.range("minRequests", minRequests, 10, 1_000_000);
        Checks.range("every", every, Duration.ofSeconds(1), Duration.ofHours(1));
        Checks.range("ejectFor", ejectFor, Duration.ofSeconds(1), DAY);
        Checks.range("atMost", atMost, ejectFor, DAY);
        if (maxEjected.equals(Weight.NONE)) {
            throw new IllegalArgumentException(
                    "maxEjected: " + maxEjected + " (expected: more; or leave outliers out)");
        }
        if (failures.filter(Weight.NONE::equals).isPresent()) {
            throw new IllegalArgumentException(
                    "failures: " + Weight.NONE + " (expected: more; or leave it out)");
        }
        if (consecutive == 0 && failures.isEmpty() && slower.isEmpty()) {
            throw new IllegalArgumentException(
                    "consecutive: 0 (expected: more, or failures or slower)");
        }
    }

    /// Whether instances are compared, for which they must have requests of the same kind.
    boolean compares() {
        return failures.isPresent() || slower.isPresent();
    }

    Outliers words() {
        return new Outliers(
                consecutive,
                failures.map(Weight::basisPoints).orElse(0),
                slower.map(times -> (int) Math.round(times * 100)).orElse(0),
                minRequests,
                every,
                ejectFor,
                atMost,
                maxEjected.basisPoints());
    }
}
