package penstock.gateway.proxy;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;
import penstock.gateway.http.RequestHead;
import penstock.gateway.routes.EntryMatch;

/// What a route, or a match of an entry, claims of the requests for a host, and where these go.
final class Claim {

    /// The claim that comes first has the request: by path, method, headers, query, then by who was there first. Hosts are decided
    /// before.
    static final Comparator<Claim> PRECEDENCE =
            Comparator.comparing((Claim claim) -> claim.path.kind)
                    .thenComparingInt(claim -> -claim.path.length())
                    .thenComparingInt(claim -> -claim.rank.method)
                    .thenComparingInt(claim -> -claim.rank.headers)
                    .thenComparingInt(claim -> -claim.rank.query)
                    .thenComparingLong(claim -> claim.rank.created)
                    .thenComparing(claim -> claim.rank.name)
                    .thenComparingInt(claim -> claim.rank.rule);

    /// What decides between claims on the same path.
    ///
    /// @param created of the resource, in milliseconds since 1970
    private record Rank(int method, int headers, int query, long created, String name, int rule) {
        static Rank of(EntryMatch match, long created, String name, int rule) {
            return new Rank(
                    match.method().isPresent() ? 1 : 0,
                    match.headers().size(),
                    match.query().size(),
                    created,
                    name,
                    rule);
        }
    }

    private final PathTest path;
    private final @Nullable Conditions conditions;
    private final Rank rank;

    /// By the hosts and the path of a route itself; null for an entry.
    final @Nullable Passage own;

    /// Null for a route itself.
    final @Nullable LiveEntry entry;

    private Claim(
            PathTest path,
            @Nullable Conditions conditions,
            Rank rank,
            @Nullable Passage own,
            @Nullable LiveEntry entry) {
        this.path = path;
        this.conditions = conditions;
        this.rank = rank;
        this.own = own;
        this.entry = entry;
    }

    /// @param created of the resource behind the route, in milliseconds since 1970
    static Claim of(LiveRoute route, long created) {
        EntryMatch match = EntryMatch.below(route.route.pathPrefix());
        return new Claim(
                PathTest.of(match.path()),
                null,
                Rank.of(match, created, route.route.id(), 0),
                route.passage,
                null);
    }

    static Claim of(EntryMatch match, PathTest path, LiveEntry live) {
        var words = live.words;
        return new Claim(
                path,
                Conditions.of(match, words.filters().cors().isPresent()),
                Rank.of(match, words.created(), words.resource(), words.rule()),
                null,
                live);
    }

    boolean takes(RequestHead request, String asked, boolean isLoose) {
        return path.takes(asked, isLoose) && (conditions == null || conditions.areMet(request));
    }
}
