package penstock.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import penstock.cli.api.ApiException;
import penstock.cli.api.KindEntry;
import penstock.cli.api.Kinds;
import penstock.cli.api.Wire;
import penstock.model.Node;
import penstock.model.ProblemException;
import penstock.model.ResourceCodec;
import penstock.model.Text;
import penstock.model.kubernetes.HttpRoutes;

/// The documents of files, folders and standard input, with every mistake of every document.
final class Manifests {
    /// One document that says which resource it is about.
    ///
    /// @param source the file it stands in
    record Manifest(KindEntry kind, String environment, String name, Node node, String source) {
        String path() {
            return Wire.resource(kind, environment, name);
        }

        String title() {
            return kind.noun() + "/" + name;
        }

        /// What the server says is wrong with it, by file and line.
        List<String> mistakes(ApiException refused) {
            return refused.linesIn(node).stream().map(line -> source + ": " + line).toList();
        }
    }

    private static final Set<String> ENDINGS = Set.of(".yaml", ".yml", ".json");

    private final Kinds kinds;
    private final String environment;
    private final List<Manifest> found = new ArrayList<>();
    private final List<String> mistakes = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();

    Manifests(Kinds kinds, String environment) {
        this.kinds = kinds;
        this.environment = environment;
    }

    /// Reads a file, all manifests below a folder, or `-` for standard input.
    void read(String argument, Context context) {
        if (argument.equals("-")) {
            parse(text(context.input()), "standard input");
            return;
        }
        var path = context.resolve(argument);
        if (Files.isDirectory(path)) {
            folder(path);
        } else {
            file(path, argument);
        }
    }

    private void folder(Path folder) {
        try (var files = Files.walk(folder)) {
            var manifests =
                    files.filter(Files::isRegularFile)
                            .filter(file -> ENDINGS.stream().anyMatch(file.toString()::endsWith))
                            .sorted()
                            .toList();
            manifests.forEach(file -> file(file, file.toString()));
            if (manifests.isEmpty()) {
                mistakes.add(
                        folder
                                + ": no manifest (expected: files that end with .yaml, .yml or .json)");
            }
        } catch (IOException e) {
            mistakes.add(folder + ": cannot be read");
        }
    }

    private void file(Path file, String name) {
        try {
            parse(Files.readString(file), name);
        } catch (IOException e) {
            mistakes.add(
                    name
                            + ": "
                            + (Files.exists(file)
                                    ? "cannot be read as UTF-8 text"
                                    : "does not exist"));
        }
    }

    private static String text(InputStream input) {
        try {
            return new String(input.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw ApiException.usage("Standard input cannot be read.");
        }
    }

    private void parse(String text, String source) {
        try {
            for (var node : Text.readYaml(text, source)) {
                document(node, source);
            }
        } catch (ProblemException e) {
            e.problem().message().lines().forEach(mistakes::add);
        }
    }

    private void document(Node written, String source) {
        try {
            var node = HttpRoutes.isOne(written) ? ours(written, source) : written;
            var kind = kinds.named(ResourceCodec.kindOf(node, kinds.names()));
            var name = node.textAt("metadata", "name");
            if (name.isEmpty()) {
                int at = node.at("metadata").orElse(node).mark().line();
                var line = at > 0 ? " [line " + at + "]" : "";
                mistakes.add(
                        source + ": " + kind.noun() + " metadata.name: missing (required)" + line);
                return;
            }
            var own = node.textAt("metadata", "environment");
            found.add(new Manifest(kind, own.isEmpty() ? environment : own, name, node, source));
        } catch (ProblemException e) {
            e.problem().message().lines().forEach(line -> mistakes.add(source + ": " + line));
        }
    }

    private Node ours(Node written, String source) {
        var found = HttpRoutes.read(written);
        var title = source + ": httproute/" + written.textAt("metadata", "name") + " ";
        found.notices().forEach(notice -> notices.add(title + notice));
        return found.manifest();
    }

    /// What was left out of what was read, for people.
    List<String> notices() {
        return notices;
    }

    /// What was read, kinds of the whole installation first, because the others may name them.
    List<Manifest> sorted() {
        return found.stream()
                .sorted(Comparator.comparing((Manifest manifest) -> manifest.kind().isScoped()))
                .toList();
    }

    List<String> mistakes() {
        return mistakes;
    }
}
