package penstock.metrics.scrape;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import penstock.metrics.exposition.MetricType;

/// The series of a target by the bytes that name them, so that a series which was there before needs no labels. For one thread.
final class SeriesCache {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int LEAST = 64;

    /// A series of the target.
    static final class Entry {
        private final byte[] name;
        private final MetricType type;
        private final long hash;

        /// Of the store; changes when the store has forgotten the series.
        long reference;

        /// Whether a rule drops it.
        final boolean isDropped;

        /// The scrape that had it last.
        int seen;

        /// The scrape that had it last with a sample that ends once it is gone.
        int tracked;

        /// Whether its newest sample in the store is one that must be ended once it is gone.
        boolean isLive;

        private Entry(byte[] name, MetricType type, long hash, long reference, boolean isDropped) {
            this.name = name;
            this.type = type;
            this.hash = hash;
            this.reference = reference;
            this.isDropped = isDropped;
        }
    }

    /// Makes it impossible to choose names that collide.
    private final long seed = RandomGenerator.getDefault().nextLong() | 1;

    private @Nullable Entry[] table = new Entry[LEAST];
    private int size;

    int size() {
        return size;
    }

    /// The series that these bytes name, in a family of this type.
    @Nullable Entry find(byte[] bytes, int from, int to, MetricType type) {
        long hash = hash(bytes, from, to);
        for (int i = slot(hash); table[i] != null; i = (i + 1) & (table.length - 1)) {
            var entry = table[i];
            if (entry.hash == hash
                    && entry.type == type
                    && Arrays.equals(entry.name, 0, entry.name.length, bytes, from, to)) {
                return entry;
            }
        }
        return null;
    }

    /// Adds a series that is not there.
    ///
    /// @param reference of the store, or `Batch.NONE` for one that is dropped
    Entry add(byte[] bytes, int from, int to, MetricType type, long reference) {
        if (2 * (size + 1) > table.length) {
            resize(2 * table.length);
        }
        var entry =
                new Entry(
                        Arrays.copyOfRange(bytes, from, to),
                        type,
                        hash(bytes, from, to),
                        reference,
                        reference == 0);
        put(entry);
        size++;
        return entry;
    }

    private void put(Entry entry) {
        int i = slot(entry.hash);
        while (table[i] != null) {
            i = (i + 1) & (table.length - 1);
        }
        table[i] = entry;
    }

    private int slot(long hash) {
        return (int) (hash >>> 32) & (table.length - 1);
    }

    private void resize(int length) {
        var before = table;
        table = new Entry[length];
        for (var entry : before) {
            if (entry != null) {
                put(entry);
            }
        }
    }

    void each(Consumer<Entry> action) {
        for (var entry : table) {
            if (entry != null) {
                action.accept(entry);
            }
        }
    }

    /// Forgets what a scrape did not have.
    void keepOnly(int scrape) {
        int kept = 0;
        for (int i = 0; i < table.length; i++) {
            var entry = table[i];
            if (entry != null && entry.seen == scrape) {
                kept++;
            } else {
                table[i] = null;
            }
        }
        if (kept < size) {
            size = kept;
            int length = LEAST;
            while (length < 2 * kept) {
                length *= 2;
            }
            resize(length);
        }
    }

    void clear() {
        table = new Entry[LEAST];
        size = 0;
    }

    private long hash(byte[] bytes, int from, int to) {
        long hash = seed ^ (to - from);
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            hash = mixed(hash ^ (long) LONGS.get(bytes, at));
        }
        long rest = 0;
        for (; at < to; at++) {
            rest = rest << Byte.SIZE | (bytes[at] & 0xff);
        }
        return mixed(hash ^ rest);
    }

    private long mixed(long value) {
        long odd = seed * 0x9e37_79b9_7f4a_7c15L | 1;
        return Math.multiplyHigh(value, odd) ^ value * odd;
    }
}
