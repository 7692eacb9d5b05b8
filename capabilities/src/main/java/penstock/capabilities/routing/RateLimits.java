package penstock.capabilities.routing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import penstock.capabilities.services.Service;
import penstock.kernel.Admission;
import penstock.kernel.Column;
import penstock.kernel.Registration;
import penstock.model.Name;
import penstock.model.Resource;
import penstock.model.Suggestions;
import penstock.model.Violation;

/// Registers the kind RateLimit, and makes words for the gateway of what is stored.
final class RateLimits {
    private static final int MOST = 200;

    /// The gateway has a heap of 48 MiB, and a key takes up to 128 bytes of it.
    private static final long MOST_KEYS = 65_536;

    private RateLimits() {}

    static Registration<RateLimit.Spec, RateLimit.Status> registration() {
        return new Registration<>(
                RateLimit.KIND,
                "Limits how many requests come through to services.",
                (stored, wanted, lookup) -> {
                    var violations = new ArrayList<>(services(wanted, lookup));
                    violations.addAll(room(wanted, lookup));
                    return violations;
                },
                List.of(),
                List.of(
                        new Column("SERVICES", "spec.services"),
                        new Column("LIMIT", "spec.limit"),
                        new Column("KEY", "spec.key"),
                        new Column("MODE", "spec.mode")));
    }

    private static List<Violation> services(
            Resource<RateLimit.Spec, RateLimit.Status> wanted, Admission.Lookup lookup) {
        var known =
                lookup.list(Service.KIND, wanted.metadata().environment()).stream()
                        .map(service -> service.name().value())
                        .toList();
        var violations = new ArrayList<Violation>();
        for (var i = 0; i < wanted.spec().services().size(); i++) {
            var name = wanted.spec().services().get(i).value();
            if (!known.contains(name)) {
                violations.add(
                        new Violation(
                                "spec.services[" + i + "]",
                                name
                                        + " does not exist (expected: a service of this environment"
                                        + Suggestions.nearest(name, known)
                                                .map(near -> "; did you mean " + near + "?")
                                                .orElse("")
                                        + ")"));
            }
        }
        return violations;
    }

    private static List<Violation> room(
            Resource<RateLimit.Spec, RateLimit.Status> wanted, Admission.Lookup lookup) {
        var others =
                lookup.list(RateLimit.KIND, Optional.empty()).stream()
                        .filter(other -> !other.ref().equals(wanted.ref()))
                        .map(Resource::spec)
                        .toList();
        if (others.size() >= MOST) {
            return List.of(
                    new Violation(
                            "metadata.name",
                            wanted.name()
                                    + " would be rate limit "
                                    + (others.size() + 1)
                                    + " (expected: at most "
                                    + MOST
                                    + "; delete one)"));
        }
        long taken =
                others.stream()
                        .filter(RateLimit.Spec::takesKeys)
                        .mapToLong(RateLimit.Spec::keys)
                        .sum();
        return !wanted.spec().takesKeys() || taken + wanted.spec().keys() <= MOST_KEYS
                ? List.of()
                : List.of(
                        new Violation(
                                "spec.keys",
                                wanted.spec().keys()
                                        + " besides "
                                        + taken
                                        + " of other rate limits (expected: at most "
                                        + MOST_KEYS
                                        + " in all)"));
    }

    /// The limits that concern one of these routes, in the order of their names.
    ///
    /// @param routes the ids of the routes of the table
    static List<penstock.gateway.routes.RateLimit> words(
            List<Resource<RateLimit.Spec, RateLimit.Status>> stored, List<String> routes) {
        return stored.stream()
                .filter(limit -> limit.spec().mode() != RateLimit.Mode.OFF)
                .sorted(
                        Comparator.comparing(
                                (Resource<RateLimit.Spec, RateLimit.Status> limit) -> limit.ref()))
                .flatMap(limit -> words(limit, routes).stream())
                .toList();
    }

    private static Optional<penstock.gateway.routes.RateLimit> words(
            Resource<RateLimit.Spec, RateLimit.Status> limit, List<String> routes) {
        var environment = limit.metadata().environment().orElseThrow() + "/";
        var services = limit.spec().services().stream().map(Name::value).toList();
        var own =
                routes.stream()
                        .filter(
                                id ->
                                        services.isEmpty()
                                                ? id.startsWith(environment)
                                                : services.stream()
                                                        .anyMatch(
                                                                name ->
                                                                        id.equals(
                                                                                environment
                                                                                        + name)))
                        .toList();
        return own.isEmpty()
                ? Optional.empty()
                : Optional.of(limit.spec().words(environment + limit.name(), own));
    }
}
