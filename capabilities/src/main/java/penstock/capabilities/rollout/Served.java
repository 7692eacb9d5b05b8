package penstock.capabilities.rollout;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import penstock.capabilities.rollout.Rollout.Figures;
import penstock.gateway.routes.GatewayReport;
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

    /// @param shed requests that no instance got
    private record Sums(Figures figures, long shed, long ejections) {
        Sums plus(Sums other) {
            return new Sums(
                    figures.plus(other.figures), shed + other.shed, ejections + other.ejections);
        }
    }

    /// What a gateway said last of the instances that it leaves out.
    private record LeftOut(List<String> instances, long at) {}

    /// A gateway that is silent this long leaves nobody out any more.
    private static final long SILENT_MILLIS = 10_000;

    private final Map<Key, Sums> sums = new TreeMap<>();
    private final Map<String, LeftOut> leftOut = new HashMap<>();

    void add(GatewayReport report, long now) {
        report.observations().forEach(this::add);
        leftOut.values().removeIf(one -> now - one.at() > SILENT_MILLIS);
        leftOut.put(report.gatewayId(), new LeftOut(report.load().ejected(), now));
    }

    private void add(Observation seen) {
        var more =
                new Sums(
                        new Figures(
                                seen.requests(),
                                seen.failedRequests(),
                                seen.failingClients(),
                                seen.rescued()),
                        seen.unserved().shed(),
                        seen.protection().ejections());
        sums.merge(new Key(seen.routeId(), seen.role(), seen.versionId()), more, Sums::plus);
    }

    /// Ids of a route's instances that are left out now.
    List<Node> ejected(String route, long now) {
        var prefix = route.replace('/', '.') + ".";
        return leftOut.values().stream()
                .filter(one -> now - one.at() <= SILENT_MILLIS)
                .flatMap(one -> one.instances().stream())
                .filter(id -> id.startsWith(prefix))
                .distinct()
                .sorted()
                .map(Node::text)
                .toList();
    }

    /// One line for each version and role of a route.
    List<Node> of(String route) {
        return sums.entrySet().stream()
                .filter(entry -> entry.getKey().route().equals(route))
                .map(entry -> line(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static Node line(Key key, Sums sums) {
        return Node.map(
                Map.of(
                        "role", Node.text(key.role().name().toLowerCase(Locale.ROOT)),
                        "version", Node.text(key.version()),
                        "requests", Node.number(sums.figures().requests()),
                        "failed", Node.number(sums.figures().failed()),
                        "rescued", Node.number(sums.figures().rescued()),
                        "shed", Node.number(sums.shed()),
                        "ejections", Node.number(sums.ejections())));
    }
}
