package penstock.model;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Turns trees into records by their components, and collects every mistake with its path instead of stopping at the
/// first. A `null` result means that a violation was noted.
public final class Decoder {
    private final List<Violation> violations = new ArrayList<>();

    /// Decodes a whole value, or tells all that is wrong with it.
    ///
    /// @param subject what is decoded, for the messages (`service/shop`); may be empty
    /// @throws ProblemException with [Problem.Invalid]
    public static <T> T decode(Class<T> type, Node node, String subject, String path) {
        var decoder = new Decoder();
        var value = decoder.read(type, node, path);
        decoder.check(subject);
        return type.cast(java.util.Objects.requireNonNull(value));
    }

    /// Throws what was collected, if anything.
    public void check(String subject) {
        if (!violations.isEmpty()) {
            throw new ProblemException(new Problem.Invalid(subject, violations));
        }
    }

    public void add(String path, String message) {
        violations.add(new Violation(path, message));
    }

    /// Reads a value of the type.
    public @Nullable Object read(Type type, Node node, String path) {
        if (type == Node.class) {
            return node;
        }
        return switch (Shape.of(type)) {
            case Shape.Scalar scalar -> scalar(scalar, node, path);
            case Shape.Choice choice -> choice(choice, node, path);
            case Shape.Maybe maybe -> {
                var value = read(maybe.value(), node, path);
                yield value == null ? null : Optional.of(value);
            }
            case Shape.Listing listing -> list(listing, node, path);
            case Shape.Table table -> table(table, node, path);
            case Shape.OneOf oneOf -> oneOf(oneOf, node, path);
            case Shape.Fields fields -> record(fields, node, path);
        };
    }

    private @Nullable Object scalar(Shape.Scalar scalar, Node node, String path) {
        if (!(node instanceof Node.Scalar text) || node.isNull()) {
            return wrong(path, node, "expected: a single value");
        }
        try {
            return scalar.parser().parse(text.text());
        } catch (IllegalArgumentException | ArithmeticException e) {
            return wrong(path, node, e.getMessage());
        }
    }

    private @Nullable Object choice(Shape.Choice choice, Node node, String path) {
        var text = node.asText().orElse("");
        for (var constant : choice.type().getEnumConstants()) {
            if (Shape.kebab(constant.toString()).equals(text)) {
                return constant;
            }
        }
        var names = choice.names();
        return wrong(
                path,
                node,
                "\""
                        + text
                        + "\" (expected: one of "
                        + String.join(", ", names)
                        + ")"
                        + Suggestions.hint(text, names));
    }

    private @Nullable Object list(Shape.Listing listing, Node node, String path) {
        if (!(node instanceof Node.Sequence sequence)) {
            return wrong(path, node, "expected: a list");
        }
        var items = new ArrayList<Object>();
        for (int i = 0; i < sequence.items().size(); i++) {
            var item = read(listing.item(), sequence.items().get(i), path + "[" + i + "]");
            if (item != null) {
                items.add(item);
            }
        }
        return items.size() == sequence.items().size() ? List.copyOf(items) : null;
    }

    private @Nullable Object table(Shape.Table table, Node node, String path) {
        if (!(node instanceof Node.Mapping map)) {
            return wrong(path, node, "expected: a mapping");
        }
        var values = new LinkedHashMap<String, Object>();
        map.entries()
                .forEach(
                        (key, entry) -> {
                            var value = read(table.value(), entry, join(path, key));
                            if (value != null) {
                                values.put(key, value);
                            }
                        });
        return values.size() == map.entries().size()
                ? java.util.Collections.unmodifiableMap(values)
                : null;
    }

    private @Nullable Object oneOf(Shape.OneOf oneOf, Node node, String path) {
        var names = oneOf.variants().keySet();
        var expected = "(expected: one of " + String.join(", ", names) + ")";
        if (node instanceof Node.Scalar scalar) {
            var variant = oneOf.variants().get(scalar.text());
            return variant != null && variant.getRecordComponents().length == 0
                    ? read(variant, Node.map(Map.of()), path)
                    : wrong(path, node, "\"" + scalar.text() + "\" " + expected);
        }
        if (!(node instanceof Node.Mapping map) || map.entries().size() != 1) {
            return wrong(path, node, "one key " + expected);
        }
        var key = map.entries().keySet().iterator().next();
        var variant = oneOf.variants().get(key);
        if (variant == null) {
            return wrong(
                    path,
                    node,
                    "unknown \"" + key + "\" " + expected + Suggestions.hint(key, names));
        }
        return read(
                variant, java.util.Objects.requireNonNull(map.entries().get(key)), join(path, key));
    }

