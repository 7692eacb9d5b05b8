package penstock.cli.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import penstock.cli.api.ApiException;

/// The right to be the only one who does something, given by a lock on a file. The system frees the lock of one that is killed.
record Turn(FileChannel file) implements AutoCloseable {
    /// Empty when somebody else has it.
    ///
    /// @throws ApiException when the file cannot be locked at all
    static Optional<Turn> take(Path lock) {
        try {
            var file = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (isLocked(file)) {
                return Optional.of(new Turn(file));
            }
            file.close();
            return Optional.empty();
        } catch (IOException e) {
            throw ApiException.away(lock + " cannot be locked: " + e.getMessage());
        }
    }

    private static boolean isLocked(FileChannel file) throws IOException {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw ApiException.away("A lock was not released: " + e.getMessage());
        }
    }
}
