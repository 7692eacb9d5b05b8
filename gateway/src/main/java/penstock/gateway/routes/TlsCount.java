package penstock.gateway.routes;

/// How often TLS with the instances of a version did not come about since the previous report.
///
/// @param routeId the route
/// @param versionId the version
/// @param fault why
/// @param failures how often; also those after which a request was served elsewhere
public record TlsCount(String routeId, String versionId, TlsFault fault, long failures) {
    public TlsCount {
        Checks.text("routeId", routeId);
        Checks.text("versionId", versionId);
        Checks.range("failures", failures, 1, Long.MAX_VALUE);
    }
}
