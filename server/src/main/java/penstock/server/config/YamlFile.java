package penstock.server.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import penstock.metrics.tree.Mistake;
import penstock.model.Node;
import penstock.model.Problem;
import penstock.model.ProblemException;
import penstock.model.Text;
import penstock.model.Violation;

/// A YAML file of others' making, which is read by those who know what it means. They need no library for that, and what they find wrong
/// gets its line here.
public final class YamlFile {
    private static final long MOST = 10L << 20;

    private final Optional<Node> root;

    private YamlFile(Optional<Node> root) {
        this.root = root;
    }

    /// @throws ProblemException when there is none, or no YAML in it; the message names the file
    public static YamlFile read(Path file) {
        try {
            if (Files.size(file) > MOST) {
                throw refused(file, "larger than " + MOST + " bytes");
            }
            return parse(Files.readString(file), file.toString());
        } catch (NoSuchFileException _) {
            throw refused(file, "not there (expected: a file)");
        } catch (CharacterCodingException _) {
            throw refused(file, "not UTF-8 (expected: a text file)");
        } catch (IOException _) {
            throw refused(file, "cannot be read (expected: a text file)");
        }
    }

    private static ProblemException refused(Path file, String message) {
        return new ProblemException(Problem.Invalid.at(file.toString(), "", message));
    }

    /// @param source for messages
    public static YamlFile parse(String text, String source) {
        var documents = Text.readYaml(text, source);
        if (documents.size() > 1) {
            throw new ProblemException(
                    Problem.Invalid.at(
                            source, "", documents.size() + " documents (expected: one)"));
        }
        return new YamlFile(documents.stream().findFirst());
    }

    /// Maps, lists, texts and booleans; numbers are texts as they were written.
    public @Nullable Object content() {
        return root.isEmpty() ? null : plain(root.get());
    }

    private static @Nullable Object plain(Node node) {
        return switch (node) {
            case Node.Scalar scalar ->
                    switch (scalar.style()) {
                        case TEXT, NUMBER -> scalar.text();
                        case BOOLEAN -> Boolean.valueOf(scalar.text());
                        case NULL -> null;
                    };
            case Node.Sequence sequence -> {
                List<@Nullable Object> items = new ArrayList<>();
                sequence.items().forEach(item -> items.add(plain(item)));
                yield items;
            }
            case Node.Mapping map -> {
                Map<String, @Nullable Object> entries = new LinkedHashMap<>();
                map.entries().forEach((key, value) -> entries.put(key, plain(value)));
                yield entries;
            }
        };
    }

    /// What is wrong, with its line.
    public List<Violation> violations(List<Mistake> mistakes) {
        return mistakes.stream()
                .map(
                        mistake -> {
                            int line = line(mistake.path());
                            var place = line > 0 ? " [line " + line + "]" : "";
                            return new Violation(mistake.path(), mistake.message() + place);
                        })
                .toList();
    }

    /// The line, from 1, of what a path such as `groups[0].rules[2].expr` leads to, or of the nearest thing above it; 0 when nobody
    /// knows.
    public int line(String path) {
        if (root.isEmpty()) {
            return 0;
        }
        Node at = root.get();
        String rest = path;
        while (!rest.isEmpty()) {
            var step = step(at, rest);
            if (step.isEmpty()) {
                break;
            }
            at = step.get().to;
            rest = step.get().rest;
        }
        return at.mark().line();
    }

    private record Step(Node to, String rest) {}

    private static Optional<Step> step(Node from, String path) {
        return switch (from) {
            case Node.Scalar _ -> Optional.empty();
            case Node.Sequence sequence -> item(sequence, path);
            case Node.Mapping map -> entry(map, path.startsWith(".") ? path.substring(1) : path);
        };
    }

    private static Optional<Step> item(Node.Sequence sequence, String path) {
        int end = path.indexOf(']');
        if (!path.matches("(?s)\\[[0-9]{1,9}].*") || end < 0) {
            return Optional.empty();
        }
        int index = Integer.parseInt(path.substring(1, end));
        return index < sequence.items().size()
                ? Optional.of(new Step(sequence.items().get(index), path.substring(end + 1)))
                : Optional.empty();
    }

    /// Keys may have dots and brackets themselves: the longest that fits is meant.
    private static Optional<Step> entry(Node.Mapping map, String path) {
        String best = null;
        for (var key : map.entries().keySet()) {
            boolean isLonger = best == null || key.length() > best.length();
            if (isLonger && path.startsWith(key) && isEnd(path, key.length())) {
                best = key;
            }
        }
        var found = best == null ? null : map.entries().get(best);
        return found == null || best == null
                ? Optional.empty()
                : Optional.of(new Step(found, path.substring(best.length())));
    }

    private static boolean isEnd(String path, int at) {
        return at == path.length() || path.charAt(at) == '.' || path.charAt(at) == '[';
    }
}
