package penstock.server.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import penstock.model.Problem;
import penstock.model.ProblemException;

/// Checks tokens. Only digests are kept and compared, in constant time.
final class Authentication {
    private static final String SCHEME = "bearer ";
    private static final String PASSWORD_SCHEME = "basic ";

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

    /// Likewise, where clients of Prometheus that know no bearer tokens may send it as the password of any user.
    ///
    /// @throws ProblemException with [Problem.Unauthenticated]
    void requireAdministratorOrPassword(Optional<String> header) {
        requireAdministrator(header.map(Authentication::asBearer));
    }

    /// `Basic` with a password as `Bearer` with that; what is not so stays as it is.
    private static String asBearer(String header) {
        if (!header.regionMatches(true, 0, PASSWORD_SCHEME, 0, PASSWORD_SCHEME.length())) {
            return header;
        }
        try {
            var encoded = header.substring(PASSWORD_SCHEME.length()).strip();
            var pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            return SCHEME + pair.substring(pair.indexOf(':') + 1);
        } catch (IllegalArgumentException _) {
            return header;
        }
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
