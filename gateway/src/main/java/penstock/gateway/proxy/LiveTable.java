package penstock.gateway.proxy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The current table, indexed for serving. Immutable; a request that reads it once sees one consistent world.
final class LiveTable {

    final long version;
    final Map<String, Instance> instances;

    /// By host: exact names, `.example.com` for patterns, the empty text for any. Longest prefix first.
    private final Map<String, List<LiveRoute>> byHost = new HashMap<>();

    private final boolean hasPatterns;
    private final List<LiveRoute> routes;

    LiveTable(long version, List<LiveRoute> routes, Map<String, Instance> instances) {
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

    boolean has(Instance instance) {
        return instances.get(instance.upstream.instanceId()) == instance;
    }

    @Nullable LiveRoute match(String host, String path) {
        LiveRoute found = match(byHost.get(host), path);
        if (found == null && hasPatterns) {
            for (int dot = host.indexOf('.');
                    dot > 0 && found == null;
                    dot = host.indexOf('.', dot + 1)) {
                found = match(byHost.get(host.substring(dot)), path);
            }
        }
        return found != null ? found : match(byHost.get(""), path);
    }

    private static @Nullable LiveRoute match(@Nullable List<LiveRoute> routes, String path) {
        if (routes == null) {
            return null;
        }
        for (LiveRoute route : routes) {
            String prefix = route.route.pathPrefix();
            boolean isBelow =
                    path.length() == prefix.length()
                            || prefix.length() == 1
                            || (path.length() > prefix.length()
                                    && path.charAt(prefix.length()) == '/');
            if (isBelow && path.startsWith(prefix)) {
                return route;
            }
        }
        return null;
    }
}
