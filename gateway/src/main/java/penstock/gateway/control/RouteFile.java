package penstock.gateway.control;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.gateway.routes.DecodeException;
import penstock.gateway.routes.RouteTable;
import penstock.gateway.routes.RouteTableCodec;

/// The last good table on disk, from which a gateway serves after its own restart while the control plane is away.
/// Written beside and renamed over, so that a reader finds the old table or the new one and never a half.
public final class RouteFile {

    private static final Logger LOG = LoggerFactory.getLogger(RouteFile.class);

    private final Path file;

    public RouteFile(Path file) {
        this.file = file;
    }

    /// The stored table; nothing when there is none, or when it is damaged, which is logged.
    public Optional<RouteTable> read() {
        try {
            return Optional.of(RouteTableCodec.decode(Files.readAllBytes(file)));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (DecodeException | IOException bad) {
            LOG.atError()
                    .addKeyValue("file", file)
                    .addKeyValue("reason", bad.getMessage())
                    .log(
                            "the stored route table cannot be used; starting without routes until the control plane answers");
            return Optional.empty();
        }
    }

    /// Stores an encoded table durably. Two gateways may do so at once while one replaces the other.
    public void write(byte[] encoded) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid());
        try {
            write(encoded, fresh);
        } catch (IOException failed) {
            Files.deleteIfExists(fresh);
            throw failed;
        }
        Files.move(
                fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
                directory.force(true);
            }
        }
    }

    private static void write(byte[] encoded, Path fresh) throws IOException {
        try (FileChannel out =
                FileChannel.open(
                        fresh,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer rest = ByteBuffer.wrap(encoded);
            while (rest.hasRemaining()) {
                out.write(rest);
            }
            out.force(true);
        }
    }
}
