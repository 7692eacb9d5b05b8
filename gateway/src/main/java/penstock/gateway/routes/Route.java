package penstock.gateway.routes;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Where requests for some hosts below some path go.
///
/// The most specific host wins (an exact name, then the longest `*.` pattern, then a route without hosts), then the longest path
/// prefix. A prefix matches whole segments: `/api` matches `/api` and `/api/x`, not `/apix`. No hosts means any host.
///
/// `id` names the route in observations, errors and logs, for example `production/shop`. `stickBy` says by what a user is
/// recognised: the first key present in the request wins, the client's address is the last resort. `rules` are what else applies
/// to the route's requests. With `isByEntriesOnly` its own hosts and path do not count: requests come by the entries of the table that
/// name it (see `Entry`).
public record Route(
        String id,
        List<String> hosts,
        String pathPrefix,
        List<StickyKey> stickBy,
        Split split,
        Limits limits,
        Rules rules,
        boolean isByEntriesOnly) {

    private static final Pattern HOST =
            Pattern.compile(
                    "(\\*\\.)?[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*|\\[[0-9a-f:.]+]");

    private static final Pattern PATH = Pattern.compile("/[!-\"$->@-~]*");

    public Route {
        Checks.text("id", id);
        hosts = hosts.stream().map(Route::host).distinct().toList();
        pathPrefix = path(pathPrefix);
        stickBy = List.copyOf(stickBy);
    }

    /// A route with the usual rules.
    public Route(
            String id,
            List<String> hosts,
            String pathPrefix,
            List<StickyKey> stickBy,
            Split split,
            Limits limits) {
        this(id, hosts, pathPrefix, stickBy, split, limits, Rules.DEFAULT);
    }

    Route with(Rules others) {
        return new Route(id, hosts, pathPrefix, stickBy, split, limits, others, isByEntriesOnly);
    }

    /// A route with hosts and a path of its own.
    public Route(
            String id,
            List<String> hosts,
            String pathPrefix,
            List<StickyKey> stickBy,
            Split split,
            Limits limits,
            Rules rules) {
        this(id, hosts, pathPrefix, stickBy, split, limits, rules, false);
    }

    /// Reached by entries only.
    public Route byEntriesOnly() {
        return new Route(id, hosts, pathPrefix, stickBy, split, limits, rules, true);
    }

    /// The same with instances that all speak the protocol.
    public Route speaking(Protocol protocol) {
        return withUpstreams(one -> one.protocol() == protocol ? one : one.with(protocol));
    }

    Route withUpstreams(UnaryOperator<Upstream> change) {
        Optional<RouteVersion> pinned = rules.pin().version().map(one -> one.with(change));
        return new Route(
                id,
                hosts,
                pathPrefix,
                stickBy,
                split.with(change),
                limits,
                rules.with(new Pin(rules.pin().by(), pinned)),
                isByEntriesOnly);
    }

    /// All versions that may serve a request.
    public List<RouteVersion> versions() {
        return Stream.concat(split.versions().stream(), rules.pin().version().stream()).toList();
    }

    /// In lower case; an `IllegalArgumentException` says what a host looks like.
    public static String host(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        if (!HOST.matcher(lower).matches()) {
            throw new IllegalArgumentException(
                    "host: \""
                            + host
                            + "\" (expected: a name such as shop.example.com or *.example.com, without a port)");
        }
        return lower;
    }

    /// Without a slash at its end, unless it is all; an `IllegalArgumentException` says what a path looks like.
    public static String path(String path) {
        if (!PATH.matcher(path).matches()) {
            throw new IllegalArgumentException(
                    "path: \""
                            + path
                            + "\" (expected: a path that starts with / and has no query; other characters than those of ASCII, and blanks,"
                            + " as %XX)");
        }
        return path.length() > 1 && path.endsWith("/")
                ? path.substring(0, path.length() - 1)
                : path;
    }
}
