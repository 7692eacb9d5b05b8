package penstock.gateway.accesslog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A file that others may append to, move away or delete meanwhile: while one gateway replaces another both write to it, and an
/// administrator may rotate it too. When it is full it becomes `name.1`, the former `name.1` becomes `name.2`, and so on; the oldest is
/// deleted. Only its owner may read it.
final class Rotation implements AutoCloseable {

    /// Left free on the disk: what the control plane stores comes before old lines.
    private static final long SPARE = 32L << 20;

    private final Path file;
    private final long limit;
    private final int kept;
    private @Nullable FileChannel channel;
    private @Nullable Object key;

    /// @param limit bytes per file
    /// @param kept how many files there may be, the current one included
    Rotation(Path file, long limit, int kept) {
        this.file = file;
        this.limit = limit;
        this.kept = kept;
    }

    /// Opens the file anew if it is not the one that has this name any more. Called now and then.
    ///
    /// @throws IOException also when there is too little room on the disk
    void look() throws IOException {
        FileChannel present = channel;
        if (present == null || !isSame()) {
            close();
            open();
        }
        long room = Files.getFileStore(file).getUsableSpace();
        if (room < SPARE) {
            throw new IOException(
                    "only "
                            + room
                            + " bytes are free where "
                            + file
                            + " is, and "
                            + SPARE
                            + " are kept");
        }
    }

    /// Begins another file.
    void rotateIfFull() throws IOException {
        FileChannel present = channel;
        if (present != null && present.size() >= limit) {
            close();
            rotate();
            open();
        }
    }

    private boolean isSame() throws IOException {
        try {
            Object now = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
            return Objects.equals(now, key);
        } catch (NoSuchFileException moved) {
            return false;
        }
    }

    private FileChannel open() throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        boolean isPosix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] ours =
                isPosix
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        FileChannel opened =
                FileChannel.open(
                        file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND), ours);
        channel = opened;
        key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        return opened;
    }

    private void rotate() throws IOException {
        for (int i = kept - 1; i >= 1; i--) {
            Path older = i == 1 ? file : numbered(i - 1);
            if (Files.exists(older)) {
                Files.move(older, numbered(i), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        if (kept == 1) {
            Files.deleteIfExists(file);
        }
    }

    private Path numbered(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }

    /// Appends as much as it can; what is left in the buffer after a failure can be tried again.
    void write(ByteBuffer lines) throws IOException {
        FileChannel present = channel == null ? open() : channel;
        while (lines.hasRemaining()) {
            present.write(lines);
        }
    }

    @Override
    public void close() throws IOException {
        FileChannel present = channel;
        channel = null;
        if (present != null) {
            present.close();
        }
    }
}
