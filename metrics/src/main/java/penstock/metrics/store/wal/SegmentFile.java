package penstock.metrics.store.wal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/// A segment that is being written. Not a channel, because that is closed when a thread that uses it is interrupted, and then nobody
/// could write any more.
public interface SegmentFile extends AutoCloseable {
    void write(byte[] bytes, int from, int length) throws IOException;

    /// On return the disk has all that was written.
    void sync() throws IOException;

    /// Drops all behind the first so many bytes and goes on there.
    void cutBack(long length) throws IOException;

    @Override
    void close() throws IOException;

    /// How a new segment is created.
    interface Opening {
        Opening OF_DISK = DiskSegment::new;

        /// Empty, also when there is a file already.
        SegmentFile create(Path path) throws IOException;
    }
}

final class DiskSegment implements SegmentFile {
    private final RandomAccessFile file;

    DiskSegment(Path path) throws IOException {
        file = new RandomAccessFile(path.toFile(), "rw");
        try {
            file.setLength(0);
        } catch (IOException | RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        file.write(bytes, from, length);
    }

    @Override
    public void sync() throws IOException {
        file.getFD().sync();
    }

    @Override
    public void cutBack(long length) throws IOException {
        file.setLength(length);
        file.seek(length);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
