package penstock.capabilities.services.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.model.Decoder;
import penstock.model.Encoder;
import penstock.model.ProblemException;
import penstock.model.Text;

/// The records of the instances, one file each, replaced as a whole: after a crash there is the old one or the new one.
/// They may hold secret values (the environment of an instance), so only the owner can read them.
final class Journal {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final String FILE = "instance.json";

    private final Path home;

    Journal(Path home) {
        this.home = home;
    }

    void open() throws IOException {
        privateDirectory(home);
    }

    /// The directory of an instance; also the mark of its processes.
    Path directory(String id) {
        return home.resolve(id);
    }

    Path home() {
        return home;
    }

    /// Returns when the record is on disk.
    void save(Entry entry) throws IOException {
        var directory = directory(entry.spec().id());
        if (!Files.isDirectory(directory)) {
            privateDirectory(directory);
            sync(home);
        }
        var bytes =
                ByteBuffer.wrap(
                        Text.writeJson(Encoder.encode(entry)).getBytes(StandardCharsets.UTF_8));
        var temporary = directory.resolve(FILE + ".new");
        try {
            write(bytes, temporary);
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
        Files.move(
                temporary,
                directory.resolve(FILE),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        sync(directory);
    }

    private static void write(ByteBuffer bytes, Path file) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /// All records. One that cannot be read is set aside with an error in the log.
    List<Entry> all() throws IOException {
        var entries = new ArrayList<Entry>();
        try (var directories = Files.newDirectoryStream(home, Files::isDirectory)) {
            for (var directory : directories) {
                read(directory).ifPresent(entries::add);
            }
        }
        entries.sort(Comparator.comparing(entry -> entry.spec().id()));
        return entries;
    }

    private static Optional<Entry> read(Path directory) throws IOException {
        var file = directory.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            var text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            var node = Text.readJson(text);
            return Optional.of(Decoder.decode(Entry.class, node, "", ""));
        } catch (ProblemException | IllegalArgumentException e) {
            var aside = directory.resolve(FILE + ".unreadable");
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
            LOG.atError()
                    .setCause(e)
                    .addKeyValue("file", aside)
                    .log("record of an instance is unreadable and was set aside");
            return Optional.empty();
        }
    }

    /// Removes the record first, so that a crash in between leaves no instance without its directory.
    void delete(String id) {
        var directory = directory(id);
        try {
            Files.deleteIfExists(directory.resolve(FILE));
            Directories.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void privateDirectory(Path directory) throws IOException {
        Files.createDirectories(
                directory,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private static void sync(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
