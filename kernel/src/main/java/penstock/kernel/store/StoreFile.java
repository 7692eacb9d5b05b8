package penstock.kernel.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import penstock.model.Problem;
import penstock.model.ProblemException;

/// The database file: there, ours alone (0600), and opened by one store at a time. SQLite gives its companions (`-wal`,
/// `-shm`) the same permissions.
final class StoreFile implements AutoCloseable {
    private final FileChannel lock;

    private StoreFile(FileChannel lock) {
        this.lock = lock;
    }

    static StoreFile take(Path file) {
        var directory = Objects.requireNonNull(file.toAbsolutePath().getParent());
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(
                        directory,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
            }
            create(file);
            return new StoreFile(lock(file));
        } catch (IOException e) {
            throw new ProblemException(
                    new Problem.Unavailable(
                            file
                                    + " cannot be opened for writing by user \""
                                    + System.getProperty("user.name")
                                    + "\" ("
                                    + reason(e)
                                    + "). Make "
                                    + directory
                                    + " a directory this user can write to, or choose another data directory."),
                    e);
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case FileAlreadyExistsException exists -> exists.getFile() + " is not a directory";
            case java.nio.file.AccessDeniedException denied ->
                    denied.getFile() + ": permission denied";
            case java.nio.file.FileSystemException failure ->
                    failure.getFile()
                            + ": "
                            + (failure.getReason() == null ? "refused" : failure.getReason());
            default -> String.valueOf(e.getMessage());
        };
    }

    private static void create(Path file) throws IOException {
        var mine = PosixFilePermissions.fromString("rw-------");
        if (!Files.exists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(mine));
        }
        Files.setPosixFilePermissions(file, mine);
    }

    /// A lock on a file of its own: closing any other handle of a locked file would give up the lock.
    private static FileChannel lock(Path file) throws IOException {
        var beside = file.resolveSibling(file.getFileName() + ".lock");
        var channel =
                FileChannel.open(
                        beside,
                        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException _) {
            // this very process has it open: the same answer as for another one
        }
        channel.close();
        throw new ProblemException(
                Problem.Refused.because(
                        "store-in-use",
                        file
                                + " is in use by another Penstock. Stop that one first, or choose another data"
                                + " directory."));
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
