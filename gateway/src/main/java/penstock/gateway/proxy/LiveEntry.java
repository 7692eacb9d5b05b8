package penstock.gateway.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import penstock.gateway.http.RequestHead;
import penstock.gateway.routes.Entry;
import penstock.gateway.routes.EntryMatch;
import penstock.gateway.routes.Filters;

/// One match of an entry of the current table, with what is alive behind it.
final class LiveEntry {

    /// What becomes of a request.
    sealed interface Outlet {

        /// It goes on.
        record To(Passage passage) implements Outlet {}

        /// The gateway answers.
        record Answer(Problem problem) implements Outlet {}
    }

    final Entry words;

    /// What is done to requests and answers whatever the backend; null for nothing.
    final @Nullable Filtering filtering;

    /// Null when all clients may come by it.
    final @Nullable LiveAccess access;

    private final @Nullable Redirecting redirecting;
    private final Backends backends;

    /// By the place of the backend.
    private final List<Outlet> outlets = new ArrayList<>();

    /// When there is no backend to choose.
    private final Outlet none;

    private LiveEntry(Entry words, @Nullable LiveAccess access, PathTest path) {
        this.words = words;
        this.access = access;
        this.filtering = Filtering.of(words.filters(), Filters.NONE, path.prefix());
        this.redirecting =
                words.filters()
                        .redirect()
                        .map(redirect -> new Redirecting(redirect, path.prefix()))
                        .orElse(null);
        this.backends = new Backends(words);
        this.none = new Outlet.Answer(Problem.noBackend(words));
    }

    /// Gives a route of the table a role as the target of copies.
    interface Mirrors {
        Arm arm(LiveRoute route);
    }

    /// The claims of an entry, one for each of its matches.
    static List<Claim> claims(
            Entry words,
            @Nullable LiveAccess access,
            Map<String, LiveRoute> routes,
            Mirrors mirrors) {
        List<Claim> claims = new ArrayList<>();
        for (EntryMatch match : words.matches()) {
            PathTest path = PathTest.of(match.path());
            var live = new LiveEntry(words, access, path);
            List<Mirror> copies = live.mirrors(routes, mirrors);
            for (Entry.Backend backend : words.backends()) {
                LiveRoute route = routes.get(backend.route());
                live.outlets.add(
                        route != null
                                ? new Outlet.To(Passage.by(words, backend, route, copies, path))
                                : backend.isKnown()
                                        ? new Outlet.Answer(Problem.noInstance(backend.route()))
                                        : new Outlet.Answer(Problem.noBackend(words, backend)));
            }
            claims.add(Claim.of(match, path, live));
        }
        return claims;
    }

    /// A mirror that nothing stands behind gets nothing.
    private List<Mirror> mirrors(Map<String, LiveRoute> routes, Mirrors mirrors) {
        List<Mirror> found = new ArrayList<>();
        for (Filters.Mirror mirror : words.filters().mirrors()) {
            LiveRoute route = routes.get(mirror.route());
            if (route != null) {
                found.add(new Mirror(mirror, route, mirrors.arm(route), filtering));
            }
        }
        return List.copyOf(found);
    }

    /// @param way how the request came
    Outlet outlet(RequestHead request, Way way) {
        if (filtering != null) {
            Problem preflight = filtering.preflight(request);
            if (preflight != null) {
                return new Outlet.Answer(preflight);
            }
        }
        if (redirecting != null) {
            return new Outlet.Answer(redirecting.answer(request, way.forwardedProto()));
        }
        int chosen = backends.choose(request, way.client());
        return chosen == Backends.NONE ? none : outlets.get(chosen);
    }
}
