package penstock.kernel.store;

import java.util.Optional;
import penstock.model.Ref;

/// One change, in the order of revisions.
///
/// @param json the document after the change; empty when it was deleted
public record Event(long revision, Ref ref, Optional<String> json) {}
