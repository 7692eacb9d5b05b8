package penstock.gateway.routes;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A way to one or several routes: which requests it takes, what it does to them, and to which route each goes. The chosen route
/// then serves the request as if it had come by its own hosts and path.
///
/// Which entry a request takes is decided as in HTTPRoutes of the Kubernetes Gateway API: the most specific host first (an exact name,
/// then the longest pattern, then any host), then the path (exact, then a regular expression, then the longest prefix), the method, the
/// most headers, the most query parameters, then the older resource, its name, and the order of its rules.
///
/// @param resource the name of what it was made from, such as `production/shop`
/// @param created when that came to be, in milliseconds since 1970
/// @param rule its place in the resource, from 0
/// @param hosts none means any host
/// @param stickBy by what a user is recognised, who stays with one backend: as `Route.stickBy`
/// @param matches it takes a request that meets one of these, 1 to 64
/// @param backends where requests go, at most 64; none only with a redirect
/// @param timeouts in place of the time limits of the chosen route
/// @param own what the gateway does with its requests itself
public record Entry(
        String resource,
        long created,
        int rule,
        List<String> hosts,
        List<StickyKey> stickBy,
        List<EntryMatch> matches,
        Filters filters,
        List<Backend> backends,
        Timeouts timeouts,
        EntryRules own) {

    private static final int MOST = 64;

    public Entry {
        Checks.text("resource", resource);
        Checks.range("created", created, 0, Long.MAX_VALUE);
        Checks.range("rule", rule, 0, Integer.MAX_VALUE);
        hosts = hosts.stream().map(Route::host).distinct().toList();
        stickBy = List.copyOf(stickBy);
        matches = List.copyOf(matches);
        Checks.range("number of matches", matches.size(), 1, MOST);
        backends = List.copyOf(backends);
        Checks.range("number of backends", backends.size(), 0, MOST);
        if (filters.redirect().isPresent() && !backends.isEmpty()) {
            throw new IllegalArgumentException(
                    "redirect: beside backends (expected: only one of them; a redirect is the answer)");
        }
        if (filters.redirect().isPresent() && !own.isWithoutSizes()) {
            throw new IllegalArgumentException(
                    "redirect: beside sizes (expected: only one of them; sizes are for what a service answers)");
        }
        boolean isByPrefix =
                matches.stream().allMatch(match -> match.path() instanceof PathMatch.Prefix);
        boolean needsPrefix =
                filters.replacesPrefix()
                        || backends.stream().anyMatch(each -> each.filters().replacesPrefix());
        if (needsPrefix && !isByPrefix) {
            throw new IllegalArgumentException(
                    "rewrite: of a prefix (expected: only where all matches are by a path prefix)");
        }
    }

    /// A route that may serve a request.
    ///
    /// @param route its id
    /// @param weight its share of the users, in proportion to the others'; 0 gets none
    /// @param isKnown whether there is such a service; one that is known but not in the table has nothing to serve with yet
    /// @param filters only edits of headers and a rewrite, done after those of the entry
    public record Backend(String route, int weight, boolean isKnown, Filters filters) {

        public static final int MAX_WEIGHT = 1_000_000;

        public Backend {
            Checks.text("route", route);
            Checks.range("weight", weight, 0, MAX_WEIGHT);
            if (filters.redirect().isPresent()
                    || filters.cors().isPresent()
                    || !filters.mirrors().isEmpty()) {
                throw new IllegalArgumentException(
                        "filters of backend "
                                + route
                                + " (expected: only edits of headers and a rewrite; redirect, cors and mirrors belong to"
                                + " the rule)");
            }
        }
    }

    /// @param request from the last byte of the request to the head of the answer, all attempts together
    /// @param backendRequest the same for one attempt; at most `request`
    public record Timeouts(Optional<Duration> request, Optional<Duration> backendRequest) {

        public static final Timeouts NONE = new Timeouts(Optional.empty(), Optional.empty());

        public Timeouts {
            request.ifPresent(time -> Checks.positive("request", time));
            backendRequest.ifPresent(time -> Checks.positive("backendRequest", time));
            if (request.isPresent()
                    && backendRequest.isPresent()
                    && backendRequest.get().compareTo(request.get()) > 0) {
                throw new IllegalArgumentException(
                        "backendRequest: "
                                + Times.written(backendRequest.get())
                                + " (expected: at most request, "
                                + Times.written(request.get())
                                + ")");
            }
        }
    }

    /// An entry that has no rules of its own.
    public Entry(
            String resource,
            long created,
            int rule,
            List<String> hosts,
            List<StickyKey> stickBy,
            List<EntryMatch> matches,
            Filters filters,
            List<Backend> backends,
            Timeouts timeouts) {
        this(
                resource,
                created,
                rule,
                hosts,
                stickBy,
                matches,
                filters,
                backends,
                timeouts,
                EntryRules.NONE);
    }

    public Entry with(EntryRules others) {
        return new Entry(
                resource, created, rule, hosts, stickBy, matches, filters, backends, timeouts,
                others);
    }

    /// For messages and logs, such as `production/shop#0`.
    public String name() {
        return resource + "#" + rule;
    }
}
