package penstock.metrics.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import penstock.metrics.store.bytes.Folders;

/// The data directory, held by one process at a time.
final class StoreFolder implements AutoCloseable {
    private static final String FORMAT = "penstock metrics 1\n";

    private final Path path;
    private final FileChannel lock;

    private StoreFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    static StoreFolder open(Path path) throws IOException {
        Files.createDirectories(path);
        var channel =
                FileChannel.open(
                        path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var folder = new StoreFolder(path, channel);
        try {
            if (lock(channel) == null) {
                throw new StoreException(
                        path
                                + " is in use by another process. Stop that one, or use another folder");
            }
            folder.checkFormat();
            return folder;
        } catch (IOException | RuntimeException | Error e) {
            folder.close();
            throw e;
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException _) {
            return null;
        }
    }

    private void checkFormat() throws IOException {
        var file = path.resolve("format");
        if (!Files.exists(file)) {
            Folders.replace(file, FORMAT.getBytes(StandardCharsets.UTF_8));
            return;
        }
        var found = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        if (!found.equals(FORMAT)) {
            throw new StoreException(
                    file
                            + ": \""
                            + found.strip()
                            + "\" (expected: \""
                            + FORMAT.strip()
                            + "\"). Another version of Penstock wrote this folder; start that one, or correct the file");
        }
    }

    Path path() {
        return path;
    }

    Path log() {
        return path.resolve("wal");
    }

    Path blocks() {
        return path.resolve("blocks");
    }

    Path border() {
        return path.resolve("border");
    }

    Path metadata() {
        return path.resolve("metadata");
    }

    Path scratch() {
        return path.resolve("head");
    }

    Path damaged() {
        return path.resolve("damaged");
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException _) {
            // the lock ends with the process at the latest
        }
    }
}
