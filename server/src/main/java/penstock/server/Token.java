package penstock.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;
import penstock.model.Problem;
import penstock.model.ProblemException;

/// Tokens in files: 256 random bits as URL-safe text, readable by the owner only.
final class Token {
    private static final int BYTES = 32;

    /// Shorter than this could be guessed, or the file was cut.
    private static final int SHORTEST = 32;

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]+");

    private Token() {}

    /// The token in the file, made when there is none.
    ///
    /// @throws ProblemException `Unavailable` when the file cannot be used
    static String of(Path file) {
        try {
            if (!Files.exists(file)) {
                OwnedFiles.write(file, generate() + "\n");
            } else if (OwnedFiles.isOpenToOthers(file)) {
                OwnedFiles.close(file);
            }
            var token = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip();
            if (token.length() < SHORTEST) {
                throw unusable(file, token.length() + " characters");
            }
            if (!FORM.matcher(token).matches()) {
                throw unusable(file, "something else than letters, digits, - and _");
            }
            return token;
        } catch (IOException e) {
            throw new ProblemException(
                    new Problem.Unavailable(
                            file
                                    + " cannot be used (expected: a file this user can read and write)."),
                    e);
        }
    }

    private static ProblemException unusable(Path file, String content) {
        return new ProblemException(
                new Problem.Unavailable(
                        file
                                + " holds "
                                + content
                                + " (expected: a token of at least "
                                + SHORTEST
                                + "). Delete the file to get a new one."));
    }

    private static String generate() {
        var bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
