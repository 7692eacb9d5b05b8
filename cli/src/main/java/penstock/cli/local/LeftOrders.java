package penstock.cli.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import penstock.cli.api.ApiException;
import penstock.model.Node;
import penstock.model.Text;

/// Orders for the next server, left in the data directory while none runs: one file each in `run/orders`, on disk before
/// the user is told. A server takes them before it does anything else.
public final class LeftOrders {
    private final Path data;
    private final Path folder;

    public LeftOrders(DataDirectory data) {
        this.data = data.path();
        this.folder = data.path().resolve("run/orders");
    }

    /// Whether a server has run here, so that there may be something to order.
    public boolean areTaken() {
        return Files.isRegularFile(data.resolve("store.db"));
    }

    /// @param rollout a certain one; empty for the newest of the service
    public Path abort(
            String environment, String service, String rollout, String reason, Instant now) {
        var fields = new LinkedHashMap<String, Node>();
        fields.put("order", Node.text("abort"));
        fields.put("environment", Node.text(environment));
        fields.put("service", Node.text(service));
        if (!rollout.isEmpty()) {
            fields.put("rollout", Node.text(rollout));
        }
        fields.put("reason", Node.text(reason));
        fields.put("by", Node.text(System.getProperty("user.name", "unknown")));
        fields.put("at", Node.text(now.toString()));
        // Sorted by time; the number of this process keeps two of the same moment apart.
        var name = now.toEpochMilli() + "-abort-" + ProcessHandle.current().pid() + ".json";
        return write(name, Text.writeJson(Node.map(fields)) + "\n");
    }

    /// Takes an order back.
    ///
    /// @return false when a server has taken it
    public boolean withdraw(Path order) {
        try {
            return Files.deleteIfExists(order);
        } catch (IOException e) {
            throw failed(order, e);
        }
    }

    /// Orders that a server could not carry out, each with the reason.
    public List<String> refused() {
        var refused = folder.resolve("refused");
        if (!Files.isDirectory(refused)) {
            return List.of();
        }
        try (var files = Files.list(refused)) {
            return files.filter(file -> file.toString().endsWith(".why"))
                    .sorted()
                    .map(LeftOrders::words)
                    .toList();
        } catch (IOException e) {
            throw failed(refused, e);
        }
    }

    private static String words(Path why) {
        var order = why.toString().replaceAll("[.]why$", "");
        try {
            return order + ": " + Files.readString(why).strip();
        } catch (IOException e) {
            return order;
        }
    }

    private Path write(String name, String text) {
        var file = folder.resolve(name);
        try {
            Files.createDirectories(folder, rights("rwx------"));
            var fresh = folder.resolve(name + ".new");
            var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            try (var channel = FileChannel.open(fresh, options, rights("rw-------"))) {
                var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            try (var directory = FileChannel.open(folder, StandardOpenOption.READ)) {
                directory.force(true);
            }
            return file;
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    private FileAttribute<?>[] rights(String rights) {
        boolean isPosix = data.getFileSystem().supportedFileAttributeViews().contains("posix");
        return isPosix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights))
                }
                : new FileAttribute<?>[0];
    }

    private static ApiException failed(Path file, IOException cause) {
        return new ApiException(
                "data-directory",
                List.of(
                        "The order could not be kept for the next server: "
                                + file
                                + " cannot be written or read ("
                                + cause.getMessage()
                                + "). Start the server, or make room there."));
    }
}
