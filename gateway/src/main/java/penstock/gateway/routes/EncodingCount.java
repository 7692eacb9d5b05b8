package penstock.gateway.routes;

/// What was compressed on a route since the previous report.
///
/// @param routeId the route
/// @param coding that was applied
/// @param answers that were begun
/// @param bytesIn content before
/// @param bytesOut content after
/// @param unencoded answers that went out as they are for want of memory
public record EncodingCount(
        String routeId, Coding coding, long answers, long bytesIn, long bytesOut, long unencoded) {
    public EncodingCount {
        Checks.text("routeId", routeId);
        Checks.range("answers", answers, 0, Long.MAX_VALUE);
        Checks.range("bytesIn", bytesIn, 0, Long.MAX_VALUE);
        Checks.range("bytesOut", bytesOut, 0, Long.MAX_VALUE);
        Checks.range("unencoded", unencoded, 0, Long.MAX_VALUE);
    }
}
