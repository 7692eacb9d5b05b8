package penstock.capabilities.routing.route;

import java.util.List;
import penstock.gateway.routes.StickyKey;
import penstock.model.Condition;
import penstock.model.Default;
import penstock.model.Kind;
import penstock.model.Scope;

/// Says which service requests go to, by host, path, method, headers and query, and what is done to them on the way.
public final class Route {
    public static final Kind<Spec, Status> KIND =
            new Kind<>(
                    "Route",
                    "routes",
                    Scope.ENVIRONMENT,
                    Spec.class,
                    Status.class,
                    new Status("", "", "", "", List.of()),
                    false);

    private static final int MOST = 64;

    private Route() {}

    /// @param hosts names, or `*.example.com`; none means any host
    /// @param stickBy by what a user is recognised, who stays with one of several backends, as in a service's `route.stickBy`; without
    ///     it, what the first backend's service says that there is
    /// @param rules 1 to 64
    public record Spec(List<String> hosts, List<String> stickBy, List<RuleSpec> rules) {
        public Spec {
            hosts = List.copyOf(hosts);
            stickBy = List.copyOf(stickBy);
            rules = List.copyOf(rules);
            if (rules.isEmpty() || rules.size() > MOST) {
                throw new IllegalArgumentException(
                        "rules: " + rules.size() + " (expected: 1 to " + MOST + ")");
            }
            RuleSpec.requireHosts(hosts);
            for (var key : stickBy) {
                try {
                    StickyKey.parse(key);
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException("stickBy: " + e.getMessage(), e);
                }
            }
        }
    }

    /// @param hosts for people
    /// @param accepted whether the gateway serves it as it is here
    /// @param resolved whether all services it names are there
    /// @param conflicts which routes and services have requests that it asks for too
    public record Status(
            @Default("''") String hosts,
            @Default("''") String accepted,
            @Default("''") String resolved,
            @Default("''") String conflicts,
            List<Condition> conditions) {}
}
