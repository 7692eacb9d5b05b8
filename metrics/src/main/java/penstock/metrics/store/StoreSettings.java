package penstock.metrics.store;

import java.time.Duration;
import penstock.metrics.store.head.SeriesLimits;

/// How a store behaves.
///
/// @param blockRange of the blocks that are written from the head
/// @param outOfOrder how far behind the newest sample one may be that is older than another of its series; zero for none
/// @param ahead how far in the future a sample may be
/// @param retention blocks that end longer before the newest sample are deleted
/// @param retentionBytes blocks and log together; the oldest blocks are deleted beyond it
/// @param segmentBytes after which another segment of the log is begun
/// @param exemplars how many are kept, the newest
public record StoreSettings(
        Duration blockRange,
        Duration outOfOrder,
        Duration ahead,
        Duration retention,
        long retentionBytes,
        long segmentBytes,
        int exemplars,
        SeriesLimits limits) {
    private static final Duration LONGEST_BLOCK = Duration.ofDays(31);

    public static final StoreSettings DEFAULTS =
            new StoreSettings(
                    Duration.ofHours(2),
                    Duration.ofMinutes(30),
                    Duration.ofMinutes(10),
                    Duration.ofDays(15),
                    Long.MAX_VALUE,
                    64L << 20,
                    10_000,
                    SeriesLimits.DEFAULTS);

    public StoreSettings {
        if (blockRange.toMillis() < 1 || blockRange.compareTo(LONGEST_BLOCK) > 0) {
            throw new IllegalArgumentException(
                    "blockRange: " + blockRange + " (expected: 1 ms to 31 days)");
        }
        if (outOfOrder.isNegative() || ahead.isNegative() || retention.isNegative()) {
            throw new IllegalArgumentException(
                    "outOfOrder, ahead, retention: "
                            + outOfOrder
                            + ", "
                            + ahead
                            + ", "
                            + retention
                            + " (expected: none negative)");
        }
        if (retentionBytes < 1 || segmentBytes < 1 || exemplars < 0) {
            throw new IllegalArgumentException(
                    "retentionBytes, segmentBytes, exemplars: "
                            + retentionBytes
                            + ", "
                            + segmentBytes
                            + ", "
                            + exemplars
                            + " (expected: bytes 1 or more, exemplars 0 or more)");
        }
    }

    public StoreSettings withBlockRange(Duration range) {
        return new StoreSettings(
                range,
                outOfOrder,
                ahead,
                retention,
                retentionBytes,
                segmentBytes,
                exemplars,
                limits);
    }

    public StoreSettings withOutOfOrder(Duration window) {
        return new StoreSettings(
                blockRange,
                window,
                ahead,
                retention,
                retentionBytes,
                segmentBytes,
                exemplars,
                limits);
    }

    public StoreSettings withAhead(Duration time) {
        return new StoreSettings(
                blockRange,
                outOfOrder,
                time,
                retention,
                retentionBytes,
                segmentBytes,
                exemplars,
                limits);
    }

    public StoreSettings withRetention(Duration time, long bytes) {
        return new StoreSettings(
                blockRange, outOfOrder, ahead, time, bytes, segmentBytes, exemplars, limits);
    }

    public StoreSettings withSegmentBytes(long bytes) {
        return new StoreSettings(
                blockRange, outOfOrder, ahead, retention, retentionBytes, bytes, exemplars, limits);
    }

    public StoreSettings withExemplars(int count) {
        return new StoreSettings(
                blockRange,
                outOfOrder,
                ahead,
                retention,
                retentionBytes,
                segmentBytes,
                count,
                limits);
    }

    public StoreSettings withLimits(SeriesLimits other) {
        return new StoreSettings(
                blockRange,
                outOfOrder,
                ahead,
                retention,
                retentionBytes,
                segmentBytes,
                exemplars,
                other);
    }

    long rangeMillis() {
        return blockRange.toMillis();
    }

    /// A tenth of the retention, at most 31 days.
    long longestBlockMillis() {
        var tenth = retention.dividedBy(10);
        return (tenth.compareTo(LONGEST_BLOCK) < 0 ? tenth : LONGEST_BLOCK).toMillis();
    }
}
