package penstock.kernel.store;

import penstock.model.Ref;

/// A stored resource as text.
///
/// @param revision store-wide revision of the write that stored it
public record Document(Ref ref, long revision, String json) {}
