package penstock.server.logging;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A file of bounded size: when it is full it becomes `name.1`, the former `name.1` becomes `name.2`, and so on; the
/// oldest is deleted.
final class RotatingFile {
    private final Path file;
    private final long limit;
    private final int kept;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable OutputStream out;
    private long size;

    /// @param limit bytes per file
    /// @param kept how many files there may be, the current one included
    RotatingFile(Path file, long limit, int kept) {
        this.file = file;
        this.limit = limit;
        this.kept = kept;
    }

    void write(String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        lock.lock();
        try {
            if (out != null && size > 0 && size + bytes.length > limit) {
                rotate();
            }
            open().write(bytes);
            size += bytes.length;
        } finally {
            lock.unlock();
        }
    }

    private OutputStream open() throws IOException {
        var current = out;
        if (current == null) {
            current =
                    Files.newOutputStream(
                            file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            size = Files.size(file);
            out = current;
        }
        return current;
    }

    private void rotate() throws IOException {
        open().close();
        out = null;
        for (int i = kept - 1; i >= 1; i--) {
            var older = i == 1 ? file : numbered(i - 1);
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
}
