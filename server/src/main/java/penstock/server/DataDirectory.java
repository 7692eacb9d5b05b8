package penstock.server;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import penstock.model.Problem;
import penstock.model.ProblemException;

/// Where all state lives. Held by one server at a time: an exclusive lock that ends with the process, however it ends.
///
/// `store.db`, `artefacts/`, `certificates/` (of domains, put there by people), `metrics/`, `logs/`, `run/` (what the running processes tell each other), `keys/`. The
/// directory and everything secret in it can be read by its owner only.
public final class DataDirectory implements AutoCloseable {
    private static final List<String> FOLDERS =
            List.of(
                    "artefacts",
                    "certificates",
                    "detectors",
                    "metrics",
                    "rules",
                    "logs",
                    "run",
                    "keys");

    /// What may lie in a directory that no server has used yet.
    private static final Set<String> HARMLESS =
            Set.of(
                    "penstock.yaml",
                    "artefacts",
                    "certificates",
                    "detectors",
                    "metrics",
                    "rules",
                    "logs",
                    "run",
                    "keys",
                    "lost+found");

    /// Enough for the program to start and to say that the disk is full.
    private static final int PROBE_BYTES = 64 * 1024;

    private final Path path;
    private final FileChannel channel;
    private final FileLock lock;

    private DataDirectory(Path path, FileChannel channel, FileLock lock) {
        this.path = path;
        this.channel = channel;
        this.lock = lock;
    }

    /// Creates the directory where needed, and takes it.
    ///
    /// @throws ProblemException `Unavailable` in one sentence: not writable, full, not ours, or in use by another server
    public static DataDirectory open(Path path) {
        try {
            checkOurs(path);
            OwnedFiles.directory(path);
            for (var folder : FOLDERS) {
                OwnedFiles.directory(path.resolve(folder));
            }
            probe(path.resolve("run").resolve("probe"));
            return take(path);
        } catch (IOException e) {
            throw new ProblemException(new Problem.Unavailable(explain(path, e)), e);
        }
    }

    /// Protects a directory given by mistake, such as `/tmp`, from being filled and closed to others.
    private static void checkOurs(Path path) throws IOException {
        if (!Files.isDirectory(path) || Files.isDirectory(path.resolve("keys"))) {
            return;
        }
        try (var entries = Files.list(path)) {
            var foreign =
                    entries.map(entry -> String.valueOf(entry.getFileName()))
                            .filter(name -> !HARMLESS.contains(name))
                            .findFirst();
            if (foreign.isPresent()) {
                throw unavailable(
                        "data: "
                                + path
                                + " holds something else (\""
                                + foreign.get()
                                + "\"; expected: an empty directory, or one that Penstock made).");
            }
        }
    }

    private static void probe(Path file) throws IOException {
        Files.write(file, new byte[PROBE_BYTES]);
        Files.delete(file);
    }

    private static DataDirectory take(Path path) throws IOException {
        var file = path.resolve("run").resolve("server.lock");
        var channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        var lock = tryLock(channel);
        if (lock == null) {
            channel.close();
            throw unavailable(
                    "data: "
                            + path
                            + " is in use by another server"
                            + holder(file).map(pid -> " (process " + pid + ")").orElse("")
                            + ". Stop it with \"penstock down\", or choose another directory with --data.");
        }
        OwnedFiles.close(file);
        RunFile.forget(path.resolve("run"));
        OwnedFiles.write(holderFile(file), Long.toString(ProcessHandle.current().pid()));
        return new DataDirectory(path, channel, lock);
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException _) {
            return null;
        }
    }

    private static Path holderFile(Path lockFile) {
        return lockFile.resolveSibling("server.pid");
    }

    private static Optional<String> holder(Path lockFile) throws IOException {
        var file = holderFile(lockFile);
        return Files.exists(file)
                ? Optional.of(Files.readString(file, StandardCharsets.UTF_8).strip())
                : Optional.empty();
    }

    private static ProblemException unavailable(String message) {
        return new ProblemException(new Problem.Unavailable(message));
    }

    /// One sentence with the remedy.
    static String explain(Path path, IOException failure) {
        var reason = String.valueOf(failure.getMessage());
        if (reason.contains("No space left")) {
            return "data: "
                    + path
                    + " is on a full disk (expected: free space). Make room, then start again.";
        }
        if (reason.contains("Read-only file system")) {
            return "data: "
                    + path
                    + " is on a file system that cannot be written to. Choose another with --data.";
        }
        var file = obstacle(path);
        if (failure instanceof FileAlreadyExistsException || file.isPresent()) {
            return "data: "
                    + path
                    + " cannot be made: "
                    + file.orElse(path)
                    + " is a file (expected: a directory). Choose another with --data.";
        }
        return "data: "
                + path
                + " cannot be written by this user (expected: a directory of one's own). Change its owner, or"
                + " choose another with --data.";
    }

    private static Optional<Path> obstacle(Path path) {
        for (var at = path; at != null; at = at.getParent()) {
            if (Files.exists(at)) {
                return Files.isDirectory(at) ? Optional.empty() : Optional.of(at);
            }
        }
        return Optional.empty();
    }

    public Path path() {
        return path;
    }

    /// The token of the administrator, made at the first start.
    public String administratorToken() {
        return Token.of(path.resolve("keys").resolve("admin.token"));
    }

    /// What gateways of this directory authenticate with; survives restarts, as gateways do.
    public String gatewayToken() {
        return Token.of(path.resolve("run").resolve("gateway.token"));
    }

    public Path store() {
        return path.resolve("store.db");
    }

    public Path keys() {
        return path.resolve("keys");
    }

    public Path run() {
        return path.resolve("run");
    }

    public Path logs() {
        return path.resolve("logs");
    }

    public Path metrics() {
        return path.resolve("metrics");
    }

    public Path artefacts() {
        return path.resolve("artefacts");
    }

    /// Lets another server take it.
    @Override
    public void close() {
        try {
            lock.release();
            channel.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("the lock of " + path + " was not released", e);
        }
    }
}
