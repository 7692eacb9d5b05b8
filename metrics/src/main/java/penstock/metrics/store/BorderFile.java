package penstock.metrics.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import penstock.metrics.store.bytes.ByteReader;
import penstock.metrics.store.bytes.ByteWriter;
import penstock.metrics.store.bytes.Checksum;
import penstock.metrics.store.bytes.DamageException;
import penstock.metrics.store.bytes.Folders;

/// From when on the head is shown, on disk: what the log has from before is in blocks. Not told by the blocks themselves, because there may be
/// some whose time is still to come. u32 `PSBD`, u64 the time, and the CRC-32C of both.
final class BorderFile {
    private static final int MAGIC = 0x50534244;
    private static final int LENGTH = 16;

    private final Path path;

    BorderFile(Path path) {
        this.path = path;
    }

    /// The least number when there is no file: then all that the log has is shown, and what blocks have too is shown once.
    ///
    /// @throws DamageException when it says something else than what was written
    long load() throws IOException {
        if (!Files.exists(path)) {
            return Long.MIN_VALUE;
        }
        byte[] bytes = Files.readAllBytes(path);
        if (bytes.length != LENGTH) {
            throw new DamageException(bytes.length + " bytes (expected: " + LENGTH + ")");
        }
        var in = new ByteReader(bytes);
        int magic = in.u32();
        long time = in.u64();
        if (magic != MAGIC || in.u32() != Checksum.of(bytes, 0, LENGTH - 4)) {
            throw new DamageException("does not have its checksum");
        }
        return time;
    }

    void save(long time) throws IOException {
        var out = new ByteWriter(LENGTH).u32(MAGIC).u64(time);
        out.u32(Checksum.of(out.array(), 0, out.size()));
        Folders.replace(path, out.copy());
    }
}
