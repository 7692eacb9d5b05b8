package penstock.server.api;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// Where uploaded artefacts are kept, by their SHA-256.
public interface Artefacts {
    /// What was stored.
    ///
    /// @param digest `sha256:` and 64 hexadecimal digits
    /// @param size bytes
    record Stored(String digest, long size) {}

    /// Stores a stream to its end; storing the same content again is harmless.
    ///
    /// @param expectedDigest refuse anything else
    /// @throws penstock.model.ProblemException `Invalid` when the digest differs; whatever the stream throws
    /// @throws IOException when the disk refuses
    Stored put(InputStream content, Optional<String> expectedDigest) throws IOException;

    /// @param digest `sha256:` and 64 hexadecimal digits
    Optional<Stored> find(String digest) throws IOException;
}
