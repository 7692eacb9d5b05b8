package penstock.capabilities.services;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import penstock.model.Problem;
import penstock.model.ProblemException;
import penstock.model.Size;

/// Keeps artefacts by the SHA-256 of their content: the same content is there once, and a digest can never stand for
/// other content. Files are read-only (and executable, since an artefact may be the program itself), and complete from
/// the moment they can be seen.
public final class ArtefactStore {
    private static final String PREFIX = "sha256:";
    private static final Pattern DIRECTORY = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern UNFIT = Pattern.compile("[^A-Za-z0-9._+-]+");
    private static final int BUFFER = 1 << 16;
    private static final int LONGEST_NAME = 100;

    private final Path home;
    private final Path incoming;
    private final Size largest;
    private final InstantSource clock;

    /// @param home `artefacts` in the data directory
    /// @param largest content beyond this is refused, so that one upload cannot fill the disk
    public ArtefactStore(Path home, Size largest, InstantSource clock) {
        this.largest = largest;
        this.clock = clock;
        this.home = home.toAbsolutePath().normalize();
        this.incoming = this.home.resolve("incoming");
    }

    /// Makes the directories and removes what an interrupted upload left.
    public void open() {
        try {
            Files.createDirectories(
                    incoming,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
            try (var left = Files.newDirectoryStream(incoming)) {
                for (var directory : left) {
                    remove(directory);
                }
            }
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    /// Stores what can be read from the stream. Content that is there already stays under its first name, unless it was
    /// damaged since: then this takes its place.
    ///
    /// @param name of the file; only its last part counts
    /// @throws ProblemException when the disk is full or cannot be written; nothing is left then
    public Artefact put(InputStream content, String name) {
        return store(content, name, "");
    }

    /// As [#put(InputStream, String)], but refuses content with another digest.
    public Artefact put(InputStream content, String name, String expected) {
        Artefact.checkDigest(expected);
        return store(content, name, expected);
    }

    private Artefact store(InputStream content, String name, String expected) {
        var directory = incoming.resolve(UUID.randomUUID().toString());
        try {
            Files.createDirectories(directory);
            var file = directory.resolve(fileName(name));
            var digest = PREFIX + copy(content, file);
            if (!expected.isEmpty() && !expected.equals(digest)) {
                throw new ProblemException(
                        Problem.Invalid.at(
                                "artefact",
                                "digest",
                                digest + " (expected: " + expected + "; was the upload cut off?)"));
            }
            publish(directory, digest);
            return find(digest).orElseThrow();
        } catch (IOException e) {
            throw unavailable(e);
        } finally {
            removeQuietly(directory);
        }
    }

    private String copy(InputStream content, Path file) throws IOException {
        var sha = sha256();
        var buffer = new byte[BUFFER];
        try (var out =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                sha.update(buffer, 0, read);
                refuseLarger(out.position() + read);
                var bytes = ByteBuffer.wrap(buffer, 0, read);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
            }
            out.force(true);
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r-xr-xr-x"));
        return HexFormat.of().formatHex(sha.digest());
    }

    private void refuseLarger(long bytes) {
        if (bytes > largest.bytes()) {
            throw new ProblemException(
                    Problem.Invalid.at(
                            "artefact",
                            "size",
                            "more than " + largest + " (expected: at most " + largest + ")"));
        }
    }

    private void publish(Path directory, String digest) throws IOException {
        var place = directory(digest);
        if (Files.exists(place)) {
            if (isWhole(digest)) {
                touch(digest);
                return;
            }
            delete(digest);
        }
        sync(directory);
        try {
            Files.move(directory, place, StandardCopyOption.ATOMIC_MOVE);
            sync(home);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException _) {
            return; // the same content came twice at the same time
        } catch (IOException e) {
            if (!Files.exists(place)) {
                throw e;
            }
        }
    }

    private boolean isWhole(String digest) throws IOException {
        var found = find(digest);
        return found.isPresent() && isIntact(digest, found.get().path());
    }

    public Optional<Artefact> find(String digest) {
        Artefact.checkDigest(digest);
        var place = directory(digest);
        if (!Files.isDirectory(place)) {
            return Optional.empty();
        }
        try (var files = Files.newDirectoryStream(place)) {
            var all = files.iterator();
            if (!all.hasNext()) {
                return Optional.empty();
            }
            var file = all.next();
            return Optional.of(
                    new Artefact(digest, file.getFileName().toString(), Files.size(file), file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Where the content is.
    ///
    /// @throws ProblemException with [Problem.NotFound]
    public Path path(String digest) {
        return find(digest)
                .map(Artefact::path)
                .orElseThrow(
                        () -> new ProblemException(new Problem.NotFound("artefact " + digest, "")));
    }

    /// Opens the content after reading it whole and comparing it with its digest.
    ///
    /// @throws ProblemException when it is not there, or is not what was stored
    public InputStream read(String digest) {
        var path = path(digest);
        try {
            requireIntact(path);
            return Files.newInputStream(path);
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    /// Reads stored content whole and compares it with its digest, which is the name of its directory. A file that lies
    /// elsewhere has nothing to be compared with.
    ///
    /// @throws ProblemException when it is not what was stored
    public static void requireIntact(Path file) {
        var parent = file.toAbsolutePath().getParent();
        var directory = parent == null ? "" : String.valueOf(parent.getFileName());
        if (!DIRECTORY.matcher(directory).matches() || !Files.exists(file)) {
            return;
        }
        try {
            if (!isIntact(PREFIX + directory, file)) {
                throw new ProblemException(
                        Problem.Refused.because(
                                "artefact-damaged",
                                "The stored content of artefact "
                                        + PREFIX
                                        + directory
                                        + " is damaged: "
                                        + file
                                        + " (expected: content with that digest; upload it"
                                        + " again)."));
            }
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    private static boolean isIntact(String digest, Path path) throws IOException {
        var sha = sha256();
        var buffer = new byte[BUFFER];
        try (var content = Files.newInputStream(path)) {
            for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                sha.update(buffer, 0, read);
            }
        }
        return digest.equals(PREFIX + HexFormat.of().formatHex(sha.digest()));
    }

    /// All artefacts, sorted by digest.
    public List<Artefact> list() {
        var found = new ArrayList<Artefact>();
        try (var directories = Files.newDirectoryStream(home, Files::isDirectory)) {
            for (var directory : directories) {
                var name = directory.getFileName().toString();
                if (DIRECTORY.matcher(name).matches()) {
                    find(PREFIX + name).ifPresent(found::add);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        found.sort(Comparator.comparing(Artefact::digest));
        return found;
    }

    /// Notes that somebody asked for the content now, so that a sweep leaves it alone for a while.
    public synchronized void touch(String digest) {
        try {
            Files.setLastModifiedTime(directory(digest), FileTime.from(clock.instant()));
        } catch (NoSuchFileException _) {
            return; // just swept; whoever wanted it is told that it is not there
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    /// Removes what nobody names and nobody has asked for since a moment. The names are read after the age, so content that
    /// becomes named meanwhile is not removed.
    ///
    /// @return what was removed
    public synchronized List<Artefact> sweep(Instant untouchedSince, Supplier<Set<String>> named) {
        var old = new ArrayList<Artefact>();
        for (var artefact : list()) {
            if (touched(artefact.digest()).isBefore(untouchedSince)) {
                old.add(artefact);
            }
        }
        var kept = old.isEmpty() ? Set.<String>of() : named.get();
        old.removeIf(artefact -> kept.contains(artefact.digest()));
        old.forEach(artefact -> delete(artefact.digest()));
        return old;
    }

    private Instant touched(String digest) {
        try {
            return Files.getLastModifiedTime(directory(digest)).toInstant();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Removes the content; nothing happens when it is not there.
    public void delete(String digest) {
        Artefact.checkDigest(digest);
        var place = directory(digest);
        if (!Files.exists(place)) {
            return;
        }
        try {
            // out of sight in one step, then file by file
            var aside = incoming.resolve(UUID.randomUUID().toString());
            Files.move(place, aside, StandardCopyOption.ATOMIC_MOVE);
            remove(aside);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path directory(String digest) {
        return home.resolve(digest.substring(PREFIX.length()));
    }

    private static String fileName(String name) {
        var last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        var fit = UNFIT.matcher(last).replaceAll("-");
        var kept = fit.substring(Math.max(0, fit.length() - LONGEST_NAME));
        return kept.isEmpty() || kept.startsWith(".") || kept.startsWith("-")
                ? "artefact" + kept
                : kept;
    }

    private static void remove(Path directory) throws IOException {
        try (var files = Files.newDirectoryStream(directory)) {
            for (var file : files) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(directory);
    }

    private static void removeQuietly(Path directory) {
        try {
            if (Files.exists(directory)) {
                remove(directory);
            }
        } catch (IOException _) {
            return; // the next open() removes it
        }
    }

    private static void sync(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static ProblemException unavailable(IOException e) {
        return new ProblemException(
                new Problem.Unavailable(
                        "The artefact store cannot be used: "
                                + e.getMessage()
                                + " (expected: a directory with free space that the server can"
                                + " write)."),
                e);
    }
}
