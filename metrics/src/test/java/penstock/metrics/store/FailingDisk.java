package penstock.metrics.store;

import java.io.IOException;
import java.nio.file.Path;
import penstock.metrics.store.wal.SegmentFile;

/// Files of the log on a disk that has room for so many bytes more, or that does not keep what it is given.
final class FailingDisk implements SegmentFile.Opening {
    long room = Long.MAX_VALUE;
    boolean isSyncing = true;
    boolean isCutting = true;

    @Override
    public SegmentFile create(Path path) throws IOException {
        var file = OF_DISK.create(path);
        return new SegmentFile() {
            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                int fitting = (int) Math.min(room, length);
                file.write(bytes, from, fitting);
                room -= fitting;
                if (fitting < length) {
                    throw new IOException("No space left on device");
                }
            }

            @Override
            public void sync() throws IOException {
                if (!isSyncing) {
                    throw new IOException("Input/output error");
                }
                file.sync();
            }

            @Override
            public void cutBack(long length) throws IOException {
                if (!isCutting) {
                    throw new IOException("Input/output error");
                }
                file.cutBack(length);
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        };
    }
}
