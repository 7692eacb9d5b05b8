package penstock.capabilities.services;

import java.nio.file.Path;
import java.util.regex.Pattern;

/// A stored file that a release runs.
///
/// @param digest `sha256:` and 64 hexadecimal digits: its identity
/// @param name under which it was first stored; the last part of its path, so that tools that look at the ending work
/// @param size in bytes
public record Artefact(String digest, String name, long size, Path path) {
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

    public Artefact {
        checkDigest(digest);
    }

    static void checkDigest(String digest) {
        if (!DIGEST.matcher(digest).matches()) {
            throw new IllegalArgumentException(
                    "digest: \""
                            + digest
                            + "\" (expected: sha256: and 64 hexadecimal digits in lower case)");
        }
    }
}
