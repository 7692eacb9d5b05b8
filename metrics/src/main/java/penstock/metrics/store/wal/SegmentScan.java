package penstock.metrics.store.wal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import penstock.metrics.store.bytes.ByteWriter;
import penstock.metrics.store.bytes.DamageException;

/// Reads a segment from its first to its last record, past whatever is damaged.
final class SegmentScan {
    static final byte[] HEAD = {'P', 'S', 'W', 'L', 0, 0, 0, 1};

    private final Path path;
    private final byte[] bytes;
    private final List<WalFault> faults = new ArrayList<>();
    private final ByteWriter good = new ByteWriter(1024);

    SegmentScan(Path path) throws IOException {
        this.path = path;
        bytes = Files.readAllBytes(path);
    }

    /// Whether not even its head was written: a crash while it was created.
    boolean isUnborn() {
        return bytes.length < HEAD.length;
    }

    List<WalFault> faults() {
        return faults;
    }

    void run(Wal.Handler handler) {
        int at = head();
        while (at < bytes.length) {
            int next = at;
            if (Frames.isWhole(bytes, at)) {
                next = at + Frames.HEAD + Frames.length(bytes, at);
                handle(handler, at, next);
            } else {
                next = nextWhole(at + 1);
                faults.add(new WalFault(path, at, next - (long) at, next == bytes.length));
            }
            at = next;
        }
    }

    /// The place of the first record.
    private int head() {
        if (!Arrays.equals(bytes, 0, HEAD.length, HEAD, 0, HEAD.length)) {
            faults.add(new WalFault(path, 0, HEAD.length, false));
        }
        return HEAD.length;
    }

    private void handle(Wal.Handler handler, int at, int next) {
        try {
            int length = Frames.length(bytes, at);
            handler.record(Frames.type(bytes, at), bytes, at + Frames.HEAD, length);
            good.bytes(bytes, at, next - at);
        } catch (DamageException _) {
            faults.add(new WalFault(path, at, next - (long) at, false));
        }
    }

    private int nextWhole(int from) {
        for (int at = from; at < bytes.length; at++) {
            if (bytes[at] == (byte) (Frames.MAGIC >>> 8) && Frames.isWhole(bytes, at)) {
                return at;
            }
        }
        return bytes.length;
    }

    /// The records that are whole.
    ByteWriter good() {
        return good;
    }
}
