package penstock.capabilities.rollout;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import penstock.capabilities.checks.Finding;
import penstock.capabilities.services.Instance;
import penstock.model.Name;
import penstock.model.Ref;
import penstock.model.Resource;
import penstock.model.Weight;

/// All that a decision about a rollout needs, as one value.
///
/// @param service the service's name, also when it no longer exists
/// @param instances how many instances the candidate is to have in the end; empty when the service no longer exists
/// @param troubles names of instances elsewhere that cannot be looked up
/// @param isBlocked whether an earlier rollout of the service has not ended
/// @param newer a later rollout of the service, which takes the place of this one
/// @param stable the release that had all traffic before this rollout, with its version
/// @param candidates instances of the candidate
/// @param baseline the fresh instances of stable to compare it with; absent if there are to be none
/// @param isConfirmed whether the gateway serves the weight that is recorded (true for a service without a route)
/// @param judgement what the judge says, if it is judging
/// @param measurements the next measurement of each check by its place, if it was started; empty while it is under way
record Seen(
        Resource<Rollout.Spec, Rollout.Status> rollout,
        Ref service,
        Optional<Integer> instances,
        List<String> troubles,
        boolean isBlocked,
        Optional<Name> newer,
        Optional<Stable> stable,
        List<Instance> candidates,
        Optional<List<Instance>> baseline,
        boolean isConfirmed,
        Optional<Judgement.Opinion> judgement,
        Map<String, Optional<Finding>> measurements,
        Instant now) {
    record Stable(Name release, String version) {}

    /// The same with another status.
    Seen with(Rollout.Status status) {
        return new Seen(
                rollout.withStatus(status),
                service,
                instances,
                troubles,
                isBlocked,
                newer,
                stable,
                candidates,
                baseline,
                isConfirmed,
                judgement,
                measurements,
                now);
    }

    Rollout.Spec spec() {
        return rollout.spec();
    }

    Rollout.Status status() {
        return rollout.status();
    }

    /// How many instances of the candidate are ready, with as many of the baseline where there is to be one: both begin together.
    long ready() {
        return Math.min(ready(candidates), baseline.map(Seen::ready).orElse(Long.MAX_VALUE));
    }

    private static long ready(List<Instance> instances) {
        return instances.stream().filter(Instance::isReady).count();
    }

    /// The instances that `ready` counts, and those that are not yet.
    List<Instance> awaited() {
        return Stream.concat(candidates.stream(), baseline.stream().flatMap(List::stream)).toList();
    }

    /// Whether the present weight is served without a judge: a server that ended between recording a weight and
    /// beginning to judge it left it so.
    boolean isUnjudged() {
        return spec().plan().judge().enabled()
                && !status().weight().equals(Weight.NONE)
                && !status().weight().equals(Weight.ALL)
                && judgement().filter(opinion -> opinion.stage() >= status().step()).isEmpty();
    }
}
