package penstock.adapters.prometheus;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/// What is shown to the server. Secrets stand in files, which are read again for each query, so that one that is replaced counts at once;
/// none is ever part of a message.
public sealed interface Credentials {
    record None() implements Credentials {}

    /// @param file holds a token; white space around it does not count
    record Bearer(Path file) implements Credentials {}

    /// @param passwordFile holds the password; the end of its line does not count
    record Basic(String user, Path passwordFile) implements Credentials {
        public Basic {
            if (user.isEmpty() || user.indexOf(':') >= 0) {
                throw new IllegalArgumentException(
                        "user: \"" + user + "\" (expected: a name without a colon)");
            }
        }
    }

    /// The value of the header `Authorization`; `""` for none.
    ///
    /// @throws IOException that says what is wrong with the file
    default String header() throws IOException {
        return switch (this) {
            case None _ -> "";
            case Bearer(var file) -> "Bearer " + token(file);
            case Basic(var user, var file) -> {
                byte[] pair = (user + ":" + secret(file)).getBytes(StandardCharsets.UTF_8);
                yield "Basic " + Base64.getEncoder().encodeToString(pair);
            }
        };
    }

    private static String token(Path file) throws IOException {
        var token = secret(file);
        if (!token.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IOException(file + " holds no token (expected: one word of ASCII)");
        }
        return token;
    }

    private static String secret(Path file) throws IOException {
        String secret;
        try {
            secret = Files.readString(file).strip();
        } catch (IOException e) {
            throw new IOException(file + " cannot be read (expected: a file with the secret)", e);
        }
        if (secret.isEmpty() || !secret.chars().allMatch(c -> c >= 32 && c != 127)) {
            throw new IOException(
                    file
                            + " is empty or has more than one line (expected: the secret, on one line)");
        }
        return secret;
    }
}
