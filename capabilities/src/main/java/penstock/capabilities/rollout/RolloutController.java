package penstock.capabilities.rollout;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.capabilities.checks.CheckRunner;
import penstock.capabilities.checks.Finding;
import penstock.capabilities.routing.Traffic;
import penstock.capabilities.services.Environment;
import penstock.capabilities.services.Instance;
import penstock.capabilities.services.Release;
import penstock.capabilities.services.Service;
import penstock.capabilities.services.Target;
import penstock.capabilities.services.Whereabouts;
import penstock.gateway.routes.Split;
import penstock.kernel.ResourceService;
import penstock.kernel.control.Controller;
import penstock.kernel.control.Decision;
import penstock.model.Kind;
import penstock.model.Name;
import penstock.model.Ref;
import penstock.model.Resource;
import penstock.model.Weight;

/// Carries out rollouts.
public final class RolloutController
        implements Controller<Rollout.Spec, Rollout.Status, Seen, RolloutEffect> {
    private static final Logger LOG = LoggerFactory.getLogger(RolloutController.class);

    private final ResourceService resources;
    private final Target target;
    private final Traffic traffic;
    private final Judging judging;
    private final CheckRunner checks;
    private final InstantSource clock;
    private Consumer<Ref> wake = _ -> {};

    public RolloutController(
            ResourceService resources,
            Target target,
            Traffic traffic,
            Judging judging,
            CheckRunner checks,
            InstantSource clock) {
        this.resources = resources;
        this.target = target;
        this.traffic = traffic;
        this.judging = judging;
        this.checks = checks;
        this.clock = clock;
    }

    /// Called with a resource that should be looked at again.
    public void onWake(Consumer<Ref> listener) {
        wake = listener;
    }

    @Override
    public String name() {
        return "rollout";
    }

    @Override
    public Kind<Rollout.Spec, Rollout.Status> kind() {
        return Rollout.KIND;
    }

    /// Goes on judging what was under way, so that no report of a gateway comes too early. A log that cannot be read is
    /// told when the rollout is looked at.
    public void resume() {
        for (var rollout : resources.list(Rollout.KIND, Optional.empty())) {
            try {
                resumeJudging(rollout, service(rollout));
                if (rollout.status().phase().isTerminal()) {
                    judging.end(rollout);
                }
            } catch (RuntimeException e) {
                LOG.atWarn()
                        .setCause(e)
                        .addKeyValue("rollout", rollout.ref())
                        .log("judging was not resumed");
            }
        }
        resources
                .list(Environment.KIND, Optional.empty())
                .forEach(environment -> keepEvidence(environment.name()));
    }

    private void resumeJudging(Resource<Rollout.Spec, Rollout.Status> rollout, Ref service) {
        boolean isActive =
                !rollout.status().phase().isTerminal() && rollout.status().phase() != Phase.PENDING;
        if (isActive && rollout.spec().plan().judge().enabled()) {
            judging.resumeIfLogged(
                    rollout.ref(),
                    Traffic.key(service),
                    rollout.spec().version(),
                    rollout.spec().plan().judging());
            compare(rollout, service);
        }
    }

    private void compare(Resource<Rollout.Spec, Rollout.Status> rollout, Ref service) {
        var metrics =
                resources
                        .find(Service.KIND, service)
                        .flatMap(found -> found.spec().run().metrics());
        Comparison.of(rollout, metrics)
                .ifPresent(comparison -> judging.compare(rollout.ref(), comparison));
    }

    /// Deletes the evidence of rollouts that are not kept any more.
    private void keepEvidence(Name environment) {
        var all = resources.list(Rollout.KIND, Optional.of(environment));
        judging.keepOnly(environment, all.stream().map(Resource::ref).collect(Collectors.toSet()));
    }

    private static Ref service(Resource<Rollout.Spec, Rollout.Status> rollout) {
        return Ref.in(
                rollout.metadata().environment().orElseThrow(),
                Service.KIND.name(),
                rollout.spec().service());
    }

    @Override
    public Seen observe(Resource<Rollout.Spec, Rollout.Status> rollout) {
        var service = service(rollout);
        var found = resources.find(Service.KIND, service);
        var all = Demands.rollouts(resources, service);
        var stable = stable(rollout, all);
        var elsewhere = elsewhere(service, rollout.spec().release());
        resumeJudging(rollout, service);
        judging.decided(rollout);
        return new Seen(
                rollout,
                service,
                found.map(
                        each ->
                                elsewhere
                                        .map(place -> Math.max(1, place.places().size()))
                                        .orElse(each.spec().run().instances())),
                elsewhere.map(Whereabouts::troubles).orElse(List.of()),
                isBlocked(rollout, all),
                newer(rollout, all),
                stable,
                instances(service, rollout.spec().release(), false),
                stable.filter(_ -> Demands.wantsBaseline(rollout))
                        .map(each -> instances(service, each.release(), true)),
                isConfirmed(
                        rollout, service, found.flatMap(each -> each.spec().route()).isPresent()),
                judging.opinion(rollout.ref()),
                measurements(rollout),
                clock.instant());
    }

    /// Where the candidate's instances are, if somebody else runs them.
    private Optional<Whereabouts> elsewhere(Ref service, Name release) {
        var ref = Ref.in(service.environment().orElseThrow(), Release.KIND.name(), release);
        return resources
                .find(Release.KIND, ref)
                .flatMap(found -> found.spec().run().external())
                .map(traffic::whereabouts);
    }

    private static boolean isBlocked(
            Resource<Rollout.Spec, Rollout.Status> rollout,
            List<Resource<Rollout.Spec, Rollout.Status>> all) {
        return all.stream()
                .anyMatch(
                        other ->
                                other.spec().number() < rollout.spec().number()
                                        && !other.status().phase().isTerminal());
    }

    private static Optional<Name> newer(
            Resource<Rollout.Spec, Rollout.Status> rollout,
            List<Resource<Rollout.Spec, Rollout.Status>> all) {
        return all.stream()
                .filter(other -> other.spec().number() > rollout.spec().number())
                .filter(
                        other ->
                                other.spec().orders().abort().isEmpty()
                                        && !other.status().phase().isTerminal())
                .map(Resource::name)
                .findFirst();
    }

    private static Optional<Seen.Stable> stable(
            Resource<Rollout.Spec, Rollout.Status> rollout,
            List<Resource<Rollout.Spec, Rollout.Status>> all) {
        return Demands.lastCompleted(all)
                .filter(other -> other.spec().number() < rollout.spec().number())
                .map(other -> new Seen.Stable(other.spec().release(), other.spec().version()));
    }

    private List<Instance> instances(Ref service, Name release, boolean isBaseline) {
        return target.instances().stream()
                .filter(instance -> instance.spec().service().equals(Traffic.key(service)))
                .filter(
                        instance ->
                                instance.spec().release().equals(release.value())
                                        && instance.spec().isBaseline() == isBaseline)
                .filter(
                        instance ->
                                instance.state() != Instance.State.STOPPING
                                        && instance.state() != Instance.State.EXITED)
                .toList();
    }

    /// Whether the gateway does what is recorded. A service without a route has nothing to confirm.
    private boolean isConfirmed(
            Resource<Rollout.Spec, Rollout.Status> rollout, Ref service, boolean isRouted) {
        if (!isRouted) {
            return true;
        }
        var split = traffic.applied(service);
        var version = rollout.spec().version();
        var weight = rollout.status().weight();
        if (weight.equals(Weight.NONE)) {
            return split.map(found -> !isServed(found, version)).orElse(true)
                    && traffic.isCurrent();
        }
        return split.map(found -> share(found, version) == weight.basisPoints()).orElse(false);
    }

    private static boolean isServed(Split split, String version) {
        return share(split, version) > 0;
    }

    private static int share(Split split, String version) {
        int all = Weight.ALL.basisPoints();
        if (split.candidate().map(found -> found.id().equals(version)).orElse(false)) {
            return split.candidateBasisPoints();
        }
        return split.stable().id().equals(version) ? all - split.candidateBasisPoints() : 0;
    }

    private Map<String, Optional<Finding>> measurements(
            Resource<Rollout.Spec, Rollout.Status> rollout) {
        var started = new HashMap<String, Optional<Finding>>();
        for (var progress : rollout.status().checks()) {
            var key = checkKey(rollout.ref(), progress.place());
            int number = progress.measured() + 1;
            if (checks.isStarted(key, number)) {
                started.put(progress.place(), checks.result(key, number));
            }
        }
        return started;
    }

    private static String checkKey(Ref rollout, String place) {
        return rollout + "#" + place;
    }

    @Override
    public Decision<Rollout.Status, RolloutEffect> decide(Seen seen) {
        return Engine.decide(seen);
    }

    @Override
    public void perform(RolloutEffect effect) {
        switch (effect) {
            case RolloutEffect.Apply(var service) -> {
                traffic.publish();
                wake.accept(service);
            }
            case RolloutEffect.Judge(var ref, var step, var weight) -> {
                var rollout = resources.require(Rollout.KIND, ref);
                var spec = rollout.spec();
                if (spec.plan().judge().enabled()) {
                    var route = ref.environment().orElseThrow() + "/" + spec.service();
                    judging.stage(ref, route, spec.version(), spec.plan().judging(), step, weight);
                }
            }
            case RolloutEffect.EndJudging(var ref) -> {
                resources.find(Rollout.KIND, ref).ifPresent(judging::end);
                keepEvidence(ref.environment().orElseThrow());
                checks.forget(ref + "#");
            }
            case RolloutEffect.RunCheck(var ref, var place, var number, var order) ->
                    checks.start(checkKey(ref, place), number, order, () -> wake.accept(ref));
        }
    }
}
