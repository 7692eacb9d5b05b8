package penstock.capabilities.rollout;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.capabilities.rollout.Rollout.Orders;
import penstock.capabilities.services.Address;
import penstock.capabilities.services.PlanChoice;
import penstock.capabilities.services.PlanSpec;
import penstock.capabilities.services.Release;
import penstock.capabilities.services.Service;
import penstock.capabilities.services.Target;
import penstock.kernel.Action;
import penstock.kernel.Change;
import penstock.kernel.ResourceService;
import penstock.kernel.access.Principal;
import penstock.model.Node;
import penstock.model.Problem;
import penstock.model.ProblemException;
import penstock.model.Ref;
import penstock.model.Resource;
import penstock.model.ResourceCodec;
import penstock.model.Violation;

/// Begins rollouts: of a new version, or back to one that is kept.
final class ReleaseOrders {
    /// Ended rollouts that are kept for each service (DEL-27).
    static final int KEPT = 50;

    /// The action that goes back to a kept version, and the profile of the rollouts that it makes, which no other rollout has.
    static final String BACK = "rollback";

    private static final int ATTEMPTS = 10;
    private static final Logger LOG = LoggerFactory.getLogger(ReleaseOrders.class);

    private final Target target;
    private final Function<String, Optional<Path>> artefacts;
    private final Forecasts forecasts;

    ReleaseOrders(Target target, Function<String, Optional<Path>> artefacts, Forecasts forecasts) {
        this.target = target;
        this.artefacts = artefacts;
        this.forecasts = forecasts;
    }

    /// The plan of a rollout that begins, and why it does.
    private record Chosen(PlanSpec plan, String profile, Rollout.Outlook outlook, String reason) {}

    /// What a release is ordered with.
    ///
    /// @param addresses of the version's instances, when somebody else runs them; without any, the service's
    /// @param profile instead of the service's
    /// @param force why it is released although its plan can come to no good end by itself; for the audit log
    record Order(
            String version,
            Optional<Release.Artefact> artefact,
            Map<String, String> env,
            Map<String, String> provenance,
            Optional<String> profile,
            Optional<String> force,
            List<Address> addresses) {
        Order {
            addresses = List.copyOf(addresses);
            if (force.filter(String::isBlank).isPresent()) {
                throw new IllegalArgumentException(
                        "force: empty (expected: the reason, for the audit log)");
            }
        }
    }

    /// @param to a version; without it, the one before the present one
    record Back(Optional<String> to) {}

    Node release(Action.Call<Order> call, ResourceService resources) {
        var service = resources.require(Service.KIND, call.ref());
        var order = call.input();
        var choice = order.profile().map(PlanChoice::parse).orElse(service.spec().rollout());
        var plan = plan(service, choice, resources);
        var name = Release.name(service.name(), order.version());
        var ref = Ref.in(call.ref().environment().orElseThrow(), Release.KIND.name(), name);
        var existing = resources.find(Release.KIND, ref);
        var spec =
                new Release.Spec(
                        service.name(),
                        order.version(),
                        order.artefact(),
                        Elsewhere.run(order, service, existing),
                        order.env(),
                        order.provenance());
        existing.ifPresent(found -> requireSame(found, spec));
        preflight(service, spec);
        Elsewhere.requirePossible(service, spec, plan, resources);
        requireOther(service, order.version(), call.ref(), resources);
        var chosen =
                new Chosen(
                        plan,
                        profileName(service, order.profile()),
                        forecasts.outlook(order, service, plan, resources),
                        order.force().orElse(call.reason()));
        if (existing.isEmpty()) {
            resources.apply(
                    Change.of(Release.KIND, ref, spec, call.principal(), call.reason())
                            .as("release"));
        }
        return begin(call, service, spec, chosen, resources);
    }

