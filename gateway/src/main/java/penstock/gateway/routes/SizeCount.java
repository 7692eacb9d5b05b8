package penstock.gateway.routes;

import java.util.Optional;

/// How often something was too large since the previous report.
///
/// @param routeId the route; empty for requests that the gateway takes for no route
/// @param what was
/// @param times requests that were refused, or answers of instances that were not passed on or cut; also those after which another
///     instance answered
public record SizeCount(Optional<String> routeId, Oversize what, long times) {
    public SizeCount {
        routeId.ifPresent(id -> Checks.text("routeId", id));
        Checks.range("times", times, 1, Long.MAX_VALUE);
    }
}
