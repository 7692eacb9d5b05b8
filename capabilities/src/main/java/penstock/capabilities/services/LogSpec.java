package penstock.capabilities.services;

import penstock.model.Default;
import penstock.model.Size;

/// How much of an instance's output is kept.
///
/// @param maxSize of one file; when the current one is larger, it becomes the newest of the old ones
/// @param files kept, the current one included
public record LogSpec(@Default("10MB") Size maxSize, @Default("5") int files) {
    static final LogSpec USUAL = new LogSpec(Size.parse("10MB"), 5);

    private static final long LEAST = 4096;

    public LogSpec {
        if (maxSize.bytes() < LEAST) {
            throw new IllegalArgumentException("maxSize: " + maxSize + " (expected: 4Ki or more)");
        }
        Checks.atLeast("files", files, 2);
    }
}
