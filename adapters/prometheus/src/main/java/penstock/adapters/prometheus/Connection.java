package penstock.adapters.prometheus;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/// How a server that speaks the HTTP API of Prometheus is reached.
///
/// @param url what comes before `/api/v1/…`: `http` or `https`, a host, a path if need be; nothing secret
/// @param caFile certificates in PEM of those whose signature is trusted, instead of the JDK's
/// @param tenant sent as `X-Scope-OrgID`, which Mimir and others want; `""` for none
/// @param answerLimit bytes of the largest answer that is taken
public record Connection(
        URI url, Credentials credentials, Optional<Path> caFile, String tenant, int answerLimit) {
    public Connection {
        var scheme = String.valueOf(url.getScheme());
        boolean isHttp = scheme.equals("http") || scheme.equals("https");
        if (url.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "url: with a user or password in it (expected: these in settings of their own)");
        }
        if (!isHttp
                || url.getHost() == null
                || url.getRawQuery() != null
                || url.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "url: " + url + " (expected: such as http://prometheus:9090)");
        }
        if (!tenant.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException(
                    "tenant: \"" + tenant + "\" (expected: letters, digits and signs of ASCII)");
        }
        if (answerLimit < 1) {
            throw new IllegalArgumentException(
                    "answerLimit: " + answerLimit + " (expected: 1 or more)");
        }
    }

    /// The address of a part of the API, such as `query`.
    URI address(String part) {
        var base = url.toString();
        return URI.create(
                (base.endsWith("/") ? base.substring(0, base.length() - 1) : base)
                        + "/api/v1/"
                        + part);
    }
}
