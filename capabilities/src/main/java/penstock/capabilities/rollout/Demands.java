package penstock.capabilities.rollout;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import penstock.capabilities.services.Demand;
import penstock.capabilities.services.Discovery;
import penstock.capabilities.services.JudgeSpec;
import penstock.capabilities.services.PlanSpec;
import penstock.capabilities.services.Release;
import penstock.capabilities.services.Service;
import penstock.capabilities.services.Step;
import penstock.capabilities.services.Whereabouts;
import penstock.kernel.Admission;
import penstock.model.Name;
import penstock.model.Ref;
import penstock.model.Resource;
import penstock.model.Weight;

/// What the stored rollouts of a service say should run. Always made from what is stored, never remembered. An abort
/// takes the weight away from the moment it is recorded, before any controller has looked at it.
public final class Demands implements Demand.Source {
    private final Admission.Lookup resources;
    private final Discovery discovery;

    public Demands(Admission.Lookup resources, Discovery discovery) {
        this.resources = resources;
        this.discovery = discovery;
    }

    @Override
    public Discovery discovery() {
        return discovery;
    }

    /// A service's rollouts, oldest first.
    static List<Resource<Rollout.Spec, Rollout.Status>> rollouts(
            Admission.Lookup resources, Ref service) {
        return resources.list(Rollout.KIND, service.environment()).stream()
                .filter(rollout -> rollout.spec().service().equals(service.name()))
                .sorted(Comparator.comparingLong(rollout -> rollout.spec().number()))
                .toList();
    }

    @Override
    public Demand of(Ref service) {
        var instances =
                resources.find(Service.KIND, service).map(found -> found.spec().run().instances());
        if (instances.isEmpty()) {
            return Demand.NOTHING;
        }
        var all = rollouts(resources, service);
        return demand(all, instances.get()).map(arm -> located(arm, service));
    }

    /// With the places of its instances, if somebody else runs them.
    private Demand.Arm located(Demand.Arm arm, Ref service) {
        return whereabouts(service, arm.release()).map(arm::at).orElse(arm);
    }

    private Optional<Whereabouts> whereabouts(Ref service, Name release) {
        var ref = Ref.in(service.environment().orElseThrow(), Release.KIND.name(), release);
        return resources
                .find(Release.KIND, ref)
                .flatMap(found -> found.spec().run().external())
                .map(discovery::find);
    }

    static Optional<Resource<Rollout.Spec, Rollout.Status>> lastCompleted(
            List<Resource<Rollout.Spec, Rollout.Status>> all) {
        return all.reversed().stream()
                .filter(rollout -> rollout.status().phase() == Phase.COMPLETED)
                .findFirst();
    }

    static Demand demand(List<Resource<Rollout.Spec, Rollout.Status>> all, int instances) {
        var completed = lastCompleted(all);
        var active =
                all.stream()
                        .filter(rollout -> !rollout.status().phase().isTerminal())
                        .filter(rollout -> rollout.status().phase() != Phase.PENDING)
                        .findFirst();
        var stable =
                completed.map(
                        rollout ->
                                arm(rollout.spec().release(), rollout.spec().version(), instances));
        var warm = completed.flatMap(rollout -> warm(rollout, instances));
        boolean isTrusted = completed.map(rollout -> !isReturn(rollout, all)).orElse(false);
        if (active.isEmpty()) {
            return new Demand(
                    stable,
                    Optional.empty(),
                    warm.filter(arm -> !isSame(arm, stable)),
                    isTrusted,
                    Weight.NONE,
                    "");
        }
        var rollout = active.get();
        var status = rollout.status();
        var candidate =
                Optional.of(
                        arm(
                                rollout.spec().release(),
                                rollout.spec().version(),
                                status.candidateInstances()));
        boolean isAborted = rollout.spec().orders().abort().isPresent();
        boolean isFirst = stable.isEmpty() && status.phase() == Phase.PROMOTING && !isAborted;
        if (isFirst) {
            return new Demand(
                    candidate,
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    Weight.NONE,
                    rollout.name().value());
        }
        var other = warm.filter(arm -> !isSame(arm, stable) && !isSame(arm, candidate));
        var judge = rollout.spec().plan().judge();
        return new Demand(
                stable,
                candidate,
                other,
                isTrusted,
                isAborted ? Weight.NONE : status.weight(),
                rollout.name().value(),
                stable.filter(_ -> wantsBaseline(rollout))
                        .map(arm -> baseline(arm, status.candidateInstances())),
                judge.enabled() && judge.unit() == JudgeSpec.Unit.CLIENT);
    }

    /// Whether a rollout's candidate is to be compared with stable instances of its age: from the beginning until it is decided, and
    /// not while it is to get all users, as there would be none for them.
    static boolean wantsBaseline(Resource<Rollout.Spec, Rollout.Status> rollout) {
        var plan = rollout.spec().plan();
        var status = rollout.status();
        boolean isOn =
                plan.judge().enabled() && plan.judge().baseline() == JudgeSpec.Baseline.FRESH;
        boolean isUndecided =
                rollout.spec().orders().abort().isEmpty()
                        && switch (status.phase()) {
                            case PREPARING, PROGRESSING, PAUSED -> true;
                            case PENDING, PROMOTING, COMPLETED, ROLLING_BACK -> false;
                            case ROLLED_BACK, FAILED, SUPERSEDED -> false;
                        };
        return isOn && isUndecided && !isForAll(plan, status);
    }

    private static boolean isForAll(PlanSpec plan, Rollout.Status status) {
        boolean isNext =
                status.step() < plan.steps().size()
                        && plan.steps().get(status.step()) instanceof Step.Weight(var to)
                        && to.equals(Weight.ALL);
        return isNext || status.weight().equals(Weight.ALL);
    }

    private static Demand.Arm baseline(Demand.Arm stable, int instances) {
        return new Demand.Arm(stable.release(), stable.version(), instances, true);
    }

    private static Optional<Demand.Arm> warm(
            Resource<Rollout.Spec, Rollout.Status> rollout, int instances) {
        var status = rollout.status();
        return status.stable()
                .filter(_ -> status.isWarm())
                .flatMap(
                        old -> status.stableVersion().map(version -> arm(old, version, instances)));
    }

    /// Whether a rollout brought back a release that had been stable before it.
    private static boolean isReturn(
            Resource<Rollout.Spec, Rollout.Status> rollout,
            List<Resource<Rollout.Spec, Rollout.Status>> all) {
        return all.stream()
                .filter(other -> other.spec().number() < rollout.spec().number())
                .filter(other -> other.status().phase() == Phase.COMPLETED)
                .anyMatch(other -> other.spec().release().equals(rollout.spec().release()));
    }

    private static Demand.Arm arm(Name release, String version, int instances) {
        return new Demand.Arm(release, version, instances);
    }

    private static boolean isSame(Demand.Arm arm, Optional<Demand.Arm> other) {
        return other.map(found -> found.release().equals(arm.release())).orElse(false);
    }
}
