package penstock.capabilities.routing.route;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import penstock.gateway.routes.Entry;
import penstock.kernel.Admission;
import penstock.kernel.control.Controller;
import penstock.kernel.control.Decision;
import penstock.model.Condition;
import penstock.model.Kind;
import penstock.model.Name;
import penstock.model.Resource;

/// Tells a route's status what has become of it, in the conditions of the Kubernetes Gateway API. Brings nothing about: the table of the
/// gateway is made from what is stored.
public final class RouteController
        implements Controller<Route.Spec, Route.Status, RouteController.Seen, Void> {
    private static final int MOST_TOLD = 5;

    private final Admission.Lookup resources;
    private final Table table;
    private final InstantSource clock;

    public RouteController(Admission.Lookup resources, Table table, InstantSource clock) {
        this.resources = resources;
        this.table = table;
        this.clock = clock;
    }

    /// What is known of the gateway's table.
    public interface Table {
        /// Whether the gateway has said that it serves these entries.
        boolean serves(List<Entry> entries);

        /// Which matches of a route are taken by others.
        ///
        /// @param route such as `production/shop`
        List<Conflicts.Conflict> conflicts(String route);
    }

    /// @param missing services that are not there
    /// @param conflicts what others have
    record Seen(
            Resource<Route.Spec, Route.Status> route,
            boolean isServed,
            List<Name> missing,
            List<Conflicts.Conflict> conflicts,
            Instant now) {}

    @Override
    public String name() {
        return "routes";
    }

    @Override
    public Kind<Route.Spec, Route.Status> kind() {
        return Route.KIND;
    }

    @Override
    public Seen observe(Resource<Route.Spec, Route.Status> route) {
        return new Seen(
                route,
                table.serves(RouteWords.entries(route, resources)),
                RouteWords.missing(route, resources),
                table.conflicts(RouteWords.key(route)),
                clock.instant());
    }

    @Override
    public Decision<Route.Status, Void> decide(Seen seen) {
        var accepted =
                seen.isServed()
                        ? condition(
                                seen,
                                "Accepted",
                                Condition.State.TRUE,
                                "Accepted",
                                "the gateway serves it")
                        : condition(
                                seen,
                                "Accepted",
                                Condition.State.UNKNOWN,
                                "Pending",
                                "the gateway has not yet said that it serves it");
        var resolved =
                seen.missing().isEmpty()
                        ? condition(
                                seen,
                                "ResolvedRefs",
                                Condition.State.TRUE,
                                "ResolvedRefs",
                                "all services are there")
                        : condition(
                                seen,
                                "ResolvedRefs",
                                Condition.State.FALSE,
                                "BackendNotFound",
                                missing(seen.missing()));
        var conditions = new ArrayList<>(List.of(accepted, resolved));
        if (!seen.conflicts().isEmpty()) {
            conditions.add(
                    condition(
                            seen,
                            "Conflicted",
                            Condition.State.TRUE,
                            "TakenByOthers",
                            told(seen.conflicts())));
        }
        var hosts = seen.route().spec().hosts();
        var status =
                new Route.Status(
                        hosts.isEmpty() ? "any" : String.join(", ", hosts),
                        word(accepted),
                        word(resolved),
                        winners(seen.conflicts()),
                        List.copyOf(conditions));
        return new Decision<>(
                status,
                seen.missing().isEmpty() ? accepted.reason() : resolved.reason(),
                List.of(),
                Optional.empty());
    }

    private static String missing(List<Name> missing) {
        return missing.stream().map(name -> "service/" + name).collect(Collectors.joining(", "))
                + " (expected: services of this environment that have a route section, be it only `route: { byRoutesOnly:"
                + " true }`); what would go there is answered 500";
    }

    private static String told(List<Conflicts.Conflict> conflicts) {
        var shown =
                conflicts.stream()
                        .limit(MOST_TOLD)
                        .map(Conflicts.Conflict::toString)
                        .collect(Collectors.joining(", "));
        int rest = conflicts.size() - MOST_TOLD;
        return shown
                + (rest > 0 ? " and " + rest + " more" : "")
                + " (expected: another host, path, method, header or query parameter, as the older has what two say the same of; change"
                + " or delete one of them)";
    }

    private static String winners(List<Conflicts.Conflict> conflicts) {
        return conflicts.stream()
                .map(Conflicts.Conflict::winner)
                .distinct()
                .limit(MOST_TOLD)
                .collect(Collectors.joining(", "));
    }

    private static String word(Condition condition) {
        return switch (condition.status()) {
            case TRUE -> "yes";
            case FALSE -> "no";
            case UNKNOWN -> "pending";
        };
    }

    private static Condition condition(
            Seen seen, String type, Condition.State state, String reason, String message) {
        var since =
                seen.route().status().conditions().stream()
                        .filter(each -> each.type().equals(type) && each.status() == state)
                        .map(Condition::since)
                        .findFirst()
                        .orElse(seen.now());
        return new Condition(type, state, reason, message, since);
    }

    @Override
    public void perform(Void effect) {
        // there are none
    }
}
