package penstock.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import penstock.model.Decoder;
import penstock.model.Encoder;
import penstock.model.Mark;
import penstock.model.Node;
import penstock.model.Problem;
import penstock.model.ProblemException;
import penstock.model.Suggestions;
import penstock.model.Text;
import penstock.model.Violation;

/// Reads a tree of settings from a file, variables and flags; the later ones win. Every mistake of all three is collected
/// and told at once, by the name under which the user wrote it.
public final class SettingsReader<T extends Record> {
    private static final Pattern SUGGESTION = Pattern.compile("did you mean \"(\\w+)\"");

    private final Class<T> type;
    private final Keys keys;
    private final List<Violation> mistakes = new ArrayList<>();

    /// Where each given setting came from, for the messages: path to `--flag`, variable or file.
    private final Map<String, String> origins = new LinkedHashMap<>();

    private Node.Mapping tree = Node.map(Map.of());

    private SettingsReader(Class<T> type) {
        this.type = type;
        this.keys = new Keys(type);
    }

    /// The settings of the server.
    ///
    /// @param file a `penstock.yaml`; empty for none
    /// @param flags without the program's own (`--config`, `--help`)
    /// @throws ProblemException with [Problem.Invalid] and every mistake
    public static Settings read(
            Optional<Path> file, Map<String, String> variables, List<String> flags) {
        return read(Settings.class, file, variables, flags);
    }

    static <T extends Record> T read(
            Class<T> type, Optional<Path> file, Map<String, String> variables, List<String> flags) {
        var reader = new SettingsReader<>(type);
        file.ifPresent(reader::readFile);
        reader.readVariables(variables);
        reader.readFlags(flags);
        return reader.finish();
    }

    /// What applies, as `penstock.yaml` would say it; secrets hidden.
    public static String effective(Record settings) {
        return Text.writeYaml(kebab(Encoder.encode(settings), settings.getClass()));
    }

    /// One line per setting for `--help`: flag, default and what it does.
    public static String help() {
        return new Keys(Settings.class)
                .all().stream()
                        .map(
                                key ->
                                        "  %-28s %s (default: %s; %s)"
                                                .formatted(
                                                        key.flag(),
                                                        key.about(),
                                                        key.preset(),
                                                        key.variable()))
                        .collect(Collectors.joining("\n"));
    }

    private void readFile(Path file) {
        var name = String.valueOf(file.getFileName());
        try {
            var documents = Text.readYaml(Files.readString(file), name);
            if (documents.size() > 1) {
                mistakes.add(new Violation(name, documents.size() + " documents (expected: one)"));
            } else if (!documents.isEmpty()) {
                take(name, documents.getFirst(), type, List.of());
            }
        } catch (NoSuchFileException _) {
            mistakes.add(new Violation("--config", file + " (expected: a file that exists)"));
        } catch (IOException e) {
            mistakes.add(
                    new Violation("--config", file + " (expected: a text file that can be read)"));
        } catch (ProblemException e) {
            mistakes.add(new Violation("", e.problem().message()));
        }
    }

    /// Takes over what the file says, key by key, so that each unknown one is named by its whole path.
    private void take(String file, Node node, Class<?> group, List<String> above) {
        var path = String.join(".", above.stream().map(Keys::kebab).toList());
        if (!(node instanceof Node.Mapping map)) {
            mistakes.add(
                    new Violation(
                            file, (path.isEmpty() ? "" : path + ": ") + "expected: a mapping"));
            return;
        }
        map.entries().forEach((key, value) -> takeOne(file, key, value, group, above));
    }

    private void takeOne(String file, String key, Node value, Class<?> group, List<String> above) {
        for (var component : group.getRecordComponents()) {
            if (Keys.kebab(component.getName()).equals(key)) {
                var components = new ArrayList<>(above);
                components.add(component.getName());
                if (isNothing(value)) {
                    return;
                }
                if (Keys.isGroup(component.getType())) {
                    take(file, value, component.getType(), components);
                } else if (Keys.isChoice(component.getType())) {
                    put(components, Keys.camel(value), file);
                } else {
                    put(components, value, file);
                }
                return;
            }
        }
        var full =
                String.join(
                        ".",
                        java.util.stream.Stream.concat(
                                        above.stream().map(Keys::kebab),
                                        java.util.stream.Stream.of(key))
                                .toList());
        var line = value.mark().line() > 0 ? " [line " + value.mark().line() + "]" : "";
        mistakes.add(
                new Violation(
                        file,
                        "unknown setting \""
                                + full
                                + "\""
                                + Suggestions.hint(full, keys.paths())
                                + line));
    }

    /// A key without a value leaves the default.
    private static boolean isNothing(Node value) {
        return value.isNull() || value.asText().filter(String::isEmpty).isPresent();
    }

    /// A variable that is nearly one of ours is a slip; others with our prefix belong to the command line or to services.
    private void readVariables(Map<String, String> variables) {
        var known =
                keys.all().stream()
                        .map(key -> key.variable().substring(Keys.PREFIX.length()))
                        .toList();
        variables.forEach(
                (name, value) -> {
                    if (!name.startsWith(Keys.PREFIX)) {
                        return;
                    }
                    var key = keys.byVariable(name);
                    if (key.isPresent()) {
                        put(key.get().components(), given(key.get(), value), name);
                        return;
                    }
                    Suggestions.nearest(name.substring(Keys.PREFIX.length()), known)
                            .ifPresent(
                                    near ->
                                            mistakes.add(
                                                    new Violation(
                                                            name,
                                                            "unknown setting (did you mean "
                                                                    + Keys.PREFIX
                                                                    + near
                                                                    + "?)")));
                });
    }

