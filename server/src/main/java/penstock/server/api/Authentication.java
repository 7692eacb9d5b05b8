package penstock.server.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import penstock.model.Problem;
import penstock.model.ProblemException;

/// Checks tokens. Only digests are kept and compared, in constant time.
final class Authentication {
    private static final String SCHEME = "bearer ";

    private final byte[] administrator;
    private final byte[] gateway;

    Authentication(String administratorToken, String gatewayToken) {
        this.administrator = digest(administratorToken);
        this.gateway = digest(gatewayToken);
    }

    /// @throws ProblemException with [Problem.Unauthenticated]
    void requireAdministrator(Optional<String> header) {
        require(header, administrator, "keys/admin.token");
    }

    /// @throws ProblemException with [Problem.Unauthenticated]
    void requireGateway(Optional<String> header) {
        require(header, gateway, "run/gateway.token");
    }

    private static void require(Optional<String> header, byte[] wanted, String file) {
        var expected =
                " (expected: \"Authorization: Bearer\" with the token in "
                        + file
                        + " of the data directory).";
        if (header.isEmpty()) {
            throw refused("No token was sent" + expected);
        }
        boolean isBearer = header.get().regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        if (!isBearer) {
            throw refused("The Authorization header holds no bearer token" + expected);
        }
        var token = header.get().substring(SCHEME.length()).strip();
        if (!MessageDigest.isEqual(digest(token), wanted)) {
            throw refused("The token is not valid" + expected);
        }
    }

    private static ProblemException refused(String message) {
        return new ProblemException(new Problem.Unauthenticated(message));
    }

    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
