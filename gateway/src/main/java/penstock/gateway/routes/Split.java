package penstock.gateway.routes;

import java.util.List;
import java.util.Optional;

/// How a route's users are divided between the stable version and a candidate.
///
/// A user is sent to the candidate when `Cohorts.of(salt, key)` is below `candidateBasisPoints` (0..10,000). The same salt with
/// a higher share only ever moves users from stable to candidate. Every rollout gets a salt of its own, so that it is not always
/// the same users who meet new versions first. Without a candidate the share must be 0.
public record Split(
        String salt,
        RouteVersion stable,
        Optional<RouteVersion> candidate,
        int candidateBasisPoints) {

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
    }

    /// All traffic to one version.
    public static Split all(RouteVersion stable) {
        return new Split("", stable, Optional.empty(), 0);
    }

    /// The stable version and, where there is one, the candidate.
    public List<RouteVersion> versions() {
        return candidate.map(found -> List.of(stable, found)).orElseGet(() -> List.of(stable));
    }
}
