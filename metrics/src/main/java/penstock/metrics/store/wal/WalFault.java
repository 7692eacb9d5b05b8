package penstock.metrics.store.wal;

import java.nio.file.Path;

/// What was wrong with a segment when it was read.
///
/// @param from the first byte that is lost
/// @param bytes how many are lost
/// @param isTail whether nothing followed: a write that a crash cut short, which was not acknowledged unless the disk lied
public record WalFault(Path segment, long from, long bytes, boolean isTail) {}
