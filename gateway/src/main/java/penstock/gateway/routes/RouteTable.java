package penstock.gateway.routes;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Everything a gateway needs to know to serve traffic, as one immutable value.
///
/// Versions are given by the control plane, start at 0 and only grow; a gateway ignores a table that is not newer than its own.
/// Route ids are unique, no two routes claim the same host and path prefix, and an instance id stands for one address.
///
/// Ids of rate limits are unique too; one may name a route that the table does not have.
///
/// @param entries ways to the routes besides their own hosts and paths
/// @param domains what is served over TLS
public record RouteTable(
        long version, List<Route> routes, Entries entries, Domains domains, List<RateLimit> rates) {

    public RouteTable {
        Checks.range("version", version, 0, Long.MAX_VALUE);
        routes = List.copyOf(routes);
        rates = List.copyOf(rates);
        refuseConflicts(routes);
        refuseSameIds(rates);
    }

    /// A table in which each route has its own hosts and path only, without TLS.
    public RouteTable(long version, List<Route> routes) {
        this(version, routes, Entries.NONE);
    }

    /// A table without TLS and rate limits.
    public RouteTable(long version, List<Route> routes, Entries entries) {
        this(version, routes, entries, Domains.NONE, List.of());
    }

    public RouteTable with(Entries others) {
        return new RouteTable(version, routes, others, domains, rates);
    }

    public RouteTable with(Domains others) {
        return new RouteTable(version, routes, entries, others, rates);
    }

    public RouteTable withRates(List<RateLimit> others) {
        return new RouteTable(version, routes, entries, domains, others);
    }

    /// The same under another number.
    public RouteTable numbered(long other) {
        return new RouteTable(other, routes, entries, domains, rates);
    }

    private static void refuseSameIds(List<RateLimit> rates) {
        Set<String> ids = new HashSet<>();
        for (RateLimit limit : rates) {
            if (!ids.add(limit.id())) {
                throw new IllegalArgumentException(
                        "rate limit id: \"" + limit.id() + "\" (expected: only once in a table)");
            }
        }
    }

    private static void refuseConflicts(List<Route> routes) {
        Set<String> ids = new HashSet<>();
        Map<String, String> claims = new HashMap<>();
        Map<String, Upstream> instances = new HashMap<>();
        for (Route route : routes) {
            if (!ids.add(route.id())) {
                throw new IllegalArgumentException(
                        "route id: \"" + route.id() + "\" (expected: only once in a table)");
            }
            if (!route.isByEntriesOnly()) {
                refuseClaims(route, claims);
            }
            for (RouteVersion version : route.versions()) {
                for (Upstream upstream : version.upstreams()) {
                    Upstream other = instances.putIfAbsent(upstream.instanceId(), upstream);
                    if (other != null && !other.equals(upstream)) {
                        throw new IllegalArgumentException(
                                "instance "
                                        + upstream.instanceId()
                                        + ": "
                                        + upstream.host()
                                        + ":"
                                        + upstream.port()
                                        + " (expected: one address, but also at "
                                        + other.host()
                                        + ":"
                                        + other.port()
                                        + ")");
                    }
                }
            }
        }
    }

    private static void refuseClaims(Route route, Map<String, String> claims) {
        for (String host : route.hosts().isEmpty() ? List.of("") : route.hosts()) {
            String other = claims.putIfAbsent(host + route.pathPrefix(), route.id());
            if (other != null) {
                throw new IllegalArgumentException(
                        "route "
                                + route.id()
                                + ": host \""
                                + host
                                + "\" with path "
                                + route.pathPrefix()
                                + " (expected: not also claimed by route "
                                + other
                                + ")");
            }
        }
    }
}
