package penstock.model;

import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Turns records into trees; the opposite of [Decoder]. Absent values and empty lists and maps are left out.
public final class Encoder {
    private Encoder() {}

    public static Node encode(Record value) {
        return write(value.getClass(), value);
    }

    private static Node write(Type type, Object value) {
        if (value instanceof Node node) {
            return node;
        }
        return switch (Shape.of(type)) {
            case Shape.Scalar _ -> scalar(value);
            case Shape.Choice _ -> Node.text(Shape.kebab(value.toString()));
            case Shape.Maybe maybe -> write(maybe.value(), ((Optional<?>) value).orElseThrow());
            case Shape.Listing listing ->
                    Node.list(
                            ((List<?>) value)
                                    .stream().map(item -> write(listing.item(), item)).toList());
            case Shape.Table table -> table(table, (Map<?, ?>) value);
            case Shape.OneOf oneOf -> oneOf(oneOf, value);
            case Shape.Fields fields -> fields(fields, value);
        };
    }

    private static Node scalar(Object value) {
        return switch (value) {
            case Long number -> Node.number(number);
            case Integer number -> Node.number(number.longValue());
            case Double number -> Node.number(number);
            case Boolean truth -> Node.bool(truth);
            case Duration duration -> Node.text(DurationText.format(duration));
            default -> Node.text(value.toString());
        };
    }

    private static Node table(Shape.Table table, Map<?, ?> values) {
        var entries = new LinkedHashMap<String, Node>();
        values.forEach(
                (key, value) ->
                        entries.put(
                                String.valueOf(key),
                                write(table.value(), java.util.Objects.requireNonNull(value))));
        return Node.map(entries);
    }

    private static Node oneOf(Shape.OneOf oneOf, Object value) {
        for (var variant : oneOf.variants().entrySet()) {
            if (variant.getValue().isInstance(value)) {
                return Node.map(Map.of(variant.getKey(), write(variant.getValue(), value)));
            }
        }
        throw new IllegalArgumentException(
                "value: " + value + " (expected: one of " + oneOf.variants().keySet() + ")");
    }

    private static Node fields(Shape.Fields fields, Object value) {
        var entries = new LinkedHashMap<String, Node>();
        for (var component : fields.components()) {
            var part = read(component, value);
            boolean isEmpty =
                    (part instanceof Optional<?> maybe && maybe.isEmpty())
                            || (part instanceof List<?> list && list.isEmpty())
                            || (part instanceof Map<?, ?> map && map.isEmpty());
            if (!isEmpty) {
                entries.put(component.getName(), write(component.getGenericType(), part));
            }
        }
        return Node.map(entries);
    }

    private static Object read(RecordComponent component, Object value) {
        try {
            component.getAccessor().trySetAccessible();
            return component.getAccessor().invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(component + " could not be read", e);
        }
    }
}
