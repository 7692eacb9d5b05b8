package penstock.metrics.store.wal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import penstock.metrics.store.bytes.DamageException;
import penstock.metrics.store.bytes.Folders;

/// Reads a segment from its first to its last record, past whatever is damaged. No more of it is in memory at a time than a record.
final class SegmentScan implements AutoCloseable {
    static final byte[] HEAD = {'P', 'S', 'W', 'L', 0, 0, 0, 1};

    private static final int WINDOW = 64 * 1024;

    private final Path path;
    private final RandomAccessFile file;
    private final long length;
    private final List<WalFault> faults = new ArrayList<>();

    /// A part of the file.
    private byte[] window = new byte[WINDOW];

    private long begin;
    private int size;

    SegmentScan(Path path) throws IOException {
        this.path = path;
        file = new RandomAccessFile(path.toFile(), "r");
        try {
            length = file.length();
        } catch (IOException | RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    /// Whether not even its head was written: a crash while it was created.
    boolean isUnborn() {
        return length < HEAD.length;
    }

    List<WalFault> faults() {
        return faults;
    }

    void run(Wal.Handler handler) throws IOException {
        long at = head();
        while (at < length) {
            long next = at;
            if (isWhole(at)) {
                int recordLength = Frames.length(window, place(at));
                next = at + Frames.HEAD + recordLength;
                handle(handler, at, recordLength);
            } else {
                next = nextWhole(at + 1);
                faults.add(new WalFault(path, at, next - at, next == length));
            }
            at = next;
        }
    }

    /// The place of the first record.
    private long head() throws IOException {
        load(0, HEAD.length);
        if (!Arrays.equals(window, 0, HEAD.length, HEAD, 0, HEAD.length)) {
            faults.add(new WalFault(path, 0, HEAD.length, false));
        }
        return HEAD.length;
    }

    /// Whether the file has so many bytes from a place on; if so they are in the window.
    private boolean load(long at, int count) throws IOException {
        if (count > length - at) {
            return false;
        }
        if (at >= begin && at + count <= begin + size) {
            return true;
        }
        if (count > window.length) {
            window = new byte[Math.max(count, 2 * window.length)];
        }
        begin = at;
        size = (int) Math.min(window.length, length - at);
        file.seek(at);
        file.readFully(window, 0, size);
        return true;
    }

    private int place(long at) {
        return (int) (at - begin);
    }

    /// Whether a whole, undamaged record begins at a place; if so it is in the window.
    private boolean isWhole(long at) throws IOException {
        if (!load(at, Frames.HEAD) || !Frames.isHead(window, place(at))) {
            return false;
        }
        int recordLength = Frames.length(window, place(at));
        return recordLength >= 0
                && recordLength <= length - at - Frames.HEAD
                && load(at, Frames.HEAD + recordLength)
                && Frames.isSound(window, place(at));
    }

    private void handle(Wal.Handler handler, long at, int recordLength) {
        try {
            int place = place(at);
            handler.record(Frames.type(window, place), window, place + Frames.HEAD, recordLength);
        } catch (DamageException _) {
            faults.add(new WalFault(path, at, Frames.HEAD + (long) recordLength, false));
        }
    }

    private long nextWhole(long from) throws IOException {
        for (long at = from; at < length; at++) {
            if (isWhole(at)) {
                return at;
            }
        }
        return length;
    }

    /// Writes what is whole in the place of the segment.
    void keepWhole() throws IOException {
        var unfinished = path.resolveSibling(path.getFileName() + Folders.UNFINISHED);
        try (var out = new RandomAccessFile(unfinished.toFile(), "rw")) {
            out.setLength(0);
            out.write(HEAD);
            long at = HEAD.length;
            for (var fault : faults) {
                copy(at, fault.from(), out);
                at = Math.max(at, fault.from() + fault.bytes());
            }
            copy(at, length, out);
            out.getFD().sync();
        }
        Folders.rename(unfinished, path);
    }

    private void copy(long from, long until, RandomAccessFile out) throws IOException {
        for (long at = from; at < until; at += size) {
            begin = at;
            size = (int) Math.min(window.length, until - at);
            file.seek(at);
            file.readFully(window, 0, size);
            out.write(window, 0, size);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
