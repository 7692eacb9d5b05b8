package penstock.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A manifest as a tree, before it has a type: what YAML and JSON have in common, with the place each value came from.
/// Scalars keep the text they were written with, so that `1.10` stays a version and does not become a number.
public sealed interface Node {
    Mark mark();

    /// A scalar: a text, a number, true/false or nothing, as `style` says.
    record Scalar(String text, Style style, Mark mark) implements Node {}

    record Sequence(List<Node> items, Mark mark) implements Node {
        public Sequence {
            items = List.copyOf(items);
        }
    }

    /// Keys keep their order.
    record Mapping(Map<String, Node> entries, Mark mark) implements Node {
        public Mapping {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }
    }

    enum Style {
        TEXT,
        NUMBER,
        BOOLEAN,
        NULL
    }

    static Node text(String text) {
        return new Scalar(text, Style.TEXT, Mark.NONE);
    }

    static Node number(long number) {
        return new Scalar(Long.toString(number), Style.NUMBER, Mark.NONE);
    }

    static Node number(double number) {
        var text =
                Double.isNaN(number) || Double.isInfinite(number) ? "0" : Double.toString(number);
        return new Scalar(text, Style.NUMBER, Mark.NONE);
    }

    static Node bool(boolean value) {
        return new Scalar(Boolean.toString(value), Style.BOOLEAN, Mark.NONE);
    }

    static Node list(List<? extends Node> items) {
        return new Sequence(List.copyOf(items), Mark.NONE);
    }

    static Mapping map(Map<String, ? extends Node> entries) {
        return new Mapping(new LinkedHashMap<>(entries), Mark.NONE);
    }

    /// The entry of a mapping; empty for any other node, a missing key or an explicit null.
    default Optional<Node> at(String key) {
        return this instanceof Mapping map
                ? Optional.ofNullable(map.entries().get(key)).filter(found -> !found.isNull())
                : Optional.empty();
    }

    /// Follows keys from mapping to mapping.
    default Optional<Node> at(String first, String... rest) {
        var found = at(first);
        for (var key : rest) {
            found = found.flatMap(node -> node.at(key));
        }
        return found;
    }

    /// The text of a scalar; empty for anything else.
    default Optional<String> asText() {
        return this instanceof Scalar scalar && !isNull()
                ? Optional.of(scalar.text())
                : Optional.empty();
    }

    /// The text at a path of keys, or an empty string.
    default String textAt(String first, String... rest) {
        return at(first, rest).flatMap(Node::asText).orElse("");
    }

    /// The items of a sequence; empty for anything else.
    default List<Node> asList() {
        return this instanceof Sequence sequence ? sequence.items() : List.of();
    }

    default boolean isNull() {
        return this instanceof Scalar scalar && scalar.style() == Style.NULL;
    }

    /// A copy of a mapping in which the key has the value.
    default Mapping with(String key, Node value) {
        var entries = new LinkedHashMap<String, Node>();
        if (this instanceof Mapping map) {
            entries.putAll(map.entries());
        }
        entries.put(key, value);
        return new Mapping(entries, mark());
    }

    /// The same tree as plain Java values (maps, lists, texts): for comparing without marks.
    default Object plain() {
        return switch (this) {
            case Scalar scalar -> isNull() ? "null" : scalar.text();
            case Sequence sequence -> {
                var plain = new ArrayList<Object>();
                sequence.items().forEach(item -> plain.add(item.plain()));
                yield plain;
            }
            case Mapping map -> {
                var plain = new LinkedHashMap<String, Object>();
                map.entries().forEach((key, value) -> plain.put(key, value.plain()));
                yield plain;
            }
        };
    }
}
