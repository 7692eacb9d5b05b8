package penstock.metrics.store;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/// How much room the store leaves on its disk for whoever else is there: the store of the control plane, first of all.
final class DiskRoom {
    private final FileStore disk;
    private final long reserve;

    /// @param reserve in bytes; a fiftieth of the disk when that is more; 0 for none
    DiskRoom(Path folder, long reserve) throws IOException {
        disk = Files.getFileStore(folder);
        this.reserve = reserve;
    }

    /// Whether samples must wait.
    ///
    /// @throws IOException when there is less room than is to be left
    void demand() throws IOException {
        demand(0, reserve());
    }

    /// Whether something may be written that makes room afterwards: it may use half of what is left to others.
    ///
    /// @throws IOException when there is not so much room
    void demandForMoving(long bytes) throws IOException {
        demand(bytes, reserve() / 2);
    }

    private void demand(long bytes, long left) throws IOException {
        if (left == 0) {
            return;
        }
        long usable = disk.getUsableSpace();
        if (usable - left < bytes) {
            throw new IOException(
                    "No space left: "
                            + usable
                            + " bytes are free, "
                            + left
                            + " of them are kept for the rest of the server");
        }
    }

    private long reserve() throws IOException {
        return reserve == 0 ? 0 : Math.max(reserve, disk.getTotalSpace() / 50);
    }
}
