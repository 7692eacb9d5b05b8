package penstock.metrics.store;

import java.time.Instant;

/// Something that the operator should know.
///
/// @param message names the place, the fact and the remedy
/// @param count how often it happened
/// @param last when it happened last
public record Condition(Reason reason, String message, long count, Instant last) {
    /// What kind of thing it is.
    public enum Reason {
        /// Appends are refused because the log cannot be written; it ends with the next one that works.
        LOG_NOT_WRITABLE,
        /// The head is not written to a block, or blocks are not merged; it ends with the next time that works.
        COMPACTION_FAILED,
        /// New series are refused.
        SERIES_LIMIT,
        /// New series of one target are refused.
        TARGET_LIMIT,
        /// A crash cut the log short; what was acknowledged is there.
        TORN_TAIL,
        /// A part of the log cannot be read.
        DAMAGED_LOG,
        /// A block, or a part of one, cannot be read.
        DAMAGED_BLOCK,
        /// This machine's clock was set back, or somebody's samples are ahead of it; it ends after an hour without.
        CLOCK,
        /// What was known of metrics besides their samples cannot be read.
        DAMAGED_METADATA
    }
}
