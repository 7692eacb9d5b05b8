package penstock.metrics.store;

import java.time.Duration;
import java.util.function.Consumer;
import penstock.metrics.promql.syntax.Literals;
import penstock.metrics.store.head.SeriesLimits;

/// How a store behaves.
///
/// @param blockRange of the blocks that are written from the head
/// @param outOfOrder how far behind the newest sample one may be that is older than another of its series; zero for none
/// @param ahead how far in the future a sample may be
/// @param retention blocks are deleted when those after them cover so much time
/// @param retentionBytes blocks and log together; the oldest blocks are deleted beyond it
/// @param reserveBytes of the disk that are left to others, and a fiftieth of the disk at least: samples are refused before they are used; 0 for
///     none at all
/// @param segmentBytes after which another segment of the log is begun
/// @param exemplars how many are kept, the newest
public record StoreSettings(
        Duration blockRange,
        Duration outOfOrder,
        Duration ahead,
        Duration retention,
        long retentionBytes,
        long reserveBytes,
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
                    8L << 20,
                    10_000,
                    SeriesLimits.DEFAULTS);

    public StoreSettings {
        if (blockRange.toMillis() < 1 || blockRange.compareTo(LONGEST_BLOCK) > 0) {
            throw new IllegalArgumentException(
                    "blockRange: " + Literals.durationText(blockRange) + " (expected: 1ms to 31d)");
        }
        notNegative("outOfOrder", outOfOrder);
        notNegative("ahead", ahead);
        notNegative("retention", retention);
        atLeast("retentionBytes", retentionBytes, 1);
        atLeast("reserveBytes", reserveBytes, 0);
        atLeast("segmentBytes", segmentBytes, 1);
        atLeast("exemplars", exemplars, 0);
    }

    private static void notNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(
                    name + ": " + Literals.durationText(value) + " (expected: none negative)");
        }
    }

    private static void atLeast(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(
                    name + ": " + value + " (expected: " + least + " or more)");
        }
    }

    public StoreSettings withBlockRange(Duration range) {
        return with(changed -> changed.blockRange = range);
    }

    public StoreSettings withOutOfOrder(Duration window) {
        return with(changed -> changed.outOfOrder = window);
    }

    public StoreSettings withRetention(Duration time, long bytes) {
        return with(
                changed -> {
                    changed.retention = time;
                    changed.retentionBytes = bytes;
                });
    }

    public StoreSettings withReserveBytes(long bytes) {
        return with(changed -> changed.reserveBytes = bytes);
    }

    public StoreSettings withSegmentBytes(long bytes) {
        return with(changed -> changed.segmentBytes = bytes);
    }

    public StoreSettings withExemplars(int count) {
        return with(changed -> changed.exemplars = count);
    }

    public StoreSettings withLimits(SeriesLimits other) {
        return with(changed -> changed.limits = other);
    }

    private StoreSettings with(Consumer<Fields> change) {
        var fields = new Fields(this);
        change.accept(fields);
        return new StoreSettings(
                fields.blockRange,
                fields.outOfOrder,
                ahead,
                fields.retention,
                fields.retentionBytes,
                fields.reserveBytes,
                fields.segmentBytes,
                fields.exemplars,
                fields.limits);
    }

    /// What can be chosen, while it is changed.
    private static final class Fields {
        private Duration blockRange;
        private Duration outOfOrder;
        private Duration retention;
        private long retentionBytes;
        private long reserveBytes;
        private long segmentBytes;
        private int exemplars;
        private SeriesLimits limits;

        private Fields(StoreSettings from) {
            blockRange = from.blockRange;
            outOfOrder = from.outOfOrder;
            retention = from.retention;
            retentionBytes = from.retentionBytes;
            reserveBytes = from.reserveBytes;
            segmentBytes = from.segmentBytes;
            exemplars = from.exemplars;
            limits = from.limits;
        }
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
