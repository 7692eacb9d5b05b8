package penstock.metrics.store.block;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import penstock.metrics.store.bytes.ByteReader;
import penstock.metrics.store.bytes.ByteWriter;
import penstock.metrics.store.bytes.Checksum;
import penstock.metrics.store.bytes.DamageException;
import penstock.metrics.store.bytes.Folders;

/// Which ranges of time of which series of a block are deleted. Immutable.
final class Tombstones {
    static final Tombstones NONE = new Tombstones(Map.of());

    private static final int MAGIC = 0x50535442;

    /// First and last time of each range, in turn, by the number of the series.
    private final Map<Integer, long[]> ranges;

    private Tombstones(Map<Integer, long[]> ranges) {
        this.ranges = ranges;
    }

    boolean isEmpty() {
        return ranges.isEmpty();
    }

    boolean has(int series) {
        return ranges.containsKey(series);
    }

    boolean isDeleted(int series, long time) {
        var deleted = ranges.get(series);
        for (int i = 0; deleted != null && i < deleted.length; i += 2) {
            if (time >= deleted[i] && time <= deleted[i + 1]) {
                return true;
            }
        }
        return false;
    }

    Tombstones with(int[] series, long from, long to) {
        var more = new HashMap<>(ranges);
        for (int one : series) {
            more.merge(
                    one,
                    new long[] {from, to},
                    (old, added) -> {
                        var both = Arrays.copyOf(old, old.length + 2);
                        System.arraycopy(added, 0, both, old.length, 2);
                        return both;
                    });
        }
        return new Tombstones(more);
    }

    void write(Path path) throws IOException {
        var out = new ByteWriter();
        out.u32(MAGIC).unsigned(ranges.size());
        ranges.forEach(
                (series, deleted) -> {
                    out.unsigned(series).unsigned(deleted.length);
                    for (long time : deleted) {
                        out.signed(time);
                    }
                });
        out.u32(Checksum.of(out.array(), 0, out.size()));
        Folders.replace(path, out.copy());
    }

    /// @throws DamageException when the file says something else than what was written
    static Tombstones read(Path path) throws IOException {
        if (!Files.exists(path)) {
            return NONE;
        }
        byte[] bytes = Files.readAllBytes(path);
        int length = bytes.length - 4;
        if (length < 5) {
            throw new DamageException("ends too early");
        }
        var in = new ByteReader(bytes);
        var checksum = new ByteReader();
        checksum.at(bytes, length, 4);
        if (in.u32() != MAGIC || checksum.u32() != Checksum.of(bytes, 0, length)) {
            throw new DamageException("does not have its checksum");
        }
        var ranges = new HashMap<Integer, long[]>();
        int count = in.count(2);
        for (int i = 0; i < count; i++) {
            int series = (int) in.unsigned();
            var deleted = new long[in.count(1)];
            for (int k = 0; k < deleted.length; k++) {
                deleted[k] = in.signed();
            }
            ranges.put(series, deleted);
        }
        return new Tombstones(ranges);
    }
}
