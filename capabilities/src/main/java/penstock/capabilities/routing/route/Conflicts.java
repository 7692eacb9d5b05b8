package penstock.capabilities.routing.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import penstock.gateway.routes.Entry;
import penstock.gateway.routes.EntryMatch;
import penstock.gateway.routes.PathMatch;
import penstock.gateway.routes.RouteTable;
import penstock.gateway.routes.ValueMatch;

/// Which matches of routes never have a request, as another one says the same and comes first: of the older resource, of the one that
/// is first by name, or of an earlier rule. Matches that overlap only partly are none of these; who has a request then is told by
/// what the guide says of precedence. At most 100,000 pairs of a match and a host are looked at, the oldest first, so that a large table
/// costs little; nothing is told of the rest.
public final class Conflicts {
    public static final Conflicts NONE = new Conflicts(Map.of());

    /// Matches times hosts.
    static final int MOST = 100_000;

    private static final String ANY_HOST = "any host";

    /// By route, such as `production/shop`.
    private final Map<String, List<Conflict>> byRoute;

    private Conflicts(Map<String, List<Conflict>> byRoute) {
        this.byRoute = byRoute;
    }

    /// @param place what is never met, such as `rules[0].matches[1]`
    /// @param host for which
    /// @param winner who has these requests, such as `route production/shop#0` or `service production/shop`
    public record Conflict(String place, String host, String winner) {
        @Override
        public String toString() {
            return place + " for " + host + " is taken by " + winner;
        }
    }

    /// What is said for a host, in a form in which the same is equal.
    private record Said(
            String host,
            PathMatch path,
            Optional<String> method,
            Set<ValueMatch> headers,
            Set<ValueMatch> query) {
        static Said of(String host, EntryMatch match) {
            return new Said(
                    host,
                    match.path(),
                    match.method(),
                    match.headers().stream().map(Said::inLowerCase).collect(Collectors.toSet()),
                    new HashSet<>(match.query()));
        }

        private static ValueMatch inLowerCase(ValueMatch header) {
            var name = header.name().toLowerCase(Locale.ROOT);
            return switch (header) {
                case ValueMatch.Exact exact -> new ValueMatch.Exact(name, exact.value());
                case ValueMatch.Regex regex -> new ValueMatch.Regex(name, regex.expression());
            };
        }
    }

    /// One side, in the order in which the gateway takes them.
    private record Side(long created, String resource, int rule, boolean isService, Place place) {
        private static final Comparator<Side> FIRST =
                Comparator.comparingLong(Side::created)
                        .thenComparing(Side::resource)
                        .thenComparingInt(Side::rule);

        String name() {
            return isService ? "service " + resource : "route " + resource + "#" + rule;
        }
    }

    private record Place(List<String> hosts, List<EntryMatch> matches) {
        Place {
            hosts = hosts.isEmpty() ? List.of(ANY_HOST) : hosts;
        }
    }

    public static Conflicts of(RouteTable table) {
        var entries = table.entries().list();
        if (entries.isEmpty()) {
            return NONE;
        }
        var first = new HashMap<Said, Side>();
        var found = new HashMap<String, List<Conflict>>();
        int looked = 0;
        for (var side : sides(table)) {
            var matches = side.place().matches();
            for (int i = 0; i < matches.size(); i++) {
                for (var host : side.place().hosts()) {
                    if (looked == MOST) {
                        return new Conflicts(found);
                    }
                    looked++;
                    var other = first.putIfAbsent(Said.of(host, matches.get(i)), side);
                    if (other != null && !other.equals(side) && !side.isService()) {
                        var place = "rules[" + side.rule() + "].matches[" + i + "]";
                        found.computeIfAbsent(side.resource(), _ -> new ArrayList<>())
                                .add(new Conflict(place, host, other.name()));
                    }
                }
            }
        }
        return new Conflicts(found);
    }

    private static List<Side> sides(RouteTable table) {
        var sides = new ArrayList<Side>();
        var created = table.entries().created();
        for (var route : table.routes()) {
            if (!route.isByEntriesOnly()) {
                var own = List.of(EntryMatch.below(route.pathPrefix()));
                var place = new Place(route.hosts(), own);
                sides.add(
                        new Side(created.getOrDefault(route.id(), 0L), route.id(), 0, true, place));
            }
        }
        for (Entry entry : table.entries().list()) {
            var place = new Place(entry.hosts(), entry.matches());
            sides.add(new Side(entry.created(), entry.resource(), entry.rule(), false, place));
        }
        sides.sort(Side.FIRST);
        return sides;
    }

    /// Those that a route is the younger side of, in the order of its rules.
    ///
    /// @param route such as `production/shop`
    public List<Conflict> of(String route) {
        return List.copyOf(byRoute.getOrDefault(route, List.of()));
    }
}
