package penstock.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import penstock.cli.api.ApiException;
import penstock.model.Node;

/// Files of rules and of their tests, as they are sent to the server.
final class RuleFiles {
    private static final Pattern SPECIAL = Pattern.compile("[*?\\[{\\\\]");

    private RuleFiles() {}

    /// @param name what the server calls it
    static Node sent(String name, Path file) {
        return Node.map(Map.of("name", Node.text(name))).with("text", Node.text(read(file)));
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException _) {
            throw ApiException.usage(file + " does not exist.");
        } catch (CharacterCodingException _) {
            throw ApiException.usage(file + " cannot be read as text (expected: UTF-8).");
        } catch (IOException e) {
            throw ApiException.usage(file + " cannot be read: " + e.getMessage() + ".");
        }
    }

    /// The files that a pattern means, sorted.
    ///
    /// @param folder what it is relative to
    static List<Path> find(Path folder, String pattern) {
        var names = new ArrayList<String>();
        var whole = folder.toAbsolutePath().resolve(pattern).normalize();
        whole.forEach(name -> names.add(name.toString()));
        var found = new ArrayList<Path>();
        try {
            find(whole.getRoot(), names, found);
        } catch (IOException | PatternSyntaxException e) {
            throw ApiException.usage(pattern + ": " + e.getMessage());
        }
        found.sort(null);
        return found;
    }

    private static void find(Path at, List<String> names, List<Path> found) throws IOException {
        if (names.isEmpty()) {
            if (Files.isRegularFile(at)) {
                found.add(at);
            }
            return;
        }
        var name = names.getFirst();
        var rest = names.subList(1, names.size());
        if (!SPECIAL.matcher(name).find()) {
            find(at.resolve(name), rest, found);
            return;
        }
        if (!Files.isDirectory(at)) {
            return;
        }
        var matcher = FileSystems.getDefault().getPathMatcher("glob:" + name);
        try (var entries =
                Files.newDirectoryStream(at, entry -> matcher.matches(entry.getFileName()))) {
            for (var entry : entries) {
                find(entry, rest, found);
            }
        }
    }
}
