package penstock.capabilities.services.probing;

import java.util.List;

/// Tells a failure of the machine around the server (no file descriptors, memory or disk left) from an answer about an
/// instance: what could not be looked at has not ended, and is not unhealthy.
public final class Shortage {
    private static final List<String> WORDS =
            List.of(
                    "Too many open files",
                    "Cannot allocate memory",
                    "Resource temporarily unavailable",
                    "Cannot assign requested address",
                    "No space left on device",
                    "Disk quota exceeded",
                    "Read-only file system");

    private Shortage() {}

    public static boolean isCauseOf(Exception failure) {
        var text = String.valueOf(failure.getMessage());
        return WORDS.stream().anyMatch(text::contains);
    }
}