    private static void requireSame(
            Resource<Release.Spec, Release.Status> found, Release.Spec wanted) {
        if (!found.spec().artefact().equals(wanted.artefact())
                || !found.spec().env().equals(wanted.env())
                || !found.spec().run().equals(wanted.run())) {
            throw new ProblemException(
                    Problem.Refused.because(
                            "release-name-reused",
                            "release/"
                                    + found.name()
                                    + " exists with another artefact, other addresses or other values, and a release never changes."
                                    + " Release this under a new version."));
        }
    }

    private void preflight(Resource<Service.Spec, Service.Status> service, Release.Spec release) {
        var violations = new ArrayList<Violation>();
        var file = release.artefact().flatMap(artefact -> artefacts.apply(artefact.digest()));
        if (release.artefact().isPresent() && file.isEmpty()) {
            violations.add(
                    new Violation(
                            "artefact.digest",
                            release.artefact().get().digest()
                                    + " (expected: an artefact that was uploaded; penstock release --artefact FILE does)"));
        } else {
            violations.addAll(target.check(release.run(), file));
        }
        if (!violations.isEmpty()) {
            throw new ProblemException(
                    new Problem.Invalid("service/" + service.name(), violations));
        }
    }

    private static void requireOther(
            Resource<Service.Spec, Service.Status> service,
            String version,
            Ref ref,
            ResourceService resources) {
        var all = Demands.rollouts(resources, ref);
        boolean isStable =
                Demands.lastCompleted(all)
                        .filter(last -> last.spec().version().equals(version))
                        .isPresent();
        boolean isBusy = all.stream().anyMatch(rollout -> !rollout.status().phase().isTerminal());
        if (isStable && !isBusy) {
            throw new ProblemException(
                    Problem.Refused.because(
                            "already-stable",
                            "service/"
                                    + service.name()
                                    + " already runs "
                                    + version
                                    + " as stable."));
        }
    }

    static String profileName(
            Resource<Service.Spec, Service.Status> service, Optional<String> profile) {
        return profile.orElse(service.spec().rollout().profile());
    }

