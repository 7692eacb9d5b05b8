package penstock.capabilities.services;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import penstock.kernel.ResourceService;
import penstock.kernel.access.Principal;
import penstock.kernel.control.Controller;
import penstock.kernel.control.Decision;
import penstock.model.Condition;
import penstock.model.Kind;
import penstock.model.Ref;
import penstock.model.Resource;
import penstock.model.Stamp;

/// Sees to it that the instances exist that should, and no others.
public final class ServiceController
        implements Controller<
                Service.Spec, Service.Status, ServiceController.Observed, ServiceEffect> {
    /// How long a stable instance that could not be started stays on show before it is tried again.
    private static final Duration RETRY_FAILED = Duration.ofSeconds(10);

    private static final Duration SOON = Duration.ofMillis(100);

    private final ResourceService resources;
    private final Demand.Source demands;
    private final Target target;
    private final InstanceGate gate;
    private final Files files;
    private final InstantSource clock;

    /// Where files are.
    ///
    /// @param artefacts finds the file of a digest
    /// @param certificates the folder of those that are named by a relative path
    public record Files(Function<String, Optional<Path>> artefacts, Path certificates) {
        String certificate(String path) {
            return certificates.toAbsolutePath().resolve(path).toString();
        }
    }

    public ServiceController(
            ResourceService resources,
            Demand.Source demands,
            Target target,
            InstanceGate gate,
            Files files,
            InstantSource clock) {
        this.resources = resources;
        this.demands = demands;
        this.target = target;
        this.gate = gate;
        this.files = files;
        this.clock = clock;
    }

    /// All that a decision needs.
    ///
    /// @param releases of the arms in demand, by name
    /// @param environment the environment's variables
    /// @param closure keeps requests from it
    /// @param followed releases whose names are looked up
    public record Observed(
            Resource<Service.Spec, Service.Status> service,
            Demand demand,
            List<Instance> instances,
            Map<String, Release.Spec> releases,
            Map<String, Path> artefacts,
            Map<String, String> environment,
            Optional<Resource<Closure.Spec, Closure.Status>> closure,
            Map<String, ExternalSpec> followed,
            Instant now) {}

    @Override
    public String name() {
        return "service";
    }

    @Override
    public Kind<Service.Spec, Service.Status> kind() {
        return Service.KIND;
    }

    @Override
    public Observed observe(Resource<Service.Spec, Service.Status> service) {
        var demand = demands.of(service.ref());
        var environment = service.metadata().environment().orElseThrow();
        var releases = new HashMap<String, Release.Spec>();
        var files = new HashMap<String, Path>();
        for (var arm : demand.arms()) {
            resources
                    .find(Release.KIND, Ref.in(environment, Release.KIND.name(), arm.release()))
                    .ifPresent(
                            release -> {
                                releases.put(arm.release().value(), release.spec());
                                release.spec()
                                        .artefact()
                                        .flatMap(
                                                artefact ->
                                                        this.files
                                                                .artefacts()
                                                                .apply(artefact.digest()))
                                        .ifPresent(file -> files.put(arm.release().value(), file));
                            });
        }
        var variables =
                resources
                        .find(Environment.KIND, Ref.global(Environment.KIND.name(), environment))
                        .map(found -> found.spec().env())
                        .orElse(Map.of());
        return new Observed(
                service,
                demand,
                instances(key(service.ref())),
                releases,
                files,
                variables,
                Closure.of(service.ref(), resources),
                demands.discovery().followed(key(service.ref())),
                clock.instant());
    }

    private List<Instance> instances(String service) {
        return target.instances().stream()
                .filter(instance -> instance.spec().service().equals(service))
                .toList();
    }

    @Override
    public Decision<Service.Status, ServiceEffect> decide(Observed seen) {
        var assignment = Assignment.of(key(seen.service().ref()), seen.demand(), seen.instances());
        var effects = new ArrayList<ServiceEffect>();
        for (var missing : assignment.missing()) {
            var release = seen.releases().get(missing.arm().release().value());
            if (release != null) {
                effects.add(new ServiceEffect.Start(instance(seen, missing, release)));
            }
        }
        for (var surplus : assignment.surplus()) {
            release(seen, surplus).ifPresent(effects::add);
        }
        var named = named(seen);
        if (!named.equals(seen.followed())) {
            effects.add(new ServiceEffect.Follow(key(seen.service().ref()), named));
        }
        var lookAgain =
                assignment.surplus().isEmpty() ? Optional.<Duration>empty() : Optional.of(SOON);
        return new Decision<>(
                status(seen, assignment), "instances as observed", effects, lookAgain);
    }

    /// Releases in demand with names that have to be looked up.
    private static Map<String, ExternalSpec> named(Observed seen) {
        var named = new HashMap<String, ExternalSpec>();
        for (var arm : seen.demand().arms()) {
            Optional.ofNullable(seen.releases().get(arm.release().value()))
                    .flatMap(release -> release.run().external())
                    .filter(
                            external ->
                                    external.addresses().stream()
                                            .anyMatch(address -> address.endpoint().isEmpty()))
                    .ifPresent(external -> named.put(arm.release().value(), external));
        }
        return named;
    }

    private InstanceSpec instance(Observed seen, Assignment.Missing missing, Release.Spec release) {
        var run = run(release, missing);
        if (missing.elsewhere().isPresent()) {
            return InstanceSpec.elsewhere(
                    missing.id(),
                    key(seen.service().ref()),
                    release.version(),
                    missing.arm().release().value(),
                    run,
                    missing.elsewhere().get());
        }
        var variables = new HashMap<>(seen.environment());
        release.run().process().ifPresent(process -> variables.putAll(process.env()));
        variables.putAll(release.env());
        return new InstanceSpec(
                missing.id(),
                key(seen.service().ref()),
                release.version(),
                missing.arm().release().value(),
                run,
                variables,
                Optional.ofNullable(seen.artefacts().get(missing.arm().release().value())),
                missing.arm().isBaseline(),
                Optional.empty());
    }

    /// With nothing left open about TLS: where files are, and who an instance is.
    private RunSpec run(Release.Spec release, Assignment.Missing missing) {
        var run = release.run();
        return run.tls()
                .map(tls -> run.with(tls.resolved(files::certificate, missing.host())))
                .orElse(run);
    }

    /// A candidate that failed stays on show while it is in demand, so that the rollout can tell why.
    private static Optional<ServiceEffect> release(Observed seen, Instance instance) {
        if (!instance.isEnded()) {
            return instance.state() == Instance.State.STOPPING
                    ? Optional.empty()
                    : Optional.of(new ServiceEffect.Stop(instance));
        }
        boolean isCandidate =
                seen.demand().candidate().filter(arm -> isOf(instance, arm)).isPresent();
        boolean isDemanded = seen.demand().arms().stream().anyMatch(arm -> isOf(instance, arm));
        boolean isRecent =
                !seen.now().isBefore(instance.since())
                        && seen.now().isBefore(instance.since().plus(RETRY_FAILED));
        boolean isShown =
                instance.state() == Instance.State.FAILED
                        && isDemanded
                        && (isCandidate || isRecent);
        return isShown ? Optional.empty() : Optional.of(new ServiceEffect.Forget(instance.id()));
    }

    private static boolean isOf(Instance instance, Demand.Arm arm) {
        return arm.has(instance.spec());
    }

    private static Service.Status status(Observed seen, Assignment assignment) {
        var demand = seen.demand();
        long ready =
                demand.stable()
                        .map(
                                arm ->
                                        assignment.kept().stream()
                                                .filter(
                                                        found ->
                                                                isOf(found, arm) && found.isReady())
                                                .count())
                        .orElse(0L);
        int kept =
                (int)
                        demand.stable().stream()
                                .flatMap(
                                        arm ->
                                                assignment.kept().stream()
                                                        .filter(found -> isOf(found, arm)))
                                .count();
        // Instances of names that are not looked up yet are wanted too.
        int wanted =
                demand.stable()
                        .map(
                                arm ->
                                        arm.elsewhere().isPresent()
                                                ? Math.max(kept, arm.wanted())
                                                : arm.wanted())
                        .orElse(0);
        var conditions = new ArrayList<>(List.of(condition(seen, ready, wanted)));
        closed(seen).ifPresent(conditions::add);
        discovered(seen).ifPresent(conditions::add);
        return new Service.Status(
                demand.stable().map(Demand.Arm::version),
                demand.candidate().map(Demand.Arm::version),
                demand.weight().toString(),
                ready + "/" + wanted,
                seen.instances().stream()
                        .sorted(Comparator.comparing(Instance::id))
                        .map(Service.InstanceStatus::of)
                        .toList(),
                conditions);
    }

    private static Optional<Condition> closed(Observed seen) {
        return seen.closure()
                .map(
                        closure ->
                                new Condition(
                                        "Closed",
                                        Condition.State.TRUE,
                                        switch (closure.spec().mode()) {
                                            case MAINTENANCE -> "Maintenance";
                                            case PAUSE -> "Paused";
                                        },
                                        "by "
                                                + closure.metadata()
                                                        .changed()
                                                        .map(Stamp::by)
                                                        .orElse("")
                                                + ": "
                                                + closure.spec().reason(),
                                        closure.metadata()
                                                .changed()
                                                .map(Stamp::at)
                                                .orElse(seen.now())));
    }

    /// Whether all names were answered at last; absent without names.
    private static Optional<Condition> discovered(Observed seen) {
        if (named(seen).isEmpty()) {
            return Optional.empty();
        }
        var found = seen.demand().arms().stream().flatMap(arm -> arm.elsewhere().stream()).toList();
        var troubles = found.stream().flatMap(each -> each.troubles().stream()).distinct().toList();
        boolean isComplete = found.stream().allMatch(Whereabouts::isComplete);
        var state =
                !troubles.isEmpty()
                        ? Condition.State.FALSE
                        : isComplete ? Condition.State.TRUE : Condition.State.UNKNOWN;
        var reason =
                switch (state) {
                    case FALSE -> "NameTroubles";
                    case TRUE -> "NamesFound";
                    case UNKNOWN -> "LookingUp";
                };
        var message =
                troubles.isEmpty()
                        ? found.stream().mapToInt(each -> each.places().size()).sum() + " addresses"
                        : String.join("; ", troubles)
                                + "; what was known of them before still counts";
        return Optional.of(
                new Condition(
                        "Discovered", state, reason, message, since(seen, "Discovered", state)));
    }

    private static Instant since(Observed seen, String type, Condition.State state) {
        return seen.service().status().conditions().stream()
                .filter(old -> old.type().equals(type) && old.status() == state)
                .findFirst()
                .map(Condition::since)
                .orElse(seen.now());
    }

    private static Condition condition(Observed seen, long ready, int wanted) {
        boolean isReady = wanted > 0 && ready >= wanted;
        var trouble =
                seen.instances().stream()
                        .filter(instance -> !instance.isReady() && !instance.message().isEmpty())
                        .map(
                                instance ->
                                        instance.id()
                                                + ": "
                                                + instance.message().lines().findFirst().orElse(""))
                        .findFirst();
        var reason =
                wanted == 0 ? "NothingReleased" : isReady ? "InstancesReady" : "InstancesNotReady";
        var message =
                ready
                        + " of "
                        + wanted
                        + " instances of stable are ready"
                        + trouble.map(text -> "; " + text).orElse("");
        var state = isReady ? Condition.State.TRUE : Condition.State.FALSE;
        return new Condition("Ready", state, reason, message, since(seen, "Ready", state));
    }

    @Override
    public void perform(ServiceEffect effect) {
        switch (effect) {
            case ServiceEffect.Start(var instance) -> target.start(instance);
            case ServiceEffect.Forget(var id) -> target.forget(id);
            case ServiceEffect.Follow(var service, var releases) ->
                    demands.discovery().follow(service, releases);
            case ServiceEffect.Open(var closure) -> {
                if (resources.find(Closure.KIND, closure).isPresent()) {
                    resources.delete(
                            Closure.KIND,
                            closure,
                            Optional.empty(),
                            Principal.controller(name()),
                            "its service was deleted");
                }
            }
            case ServiceEffect.Stop(var instance) -> {
                var stop = instance.spec().run().stop();
                if (gate.condemn(instance.id(), stop.drain())) {
                    target.stop(instance.id(), stop.grace());
                }
            }
        }
    }

    @Override
    public List<ServiceEffect> gone(Ref ref) {
        var effects = new ArrayList<ServiceEffect>();
        Closure.of(ref, resources)
                .ifPresent(closure -> effects.add(new ServiceEffect.Open(closure.ref())));
        if (!demands.discovery().followed(key(ref)).isEmpty()) {
            effects.add(new ServiceEffect.Follow(key(ref), Map.of()));
        }
        for (var instance : instances(key(ref))) {
            effects.add(
                    instance.isEnded()
                            ? new ServiceEffect.Forget(instance.id())
                            : new ServiceEffect.Stop(instance));
        }
        return effects;
    }

    private static String key(Ref service) {
        return service.environment().orElseThrow() + "/" + service.name();
    }
}
