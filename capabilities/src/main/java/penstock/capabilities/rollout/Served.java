package penstock.capabilities.rollout;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import penstock.capabilities.rollout.Rollout.Figures;
import penstock.gateway.routes.Observation;
import penstock.gateway.routes.Role;
import penstock.model.Node;

/// What each version did in each of its roles since the server started, also in those that are not judged.
final class Served {
    private record Key(String route, Role role, String version) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byRole = role.compareTo(other.role);
            int byRoute = route.compareTo(other.route);
            return byRoute != 0 ? byRoute : byRole != 0 ? byRole : version.compareTo(other.version);
        }
    }

    private final Map<Key, Figures> figures = new TreeMap<>();

    void add(Observation seen) {
        var more =
                new Figures(
                        seen.requests(),
                        seen.failedRequests(),
                        seen.failingClients(),
                        seen.rescued());
        figures.merge(new Key(seen.routeId(), seen.role(), seen.versionId()), more, Figures::plus);
    }

    /// One line for each version and role of a route.
    List<Node> of(String route) {
        return figures.entrySet().stream()
                .filter(entry -> entry.getKey().route().equals(route))
                .map(entry -> line(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static Node line(Key key, Figures sums) {
        return Node.map(
                Map.of(
                        "role", Node.text(key.role().name().toLowerCase(Locale.ROOT)),
                        "version", Node.text(key.version()),
                        "requests", Node.number(sums.requests()),
                        "failed", Node.number(sums.failed()),
                        "rescued", Node.number(sums.rescued())));
    }
}
