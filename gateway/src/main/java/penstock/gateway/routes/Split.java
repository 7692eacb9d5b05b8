package penstock.gateway.routes;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// How a route's users are divided between the stable version and a candidate.
///
/// A user is sent to the candidate when `Cohorts.of(salt, key)` is below `candidateBasisPoints` (0..10,000). The same salt with
/// a higher share only ever moves users from stable to candidate. Every rollout gets a salt of its own, so that it is not always
/// the same users who meet new versions first. Without a candidate the share must be 0.
///
/// `baseline` is the stable version once more, on instances that began with the candidate's. It gets as many cohorts as the candidate,
/// those next to them, or all that are left where these are fewer. So as the share grows, a user goes from stable to the baseline to
/// the candidate, and never back.
public record Split(
        String salt,
        RouteVersion stable,
        Optional<RouteVersion> candidate,
        int candidateBasisPoints,
        Optional<RouteVersion> baseline) {

    public Split {
        Checks.range("candidateBasisPoints", candidateBasisPoints, 0, Cohorts.COUNT);
        if (candidate.isEmpty() && candidateBasisPoints != 0) {
            throw new IllegalArgumentException(
                    "candidateBasisPoints: "
                            + candidateBasisPoints
                            + " (expected: 0 without a candidate)");
        }
        if (candidate.isPresent() && candidate.get().id().equals(stable.id())) {
            throw new IllegalArgumentException(
                    "candidate: "
                            + stable.id()
                            + " (expected: another version than the stable one)");
        }
        baseline.ifPresent(fresh -> requireBaseline(fresh, candidate, stable));
    }

    /// Without a baseline.
    public Split(
            String salt,
            RouteVersion stable,
            Optional<RouteVersion> candidate,
            int candidateBasisPoints) {
        this(salt, stable, candidate, candidateBasisPoints, Optional.empty());
    }

    private static void requireBaseline(
            RouteVersion fresh, Optional<RouteVersion> candidate, RouteVersion stable) {
        if (candidate.isEmpty()) {
            throw new IllegalArgumentException(
                    "baseline: present (expected: none without a candidate)");
        }
        if (!fresh.id().equals(stable.id())) {
            throw new IllegalArgumentException(
                    "baseline: "
                            + fresh.id()
                            + " (expected: the stable version "
                            + stable.id()
                            + ")");
        }
    }

    Split with(UnaryOperator<Upstream> change) {
        return new Split(
                salt,
                stable.with(change),
                candidate.map(one -> one.with(change)),
                candidateBasisPoints,
                baseline.map(one -> one.with(change)));
    }

    Split with(Optional<RouteVersion> fresh) {
        return new Split(salt, stable, candidate, candidateBasisPoints, fresh);
    }

    /// The share of the cohorts, from `candidateBasisPoints` on, that the baseline gets.
    public int baselineBasisPoints() {
        return baseline.isPresent()
                ? Math.min(candidateBasisPoints, Cohorts.COUNT - candidateBasisPoints)
                : 0;
    }

    /// All traffic to one version.
    public static Split all(RouteVersion stable) {
        return new Split("", stable, Optional.empty(), 0);
    }

    /// The stable version and, where there are any, the candidate and the baseline.
    public List<RouteVersion> versions() {
        return Stream.of(Optional.of(stable), candidate, baseline)
                .flatMap(Optional::stream)
                .toList();
    }
}
