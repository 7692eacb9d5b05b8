package penstock.gateway.proxy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import penstock.gateway.http.BadMessageException;
import penstock.gateway.http.LoosePath;
import penstock.gateway.routes.Closure;

/// The current table, indexed for serving. Immutable; a request that reads it once sees one consistent world.
final class LiveTable {

    final long version;
    final Map<String, Instance> instances;

    /// By the id of the route; null when nothing is limited.
    private final @Nullable Map<String, LiveLimit[]> limits;

    /// By host: exact names, `.example.com` for patterns, the empty text for any. Longest prefix first.
    private final Map<String, List<LiveRoute>> byHost = new HashMap<>();

    private final boolean hasPatterns;
    private final List<LiveRoute> routes;

    LiveTable(
            long version,
            List<LiveRoute> routes,
            Map<String, Instance> instances,
            @Nullable Map<String, LiveLimit[]> limits) {
        this.limits = limits;
        this.version = version;
        this.routes = List.copyOf(routes);
        this.instances = Map.copyOf(instances);
        for (LiveRoute route : routes) {
            for (String host : route.route.hosts().isEmpty() ? List.of("") : route.route.hosts()) {
                byHost.computeIfAbsent(
                                host.startsWith("*") ? host.substring(1) : host,
                                name -> new ArrayList<>())
                        .add(route);
            }
        }
        byHost.values()
                .forEach(
                        list ->
                                list.sort(
                                        Comparator.comparingInt(
                                                        (LiveRoute route) ->
                                                                route.route.pathPrefix().length())
                                                .reversed()));
        hasPatterns = byHost.keySet().stream().anyMatch(host -> host.startsWith("."));
    }

    /// Whether no table has come yet: then nobody knows whether there is a route.
    boolean isNone() {
        return version < 0;
    }

    List<LiveRoute> routes() {
        return routes;
    }

    @Nullable LiveRoute route(String id) {
        for (LiveRoute route : routes) {
            if (route.route.id().equals(id)) {
                return route;
            }
        }
        return null;
    }

    /// What limits the requests of a route; null when nothing does.
    LiveLimit @Nullable [] limitsOf(String id) {
        return limits == null ? null : limits.get(id);
    }

    boolean has(Instance instance) {
        return instances.get(instance.upstream.instanceId()) == instance;
    }

    boolean isPaused(String host, String path) {
        LiveRoute route = match(host, path);
        return route != null && route.closure(path) instanceof Closure.Pause;
    }

    /// A path that could be read in several ways must lead to the same route in all of them, as it is passed on unchanged.
    @Nullable LiveRoute routeOf(String host, String path) throws BadMessageException {
        LiveRoute route = match(host, path);
        if (route != null
                && !LoosePath.isPlain(path)
                && match(host, LoosePath.of(path), loose -> loose.loosePrefix) != route) {
            throw new BadMessageException(
                    400,
                    "ambiguous_path",
                    "the path could mean another route once its escapes, parameters or double slashes are resolved;"
                            + " send it in its normal form (RFC 3986 section 6.2.2)");
        }
        return route;
    }

    private @Nullable LiveRoute match(String host, String path) {
        return match(host, path, route -> route.route.pathPrefix());
    }

    private @Nullable LiveRoute match(
            String host, String path, Function<LiveRoute, String> prefix) {
        LiveRoute found = longest(byHost.get(host), path, prefix);
        if (found == null && hasPatterns) {
            for (int dot = host.indexOf('.');
                    dot > 0 && found == null;
                    dot = host.indexOf('.', dot + 1)) {
                found = longest(byHost.get(host.substring(dot)), path, prefix);
            }
        }
        return found != null ? found : longest(byHost.get(""), path, prefix);
    }

    private static @Nullable LiveRoute longest(
            @Nullable List<LiveRoute> routes, String path, Function<LiveRoute, String> prefix) {
        if (routes == null) {
            return null;
        }
        for (LiveRoute route : routes) {
            if (isBelow(path, prefix.apply(route))) {
                return route;
            }
        }
        return null;
    }

    /// Whether a path begins with a prefix, whole segments only.
    static boolean isBelow(String path, String prefix) {
        return path.startsWith(prefix)
                && (path.length() == prefix.length()
                        || prefix.endsWith("/")
                        || path.charAt(prefix.length()) == '/');
    }
}
