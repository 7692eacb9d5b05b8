package penstock.server.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import penstock.server.config.FilePattern;

/// Finds and reads the files that patterns name.
final class RuleFiles {
    static final int MAX_FILES = 1000;
    static final int MAX_BYTES = 1 << 20;
    private static final Pattern SPECIAL = Pattern.compile("[*?\\[{\\\\]");

    private final Path folder;
    private final List<FilePattern> patterns;

    /// @param folder what relative patterns are relative to
    RuleFiles(Path folder, List<FilePattern> patterns) {
        this.folder = folder.toAbsolutePath();
        this.patterns = List.copyOf(patterns);
    }

    /// What tells one content of a file from another without reading it.
    record Stamp(long size, long modified, String key) {}

    /// The files there are, at most [#MAX_FILES] and one more.
    ///
    /// @throws UncheckedIOException when a folder cannot be read
    SortedMap<Path, Stamp> look() {
        var found = new TreeMap<Path, Stamp>();
        for (var pattern : patterns) {
            var names = new ArrayList<String>();
            folder.resolve(pattern.text()).normalize().forEach(name -> names.add(name.toString()));
            add(folder.getRoot(), names, found);
        }
        return found;
    }

    private static void add(Path at, List<String> names, SortedMap<Path, Stamp> found) {
        if (found.size() > MAX_FILES) {
            return;
        }
        if (names.isEmpty()) {
            addFile(at, found);
            return;
        }
        var name = names.getFirst();
        var rest = names.subList(1, names.size());
        if (!SPECIAL.matcher(name).find()) {
            add(at.resolve(name), rest, found);
            return;
        }
        var matcher = FileSystems.getDefault().getPathMatcher("glob:" + name);
        DirectoryStream.Filter<Path> filter = entry -> matcher.matches(entry.getFileName());
        try (var entries = Files.newDirectoryStream(at, filter)) {
            for (var entry : entries) {
                add(entry, rest, found);
            }
        } catch (NoSuchFileException | NotDirectoryException _) {
            // nothing is there yet
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void addFile(Path file, SortedMap<Path, Stamp> found) {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (attributes.isRegularFile()) {
                var modified = attributes.lastModifiedTime().toMillis();
                var key = String.valueOf(attributes.fileKey());
                found.put(file, new Stamp(attributes.size(), modified, key));
            }
        } catch (NoSuchFileException _) {
            // none, or no longer
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @throws IOException also when it is too large or no text
    static String read(Path file) throws IOException {
        try (var stream = Files.newInputStream(file)) {
            byte[] bytes = stream.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException("larger than " + MAX_BYTES + " bytes");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(java.nio.ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IOException("not readable as text (expected: UTF-8)", e);
        }
    }
}
