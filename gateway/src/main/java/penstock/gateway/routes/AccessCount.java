package penstock.gateway.routes;

/// What the lists of addresses of a service, rule or domain did since the previous report.
///
/// @param place whose lists they are
/// @param denied requests that were answered 403 for them
/// @param wouldDeny requests that would have been, but for the dry run
/// @param ranges that count now; not a sum
/// @param faults files that cannot be used as they are now; not a sum
public record AccessCount(
        AccessPlace place, long denied, long wouldDeny, long ranges, long faults) {
    public AccessCount {
        Checks.range("denied", denied, 0, Long.MAX_VALUE);
        Checks.range("wouldDeny", wouldDeny, 0, Long.MAX_VALUE);
        Checks.range("ranges", ranges, 0, Long.MAX_VALUE);
        Checks.range("faults", faults, 0, Long.MAX_VALUE);
    }
}
