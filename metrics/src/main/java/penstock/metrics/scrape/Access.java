package penstock.metrics.scrape;

import java.nio.file.Path;
import java.util.Optional;

/// What a target wants to know before it answers. Secrets are in files alone, and are read anew for each scrape.
public sealed interface Access {
    record None() implements Access {}

    /// @param user or the file with it
    record Basic(Name user, Optional<Path> passwordFile) implements Access {}

    /// @param type such as `Bearer`
    record Token(String type, Path file) implements Access {}

    /// A name as it is, or the file that holds it.
    sealed interface Name {
        record Given(String text) implements Name {}

        record In(Path file) implements Name {}
    }
}
