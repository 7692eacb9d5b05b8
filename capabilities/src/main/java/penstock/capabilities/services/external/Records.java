package penstock.capabilities.services.external;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.model.Decoder;
import penstock.model.Encoder;
import penstock.model.ProblemException;
import penstock.model.Text;

/// The records of instances, one file each, replaced as a whole: after a crash there is the old one or the new one.
final class Records {
    private static final Logger LOG = LoggerFactory.getLogger(Records.class);
    private static final String SUFFIX = ".json";

    private final Path home;

    Records(Path home) {
        this.home = home;
    }

    void open() throws IOException {
        Files.createDirectories(
                home,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /// Returns when the record is on disk.
    void save(Recorded record) throws IOException {
        var file = file(record.id());
        var temporary = file.resolveSibling(file.getFileName() + ".new");
        var text = Text.writeJson(Encoder.encode(record));
        try {
            write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), temporary);
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
        Files.move(
                temporary,
                file,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        try (var channel = FileChannel.open(home, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void write(ByteBuffer bytes, Path file) throws IOException {
        try (var channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    void delete(String id) throws IOException {
        Files.deleteIfExists(file(id));
    }

    /// All records. One that cannot be read is set aside with an error in the log: its instance is asked anew.
    List<Recorded> all() throws IOException {
        var all = new ArrayList<Recorded>();
        try (var files = Files.newDirectoryStream(home, "*" + SUFFIX)) {
            for (var file : files) {
                read(file).ifPresent(all::add);
            }
        }
        return all;
    }

    private static Optional<Recorded> read(Path file) throws IOException {
        try {
            var text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            var record = Decoder.decode(Recorded.class, Text.readJson(text), "", "");
            if (!file.getFileName().toString().equals(record.spec().id() + SUFFIX)) {
                throw new IllegalArgumentException("id: " + record.id() + " in " + file);
            }
            return Optional.of(record);
        } catch (ProblemException | IllegalArgumentException e) {
            var aside = file.resolveSibling(file.getFileName() + ".unreadable");
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
            LOG.atError()
                    .setCause(e)
                    .addKeyValue("file", aside)
                    .log("record of an instance is unreadable and was set aside");
            return Optional.empty();
        }
    }

    private Path file(String id) {
        return home.resolve(id + SUFFIX);
    }
}
