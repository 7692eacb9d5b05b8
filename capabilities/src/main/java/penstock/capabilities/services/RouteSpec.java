package penstock.capabilities.services;

import java.time.Duration;
import java.util.List;
import penstock.gateway.routes.StickyKey;
import penstock.model.Default;
import penstock.model.Size;

/// How a service is reached through the gateway.
///
/// @param hosts names, or `*.example.com`; none means any host
/// @param path only requests below this path
/// @param stickBy by what a user is recognised: `cookie:NAME`, `header:NAME`, `client` (the address); the first present
///     wins, the address is the last resort
/// @param timeout until the answer begins
/// @param idleTimeout silence within a body or a tunnel
/// @param maxBody larger request bodies are refused
/// @param rescue which failed requests of a candidate are answered by stable
public record RouteSpec(
        List<String> hosts,
        @Default("/") String path,
        List<String> stickBy,
        @Default("60s") Duration timeout,
        @Default("5m") Duration idleTimeout,
        @Default("64Mi") Size maxBody,
        @Default("{}") RescueSpec rescue) {
    public RouteSpec {
        hosts = List.copyOf(hosts);
        stickBy = List.copyOf(stickBy);
        for (var key : stickBy) {
            try {
                StickyKey.parse(key);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("stickBy: " + e.getMessage(), e);
            }
        }
        if (!path.startsWith("/") || path.contains("?") || path.contains("#")) {
            throw new IllegalArgumentException(
                    "path: \"" + path + "\" (expected: a path that starts with /)");
        }
    }
}
