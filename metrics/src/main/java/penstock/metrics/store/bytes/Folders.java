package penstock.metrics.store.bytes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Changes of folders that are on disk when they return.
public final class Folders {
    /// What a file is called until it is whole. Whoever finds one at the start deletes it.
    public static final String UNFINISHED = ".tmp";

    private Folders() {}

    /// Also in a thread that is interrupted, which would close the channel: whoever gives up half-way has done harm.
    public static void sync(Path folder) throws IOException {
        boolean isInterrupted = false;
        try {
            while (!trySync(folder)) {
                isInterrupted |= Thread.interrupted();
            }
        } finally {
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static boolean trySync(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
            return true;
        } catch (ClosedByInterruptException _) {
            return false;
        }
    }

    /// Gives a file that is whole and on disk its name, in the place of one that may be there.
    public static void rename(Path unfinished, Path path) throws IOException {
        Files.move(
                unfinished,
                path,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        sync(folderOf(path));
    }

    /// Writes a file in the place of one that may be there: afterwards there is the one or the other, never a half.
    public static void replace(Path path, byte[] content) throws IOException {
        var unfinished = path.resolveSibling(path.getFileName() + UNFINISHED);
        try (var channel =
                FileChannel.open(
                        unfinished,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            var buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(unfinished);
            throw e;
        }
        rename(unfinished, path);
    }

    /// Keeps a copy of a file in another folder, under a name that is free there.
    public static Path keepCopy(Path path, Path folder) throws IOException {
        Files.createDirectories(folder);
        var copy = freeName(folder, path);
        Files.copy(path, copy);
        sync(folder);
        return copy;
    }

    /// Moves a file into another folder of the same disk, under a name that is free there.
    public static Path setAside(Path path, Path folder) throws IOException {
        Files.createDirectories(folder);
        var place = freeName(folder, path);
        Files.move(path, place, StandardCopyOption.ATOMIC_MOVE);
        sync(folder);
        return place;
    }

    private static Path freeName(Path folder, Path path) {
        var name = path.getFileName().toString();
        var place = folder.resolve(name);
        for (int i = 1; Files.exists(place); i++) {
            place = folder.resolve(name + "." + i);
        }
        return place;
    }

    public static void deleteUnfinished(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (var file : (Iterable<Path>) files::iterator) {
                if (file.toString().endsWith(UNFINISHED)) {
                    Files.delete(file);
                }
            }
        }
    }

    private static Path folderOf(Path path) {
        var folder = path.toAbsolutePath().getParent();
        return folder == null ? path.toAbsolutePath() : folder;
    }
}