    private void readFlags(List<String> flags) {
        var rest = new java.util.ArrayDeque<>(flags);
        while (!rest.isEmpty()) {
            var argument = rest.removeFirst();
            int equals = argument.indexOf('=');
            var flag = equals < 0 ? argument : argument.substring(0, equals);
            var key = keys.byFlag(flag);
            if (key.isEmpty()) {
                var known = keys.all().stream().map(Keys.Key::flag).toList();
                mistakes.add(new Violation(flag, "unknown flag" + Suggestions.hint(flag, known)));
                if (flag.startsWith("-") && equals < 0 && !startsWithDash(rest.peekFirst())) {
                    rest.pollFirst();
                }
            } else if (equals >= 0) {
                put(key.get().components(), given(key.get(), argument.substring(equals + 1)), flag);
            } else if (key.get().isSwitch() && startsWithDash(rest.peekFirst())) {
                put(key.get().components(), Node.bool(true), flag);
            } else if (rest.isEmpty() || startsWithDash(rest.peekFirst())) {
                mistakes.add(new Violation(flag, "no value (expected: " + flag + " VALUE)"));
            } else {
                put(key.get().components(), given(key.get(), rest.removeFirst()), flag);
            }
        }
    }

    private static boolean startsWithDash(@org.jspecify.annotations.Nullable String argument) {
        return argument == null || argument.startsWith("--");
    }

    /// A list from a variable or flag is separated by commas; it may stand in brackets, as in the help. A choice is YAML.
    /// What need not be given is not given when its value is empty.
    private static Node given(Keys.Key key, String value) {
        if (Keys.isChoice(key.component().getType()) && value.strip().startsWith("{")) {
            return Keys.camel(Text.readYaml(value, key.path()).getFirst());
        }
        if (key.component().getType() == Optional.class && value.isBlank()) {
            return new Node.Scalar("", Node.Style.NULL, Mark.NONE);
        }
        if (key.component().getType() != List.class) {
            return Node.text(value);
        }
        var text = value.strip();
        boolean isInBrackets = text.startsWith("[") && text.endsWith("]");
        var items = isInBrackets ? text.substring(1, text.length() - 1) : text;
        return Node.list(
                java.util.Arrays.stream(items.split(","))
                        .filter(item -> !item.isBlank())
                        .map(item -> Node.text(item.strip()))
                        .toList());
    }

    private void put(List<String> components, Node value, String origin) {
        origins.put(String.join(".", components), origin);
        tree = with(tree, components, value);
    }

    private static Node.Mapping with(Node parent, List<String> components, Node value) {
        var first = components.getFirst();
        if (components.size() == 1) {
            return parent.with(first, value);
        }
        var child = parent.at(first).orElse(Node.map(Map.of()));
        return parent.with(first, with(child, components.subList(1, components.size()), value));
    }

    private T finish() {
        try {
            var settings = Decoder.decode(type, tree, "", "");
            if (mistakes.isEmpty()) {
                return settings;
            }
        } catch (ProblemException e) {
            if (!(e.problem() instanceof Problem.Invalid invalid)) {
                throw e;
            }
            invalid.violations().forEach(this::named);
        }
        throw new ProblemException(new Problem.Invalid("", mistakes));
    }

    private void named(Violation violation) {
        var origin = origin(violation.path().replaceFirst("\\[.*", ""));
        var path = Keys.kebab(violation.path());
        // Within a choice, a suggestion is the name of a component.
        var message =
                SUGGESTION
                        .matcher(violation.message())
                        .replaceFirst(
                                found -> "did you mean \"" + Keys.kebab(found.group(1)) + "\"");
        boolean isNamedByItsOrigin = origin.startsWith("--") || origin.startsWith(Keys.PREFIX);
        mistakes.add(
                isNamedByItsOrigin
                        ? new Violation(origin, message)
                        : origin.isEmpty()
                                ? new Violation(path, message)
                                : new Violation(origin, path + ": " + message));
    }

    /// Where a setting, or the one it is a part of, was given.
    private String origin(String path) {
        for (var setting = path; ; setting = setting.substring(0, setting.lastIndexOf('.'))) {
            var origin = origins.getOrDefault(setting, "");
            if (!origin.isEmpty() || setting.indexOf('.') < 0) {
                return origin;
            }
        }
    }

    private static Node kebab(Node node, Class<?> type) {
        if (!(node instanceof Node.Mapping map)) {
            return node;
        }
        var entries = new LinkedHashMap<String, Node>();
        for (var component : type.getRecordComponents()) {
            map.at(component.getName())
                    .ifPresent(
                            value ->
                                    entries.put(
                                            Keys.kebab(component.getName()),
                                            shown(value, component.getType())));
        }
        return Node.map(entries);
    }

    private static Node shown(Node value, Class<?> type) {
        if (Keys.isGroup(type)) {
            return kebab(value, type);
        }
        return Keys.isChoice(type) ? Keys.kebab(value) : value;
    }
}
