package penstock.model.kubernetes;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import penstock.model.Decoder;
import penstock.model.Node;
import penstock.model.Suggestions;

/// The fields of one mapping of a foreign manifest: those that are asked for are known, the others are refused by name.
final class Fields {
    private final Decoder mistakes;
    private final Node node;
    private final String path;
    private final Set<String> known = new HashSet<>();

    Fields(Decoder mistakes, Node node, String path) {
        this.mistakes = mistakes;
        this.node = node;
        this.path = path;
        if (!(node instanceof Node.Mapping)) {
            mistakes.add(path, "expected: a mapping" + line(node));
        }
    }

    Optional<String> text(String key) {
        known.add(key);
        var found = node.at(key);
        var text = found.flatMap(Node::asText);
        if (found.isPresent() && text.isEmpty()) {
            refuse(key, "expected: a single value");
        }
        return text;
    }

    Optional<Node> scalar(String key) {
        return text(key).flatMap(_ -> node.at(key));
    }

    /// The texts of a list.
    List<Node> texts(String key) {
        known.add(key);
        var items = items(key);
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i).asText().isEmpty()) {
                refuse(key + "[" + i + "]", "expected: a single value");
            }
        }
        return items;
    }

    /// Calls `each` with the fields of every item of a list.
    void each(String key, BiConsumer<Fields, Integer> each) {
        known.add(key);
        var items = items(key);
        for (int i = 0; i < items.size(); i++) {
            var fields = new Fields(mistakes, items.get(i), place(key) + "[" + i + "]");
            each.accept(fields, i);
            fields.refuseOthers();
        }
    }

    private List<Node> items(String key) {
        var found = node.at(key);
        if (found.isPresent() && !(found.get() instanceof Node.Sequence)) {
            refuse(key, "expected: a list");
        }
        return found.map(Node::asList).orElse(List.of());
    }

    /// Calls `use` with the fields of a mapping, if it is there.
    void within(String key, java.util.function.Consumer<Fields> use) {
        known.add(key);
        node.at(key)
                .ifPresent(
                        found -> {
                            var fields = new Fields(mistakes, found, place(key));
                            use.accept(fields);
                            fields.refuseOthers();
                        });
    }

    boolean has(String key) {
        known.add(key);
        return node.at(key).isPresent();
    }

    /// A field that means nothing here.
    void pass(String key) {
        known.add(key);
    }

    void refuse(String key, String message) {
        mistakes.add(place(key), message + line(node.at(key).orElse(node)));
    }

    /// Refuses what nobody asked for.
    void refuseOthers() {
        if (node instanceof Node.Mapping map) {
            for (var key : map.entries().keySet()) {
                if (!known.contains(key)) {
                    refuse(key, "not supported" + Suggestions.hint(key, known));
                }
            }
        }
    }

    String place(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static String line(Node node) {
        return node.mark().line() > 0 ? " [line " + node.mark().line() + "]" : "";
    }
}