    static PlanSpec plan(
            Resource<Service.Spec, Service.Status> service,
            PlanChoice choice,
            ResourceService resources) {
        try {
            var base = Profiles.find(choice.profile(), resources);
            return Profiles.expand(choice.onto(base), service.spec().run().size());
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    Problem.Invalid.at(
                            "service/" + service.name(),
                            "rollout.profile",
                            String.valueOf(e.getMessage())),
                    e);
        }
    }

    Node rollBack(Action.Call<Back> call, ResourceService resources) {
        var service = resources.require(Service.KIND, call.ref());
        var all = Demands.rollouts(resources, call.ref());
        var last = Demands.lastCompleted(all);
        var version =
                call.input()
                        .to()
                        .or(() -> last.flatMap(rollout -> rollout.status().stableVersion()));
        if (version.isEmpty()) {
            throw new ProblemException(
                    Problem.Refused.because(
                            "nothing-to-roll-back-to",
                            "service/"
                                    + service.name()
                                    + " has no version before the present one."));
        }
        var ref =
                Ref.in(
                        call.ref().environment().orElseThrow(),
                        Release.KIND.name(),
                        Release.name(service.name(), version.get()));
        var release =
                resources
                        .find(Release.KIND, ref)
                        .orElseThrow(() -> gone(service, version.get(), resources, call.ref()));
        preflight(service, release.spec());
        requireOther(service, version.get(), call.ref(), resources);
        var plan = Profiles.expand(Profiles.find("atomic", resources), service.spec().run().size());
        var chosen = new Chosen(plan, BACK, Rollout.Outlook.FAIR, call.reason());
        return begin(call, service, release.spec(), chosen, resources);
    }

    private static ProblemException gone(
            Resource<Service.Spec, Service.Status> service,
            String version,
            ResourceService resources,
            Ref ref) {
        var kept =
                resources.list(Release.KIND, ref.environment()).stream()
                        .filter(found -> found.spec().service().equals(service.name()))
                        .map(found -> found.spec().version())
                        .sorted()
                        .toList();
        return new ProblemException(
                new Problem.NotFound(
                        "Version " + version + " of service/" + service.name(),
                        " or was pruned (kept: " + String.join(", ", kept) + ")"));
    }

    private static Node begin(
            Action.Call<?> call,
            Resource<Service.Spec, Service.Status> service,
            Release.Spec release,
            Chosen chosen,
            ResourceService resources) {
        var environment = call.ref().environment().orElseThrow();
        for (int attempt = 1; ; attempt++) {
            var all = Demands.rollouts(resources, call.ref());
            long number = all.isEmpty() ? 1 : all.getLast().spec().number() + 1;
            var name = penstock.model.Name.slug(service.name() + "-" + number);
            var spec =
                    new Rollout.Spec(
                            service.name(),
                            Release.name(service.name(), release.version()),
                            release.version(),
                            number,
                            chosen.profile(),
                            chosen.plan(),
                            chosen.reason(),
                            Orders.NONE,
                            chosen.outlook());
            var ref = Ref.in(environment, Rollout.KIND.name(), name);
            try {
                var change =
                        Change.of(Rollout.KIND, ref, spec, call.principal(), chosen.reason())
                                .expecting(0);
                var rollout = resources.apply(change.as(verb(chosen)));
                pruneIfThereIsRoom(call.ref(), resources);
                var answer = new HashMap<String, Node>();
                answer.put("rollout", ResourceCodec.encode(rollout));
                answer.put("release", Node.text(spec.release().value()));
                return Node.map(answer);
            } catch (ProblemException e) {
                if (!(e.problem() instanceof Problem.Conflict) || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /// For the audit log.
    private static String verb(Chosen chosen) {
        if (chosen.profile().equals(BACK)) {
            return BACK;
        }
        return chosen.outlook().overruled().isEmpty() ? "release" : "force-release";
    }

    /// On a full disk a rollback begins and nothing can be deleted; the next release makes up for it.
    private static void pruneIfThereIsRoom(Ref service, ResourceService resources) {
        try {
            prune(service, resources);
        } catch (ProblemException e) {
            if (!(e.problem() instanceof Problem.Unavailable)) {
                throw e;
            }
            LOG.atWarn().setCause(e).addKeyValue("service", service).log("old rollouts not pruned");
        }
    }

    /// Keeps the last rollouts and the releases they name; the last completed one is always kept.
    private static void prune(Ref service, ResourceService resources) {
        var all = Demands.rollouts(resources, service);
        var completed = Demands.lastCompleted(all).map(Resource::name);
        var old =
                all.stream()
                        .limit(Math.max(0, all.size() - KEPT))
                        .filter(rollout -> rollout.status().phase().isTerminal())
                        .filter(rollout -> !completed.equals(Optional.of(rollout.name())))
                        .toList();
        var author = Principal.controller("rollout");
        for (var rollout : old) {
            resources.delete(
                    Rollout.KIND,
                    rollout.ref(),
                    Optional.empty(),
                    author,
                    "only the last " + KEPT + " are kept");
            boolean isNamed =
                    Demands.rollouts(resources, service).stream()
                            .anyMatch(
                                    other ->
                                            other.spec().release().equals(rollout.spec().release())
                                                    || other.status()
                                                            .stable()
                                                            .equals(
                                                                    Optional.of(
                                                                            rollout.spec()
                                                                                    .release())));
            var release =
                    Ref.in(
                            service.environment().orElseThrow(),
                            Release.KIND.name(),
                            rollout.spec().release());
            if (!isNamed && resources.find(Release.KIND, release).isPresent()) {
                resources.delete(
                        Release.KIND,
                        release,
                        Optional.empty(),
                        author,
                        "no kept rollout names it");
            }
        }
    }
}
