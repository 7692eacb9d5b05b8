package penstock.server.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import penstock.metrics.tree.Mistake;
import penstock.model.Node;
import penstock.model.Problem;
import penstock.model.ProblemException;
import penstock.model.Text;

/// A YAML file as the readers of rules take it, which still knows the lines.
///
/// @param root empty for an empty file
/// @param faults why it cannot be read as YAML
record Tree(@Nullable Node root, List<Fault> faults) {
    Tree {
        faults = List.copyOf(faults);
    }

    static Tree read(String text) {
        try {
            var documents = Text.readYaml(text, "");
            return documents.size() > 1
                    ? refused(0, documents.size() + " documents (expected: one)")
                    : new Tree(documents.isEmpty() ? null : documents.getFirst(), List.of());
        } catch (ProblemException e) {
            var message =
                    e.problem() instanceof Problem.Invalid invalid
                            ? invalid.violations().getFirst().toString()
                            : e.problem().message();
            return refused(0, message);
        }
    }

    private static Tree refused(int line, String message) {
        return new Tree(null, List.of(new Fault(line, message)));
    }

    /// Maps, lists, texts and booleans. A number stays the text it was written as.
    @Nullable Object plain() {
        return root == null ? null : plain(root);
    }

    private static @Nullable Object plain(Node node) {
        return switch (node) {
            case Node.Scalar scalar ->
                    switch (scalar.style()) {
                        case NULL -> null;
                        case BOOLEAN -> Boolean.parseBoolean(scalar.text());
                        case TEXT, NUMBER -> scalar.text();
                    };
            case Node.Sequence sequence -> {
                var items = new ArrayList<@Nullable Object>();
                sequence.items().forEach(item -> items.add(plain(item)));
                yield items;
            }
            case Node.Mapping map -> {
                var entries = new LinkedHashMap<String, @Nullable Object>();
                map.entries().forEach((key, value) -> entries.put(key, plain(value)));
                yield entries;
            }
        };
    }

    List<Fault> faults(List<Mistake> mistakes) {
        return mistakes.stream()
                .map(mistake -> new Fault(line(mistake.path()), mistake.toString()))
                .toList();
    }

    /// Of the innermost node on the path that is there.
    private int line(String path) {
        Node at = root;
        int line = at == null ? 0 : at.mark().line();
        var rest = path;
        while (at != null && !rest.isEmpty()) {
            var step = step(at, rest);
            if (step == null) {
                return line;
            }
            at = step.node;
            rest = step.rest;
            line = at.mark().line();
        }
        return line;
    }

    private record Step(Node node, String rest) {}

    private static @Nullable Step step(Node at, String path) {
        return switch (at) {
            case Node.Sequence sequence -> {
                int close = path.indexOf(']');
                int index = Integer.parseInt(path.substring(1, close));
                yield new Step(sequence.items().get(index), path.substring(close + 1));
            }
            case Node.Mapping map -> {
                var inner = path.startsWith(".") ? path.substring(1) : path;
                // A name may have points in it.
                yield map.entries().entrySet().stream()
                        .filter(entry -> begins(inner, entry.getKey()))
                        .max(java.util.Comparator.comparingInt(entry -> entry.getKey().length()))
                        .map(
                                entry ->
                                        new Step(
                                                entry.getValue(),
                                                inner.substring(entry.getKey().length())))
                        .orElse(null);
            }
            case Node.Scalar _ -> null;
        };
    }

    private static boolean begins(String path, String name) {
        return path.startsWith(name)
                && (path.length() == name.length()
                        || path.charAt(name.length()) == '.'
                        || path.charAt(name.length()) == '[');
    }
}
