package penstock.kernel.store;

import java.util.Optional;
import penstock.model.Ref;

/// One document to store or delete within a write.
///
/// @param expected what the caller has seen: the document's revision, [#ABSENT] or [#ANY]
/// @param json the new text; empty deletes
public record Put(Ref ref, long expected, Optional<String> json) {
    /// The document must not exist yet.
    public static final long ABSENT = 0;

    /// Whatever is stored is replaced or deleted; deleting what is not there is a `NotFound` problem.
    public static final long ANY = -1;

    public Put {
        if (expected < ANY || (expected == ABSENT && json.isEmpty())) {
            throw new IllegalArgumentException(
                    "expected: "
                            + expected
                            + " (expected: a revision, ANY, or ABSENT when something is stored)");
        }
    }
}
