package penstock.gateway.routes;

/// What the lists of addresses of a route did since the previous report.
///
/// @param routeId the route
/// @param denied requests that were answered 403 for them
/// @param wouldDeny requests that would have been, but for the dry run
/// @param ranges that count now; not a sum
/// @param faults files that cannot be used as they are now; not a sum
public record AccessCount(String routeId, long denied, long wouldDeny, long ranges, long faults) {
    public AccessCount {
        Checks.text("routeId", routeId);
        Checks.range("denied", denied, 0, Long.MAX_VALUE);
        Checks.range("wouldDeny", wouldDeny, 0, Long.MAX_VALUE);
        Checks.range("ranges", ranges, 0, Long.MAX_VALUE);
        Checks.range("faults", faults, 0, Long.MAX_VALUE);
    }
}
