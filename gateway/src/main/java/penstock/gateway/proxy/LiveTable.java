package penstock.gateway.proxy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import penstock.gateway.http.BadMessageException;
import penstock.gateway.http.LoosePath;
import penstock.gateway.http.RequestHead;
import penstock.gateway.routes.Domain;
import penstock.gateway.routes.Domains;
import penstock.gateway.routes.Entry;
import penstock.gateway.routes.RouteTable;

/// The current table, indexed for serving. Immutable; a request that reads it once sees one consistent world.
final class LiveTable {

    final long version;
    final Map<String, Instance> instances;
    final Domains domains;

    /// By host: exact names, `.example.com` for patterns, the empty text for any. In the order of their precedence.
    private final Map<String, List<Claim>> byHost = new HashMap<>();

    /// By the id of the route; null when nothing is limited.
    private final @Nullable Map<String, LiveLimit[]> limits;

    /// By the id of the domain; null when all clients may ask for all hosts.
    private final @Nullable Map<String, LiveAccess> domainAccess;

    private final boolean hasPatterns;
    private final List<LiveRoute> routes;

    /// All versions that requests or copies of them may go to.
    private final List<Arm> arms = new ArrayList<>();

    private LiveTable(long version, List<LiveRoute> routes, Map<String, Instance> instances) {
        this.version = version;
        this.routes = List.copyOf(routes);
        this.instances = Map.copyOf(instances);
        this.domains = Domains.NONE;
        this.hasPatterns = false;
        this.limits = null;
        this.domainAccess = null;
    }

    LiveTable(
            RouteTable words,
            List<LiveRoute> routes,
            Map<String, Instance> instances,
            LiveEntry.Mirrors mirrors,
            @Nullable Map<String, LiveLimit[]> limits,
            AccessLists access) {
        this.limits = limits;
        this.version = words.version();
        this.routes = List.copyOf(routes);
        this.instances = Map.copyOf(instances);
        this.domains = words.domains();
        this.domainAccess = access(words.domains(), access);
        Map<String, LiveRoute> byId = new HashMap<>();
        for (LiveRoute route : routes) {
            byId.put(route.route.id(), route);
            arms.addAll(route.arms());
            if (!route.route.isByEntriesOnly()) {
                long created = words.entries().created().getOrDefault(route.route.id(), 0L);
                add(route.route.hosts(), Claim.of(route, created));
            }
        }
        for (Entry entry : words.entries().list()) {
            LiveAccess ofEntry = access.of(entry);
            for (Claim claim :
                    LiveEntry.claims(entry, ofEntry, byId, route -> mirror(route, mirrors))) {
                add(entry.hosts(), claim);
            }
        }
        byHost.values().forEach(claims -> claims.sort(Claim.PRECEDENCE));
        hasPatterns = byHost.keySet().stream().anyMatch(host -> host.startsWith("."));
    }

    private static @Nullable Map<String, LiveAccess> access(Domains domains, AccessLists lists) {
        Map<String, LiveAccess> found = new HashMap<>();
        for (Domain domain : domains.all()) {
            LiveAccess access = lists.of(domain);
            if (access != null) {
                found.put(domain.id(), access);
            }
        }
        return found.isEmpty() ? null : found;
    }

    /// Before the first table.
    static LiveTable none() {
        return new LiveTable(-1, List.of(), Map.of());
    }

    private Arm mirror(LiveRoute route, LiveEntry.Mirrors mirrors) {
        Arm arm = mirrors.arm(route);
        arms.add(arm);
        return arm;
    }

    private void add(List<String> hosts, Claim claim) {
        for (String host : hosts.isEmpty() ? List.of("") : hosts) {
            byHost.computeIfAbsent(
                            host.startsWith("*") ? host.substring(1) : host,
                            name -> new ArrayList<>())
                    .add(claim);
        }
    }

    /// Whether no table has come yet: then nobody knows whether there is a route.
    boolean isNone() {
        return version < 0;
    }

    List<Arm> arms() {
        return arms;
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

    /// Which clients may ask for the host of a request; null for all.
    @Nullable LiveAccess access(RequestHead request) {
        if (domainAccess == null) {
            return null;
        }
        Domain domain = domains.of(request.host());
        return domain == null ? null : domainAccess.get(domain.id());
    }

    boolean has(Instance instance) {
        return instances.get(instance.upstream.instanceId()) == instance;
    }

    /// Who has the request. A path that could be read in several ways must be claimed by the same in all of them, as it is passed on
    /// unchanged.
    @Nullable Claim claim(RequestHead request) throws BadMessageException {
        String path = request.path();
        Claim claim = find(request, path, false);
        if (claim != null
                && !LoosePath.isPlain(path)
                && find(request, LoosePath.of(path), true) != claim) {
            throw new BadMessageException(
                    400,
                    "ambiguous_path",
                    "the path could belong to another service or rule once its escapes, parameters or double slashes are resolved;"
                            + " send it in its normal form (RFC 3986 section 6.2.2)");
        }
        return claim;
    }

    private @Nullable Claim find(RequestHead request, String path, boolean isLoose) {
        String host = request.host();
        Claim found = first(byHost.get(host), request, path, isLoose);
        if (found == null && hasPatterns) {
            for (int dot = host.indexOf('.');
                    dot > 0 && found == null;
                    dot = host.indexOf('.', dot + 1)) {
                found = first(byHost.get(host.substring(dot)), request, path, isLoose);
            }
        }
        return found != null ? found : first(byHost.get(""), request, path, isLoose);
    }

    private static @Nullable Claim first(
            @Nullable List<Claim> claims, RequestHead request, String path, boolean isLoose) {
        if (claims == null) {
            return null;
        }
        for (int i = 0; i < claims.size(); i++) {
            Claim claim = claims.get(i);
            if (claim.takes(request, path, isLoose)) {
                return claim;
            }
        }
        return null;
    }
}
