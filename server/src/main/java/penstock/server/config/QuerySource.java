package penstock.server.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import penstock.adapters.prometheus.Connection;
import penstock.adapters.prometheus.Credentials;
import penstock.model.Default;
import penstock.model.Size;

/// Who answers queries.
public sealed interface QuerySource {
    /// The engine of this server, over its own store.
    record Embedded() implements QuerySource {}

    /// A server that speaks the HTTP API of Prometheus.
    ///
    /// @param url what comes before `/api/v1/…`
    /// @param bearerFile holds a token
    /// @param caFile certificates in PEM of those whose signature is trusted, instead of the JDK's
    /// @param tenant sent as `X-Scope-OrgID`
    /// @param answerLimit size of the largest answer that is taken
    record Prometheus(
            String url,
            Optional<NamedFile> bearerFile,
            Optional<Basic> basic,
            Optional<NamedFile> caFile,
            @Default("\"\"") String tenant,
            @Default("16Mi") Size answerLimit)
            implements QuerySource {
        public Prometheus {
            if (bearerFile.isPresent() && basic.isPresent()) {
                throw new IllegalArgumentException(
                        "basic: given beside bearer-file (expected: one of the two)");
            }
            connection(url, credentials(bearerFile, basic), caFile, tenant, answerLimit);
        }

        public Connection connection() {
            return connection(url, credentials(bearerFile, basic), caFile, tenant, answerLimit);
        }

        private static Connection connection(
                String url,
                Credentials credentials,
                Optional<NamedFile> caFile,
                String tenant,
                Size answerLimit) {
            if (answerLimit.bytes() > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "answerLimit: " + answerLimit + " (expected: less than 2Gi)");
            }
            try {
                return new Connection(
                        new URI(url),
                        credentials,
                        caFile.map(NamedFile::path),
                        tenant,
                        (int) answerLimit.bytes());
            } catch (URISyntaxException e) {
                throw new IllegalArgumentException(
                        "url: not an address (expected: such as http://prometheus:9090)", e);
            }
        }

        private static Credentials credentials(
                Optional<NamedFile> bearerFile, Optional<Basic> basic) {
            if (bearerFile.isPresent()) {
                return new Credentials.Bearer(bearerFile.get().path());
            }
            return basic.<Credentials>map(
                            given ->
                                    new Credentials.Basic(
                                            given.user(), given.passwordFile().path()))
                    .orElseGet(Credentials.None::new);
        }
    }

    /// A name and, in a file, its password.
    record Basic(String user, NamedFile passwordFile) {}
}