    private @Nullable Object record(Shape.Fields fields, Node node, String path) {
        if (!(node instanceof Node.Mapping map)) {
            return shortForm(fields, node, path);
        }
        var names = fields.components().stream().map(RecordComponent::getName).toList();
        map.entries()
                .forEach(
                        (key, value) -> {
                            if (!names.contains(key)) {
                                wrong(
                                        join(path, key),
                                        value,
                                        "unknown field" + Suggestions.hint(key, names));
                            }
                        });
        var values = new ArrayList<Object>();
        for (var component : fields.components()) {
            var value = component(component, map, path);
            if (value != null) {
                values.add(value);
            }
        }
        return values.size() == names.size() ? construct(fields, values, node, path) : null;
    }

    private @Nullable Object shortForm(Shape.Fields fields, Node node, String path) {
        var parser = fields.shortForm();
        if (parser != null && node instanceof Node.Scalar scalar && !node.isNull()) {
            return scalar(new Shape.Scalar(fields.type(), parser), scalar, path);
        }
        if (fields.components().size() == 1 && !node.isNull()) {
            var value = read(fields.components().getFirst().getGenericType(), node, path);
            return value == null ? null : construct(fields, List.of(value), node, path);
        }
        if (node.isNull()) {
            return record(fields, new Node.Mapping(Map.of(), node.mark()), path);
        }
        var names = fields.components().stream().map(RecordComponent::getName).toList();
        return wrong(path, node, "expected: a mapping with " + String.join(", ", names));
    }

    private @Nullable Object component(RecordComponent component, Node.Mapping map, String path) {
        var type = component.getGenericType();
        var given = map.at(component.getName());
        if (given.isPresent()) {
            return read(type, given.get(), join(path, component.getName()));
        }
        var preset = component.getAnnotation(Default.class);
        if (preset != null) {
            return read(
                    type,
                    Text.readYaml(preset.value(), "default").getFirst(),
                    join(path, component.getName()));
        }
        var absent = Shape.absent(type);
        return absent.orElseGet(
                () -> wrong(join(path, component.getName()), map, "missing (required)"));
    }

    private @Nullable Object construct(
            Shape.Fields fields, List<Object> values, Node node, String path) {
        try {
            var types =
                    fields.components().stream()
                            .map(RecordComponent::getType)
                            .toArray(Class<?>[]::new);
            var constructor = fields.type().getDeclaredConstructor(types);
            constructor.trySetAccessible();
            return constructor.newInstance(values.toArray());
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException cause) {
                String.valueOf(cause.getMessage())
                        .lines()
                        .forEach(message -> refused(fields, message, node, path));
                return null;
            }
            throw new IllegalStateException(fields.type() + " could not be made", e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    fields.type() + " (expected: a record with its canonical constructor)", e);
        }
    }

    /// A record says `component: value (expected: …)`, each mistake on a line; the component belongs into the path.
    private void refused(Shape.Fields fields, String message, Node node, String path) {
        for (var component : fields.components()) {
            var prefix = component.getName() + ": ";
            if (message.startsWith(prefix)) {
                var place = node.at(component.getName()).orElse(node);
                wrong(join(path, component.getName()), place, message.substring(prefix.length()));
                return;
            }
        }
        wrong(path, node, message);
    }

    private @Nullable Object wrong(String path, Node node, @Nullable String message) {
        var shown =
                node instanceof Node.Scalar scalar
                                && message != null
                                && message.startsWith("expected")
                        ? scalar.text() + " (" + message + ")"
                        : String.valueOf(message);
        var line = node.mark().line() > 0 ? " [line " + node.mark().line() + "]" : "";
        violations.add(new Violation(path, shown + line));
        return null;
    }

    private static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
