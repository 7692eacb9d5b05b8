package penstock.capabilities.services;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import penstock.gateway.routes.Route;
import penstock.kernel.Action;
import penstock.kernel.Admission;
import penstock.kernel.Capability;
import penstock.kernel.Column;
import penstock.kernel.Registration;
import penstock.model.Ref;
import penstock.model.Resource;
import penstock.model.Violation;

/// Registers the kinds Environment, Service and Release.
public final class Services {
    private Services() {}

    /// @param actions on services, which other capabilities bring
    /// @param planRule of the capability that carries plans out
    public static Capability capability(
            List<Action<?>> actions,
            BiFunction<Resource<Service.Spec, Service.Status>, Admission.Lookup, List<Violation>>
                    planRule) {
        return new Capability(
                "services",
                "What runs, where, and in which version.",
                List.of(
                        Environment.registration(),
                        services(actions, planRule),
                        releases(),
                        closures(),
                        purges()));
    }

    private static Registration<Service.Spec, Service.Status> services(
            List<Action<?>> actions,
            BiFunction<Resource<Service.Spec, Service.Status>, Admission.Lookup, List<Violation>>
                    planRule) {
        var all = new ArrayList<>(actions);
        all.addAll(ClosureOrders.actions());
        all.add(CacheOrders.purge());
        return new Registration<>(
                Service.KIND,
                "Something that runs and is reached over the network.",
                (stored, wanted, lookup) -> {
                    var violations = new ArrayList<>(checkEnvironment(wanted, lookup));
                    violations.addAll(checkRoute(wanted, lookup));
                    violations.addAll(planRule.apply(wanted, lookup));
                    return violations;
                },
                all,
                List.of(
                        new Column("STABLE", "status.stable"),
                        new Column("CANDIDATE", "status.candidate"),
                        new Column("WEIGHT", "status.weight"),
                        new Column("READY", "status.ready")));
    }

    /// Whatever lives in an environment needs one that exists.
    public static List<Violation> checkEnvironment(Resource<?, ?> wanted, Admission.Lookup lookup) {
        var environment = wanted.metadata().environment().orElseThrow();
        if (lookup.find(Environment.KIND, Ref.global(Environment.KIND.name(), environment))
                .isPresent()) {
            return List.of();
        }
        var known =
                lookup.list(Environment.KIND, Optional.empty()).stream()
                        .map(found -> found.name().value())
                        .toList();
        return List.of(
                new Violation(
                        "metadata.environment",
                        environment
                                + " does not exist (expected: one of "
                                + String.join(", ", known)
                                + ", or apply an Environment first)"));
    }

    static List<Violation> checkRoute(
            Resource<Service.Spec, Service.Status> wanted, Admission.Lookup lookup) {
        var violations = new ArrayList<Violation>();
        var claims = claims(wanted);
        for (var other : lookup.list(Service.KIND, Optional.empty())) {
            if (!other.ref().equals(wanted.ref())) {
                var shared = new HashSet<>(claims);
                shared.retainAll(claims(other));
                shared.forEach(
                        claim ->
                                violations.add(
                                        new Violation(
                                                "spec.route",
                                                claim
                                                        + " (expected: a host and path that "
                                                        + other.ref()
                                                        + " does not have)")));
            }
        }
        return violations;
    }

    /// In the gateway's form, so that no two can be told apart here and not there.
    private static Set<String> claims(Resource<Service.Spec, Service.Status> service) {
        var claims = new HashSet<String>();
        service.spec()
                .route()
                .filter(route -> !route.byRoutesOnly())
                .ifPresent(
                        route -> {
                            var path = Route.path(route.path());
                            if (route.hosts().isEmpty()) {
                                claims.add("any host " + path);
                            }
                            route.hosts()
                                    .forEach(host -> claims.add(Route.host(host) + " " + path));
                        });
        return claims;
    }

    private static Registration<Closure.Spec, Closure.Status> closures() {
        return new Registration<>(
                Closure.KIND,
                "Keeps requests from the service of the same name.",
                (stored, wanted, lookup) -> {
                    var service = Closure.service(wanted.ref());
                    return lookup.find(Service.KIND, service).isPresent()
                            ? List.of()
                            : List.of(
                                    new Violation(
                                            "metadata.name",
                                            wanted.name()
                                                    + " (expected: the name of a service in this environment)"));
                },
                List.of(),
                List.of(
                        new Column("MODE", "spec.mode"),
                        new Column("BY", "metadata.changed.by"),
                        new Column("REASON", "spec.reason")));
    }

    private static Registration<CachePurge.Spec, CachePurge.Status> purges() {
        return new Registration<>(
                CachePurge.KIND,
                "What the cache of the service of the same name was last ordered to forget.",
                Admission.none(),
                List.of(),
                List.of(
                        new Column("BY", "metadata.changed.by"),
                        new Column("AT", "metadata.changed.at")));
    }

    private static Registration<Release.Spec, Release.Status> releases() {
        return new Registration<>(
                Release.KIND,
                "The immutable thing to run.",
                Admission.none(),
                List.of(),
                List.of(
                        new Column("SERVICE", "spec.service"),
                        new Column("VERSION", "spec.version"),
                        new Column("ARTEFACT", "spec.artefact.digest")));
    }
}
