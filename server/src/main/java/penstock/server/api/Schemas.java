package penstock.server.api;

import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import penstock.model.AsText;
import penstock.model.Default;
import penstock.model.Node;

/// JSON Schemas of records, as the manifest codec reads and writes them. Each named record is one entry in
/// `components/schemas`, so that it is written once however often it is used.
final class Schemas {
    private static final Set<Type> WHOLE = Set.of(int.class, long.class, Integer.class, Long.class);

    private final Map<String, Node> named = new TreeMap<>();
    private final Map<String, Class<?>> taken = new TreeMap<>();

    /// All records met so far.
    Map<String, Node> all() {
        return named;
    }

    /// A reference to the schema of a record, which is added to [#all].
    Node of(Type type) {
        if (type instanceof ParameterizedType generic) {
            var arguments = generic.getActualTypeArguments();
            var raw = generic.getRawType();
            if (raw == Optional.class) {
                return of(arguments[0]);
            }
            return raw == List.class
                    ? node("type", "array").with("items", of(arguments[0]))
                    : node("type", "object").with("additionalProperties", of(arguments[1]));
        }
        var plain = (Class<?>) type;
        if (plain == Node.class) {
            return Node.map(Map.of());
        }
        boolean isNamed = (plain.isRecord() && !isText(plain)) || isOneOf(plain);
        return isNamed ? reference(plain) : scalar(plain);
    }

    private static boolean isText(Class<?> type) {
        return type.isAnnotationPresent(AsText.class);
    }

    private static boolean isOneOf(Class<?> type) {
        return type.isSealed() && !type.isEnum() && type != Node.class;
    }

    private Node reference(Class<?> type) {
        var name = name(type);
        if (!named.containsKey(name)) {
            named.put(name, Node.map(Map.of()));
            named.put(name, type.isRecord() ? record(type) : oneOf(type));
        }
        return node("$ref", "#/components/schemas/" + name);
    }

    /// `Service.Spec` for a nested type; with a number should two packages have the same.
    private String name(Class<?> type) {
        var full = type.getName();
        var name = full.substring(full.lastIndexOf('.') + 1).replace('$', '.');
        var unique = name;
        for (int i = 2; taken.getOrDefault(unique, type) != type; i++) {
            unique = name + i;
        }
        taken.put(unique, type);
        return unique;
    }

    private Node record(Class<?> type) {
        var properties = new LinkedHashMap<String, Node>();
        var required = new ArrayList<Node>();
        for (var component : type.getRecordComponents()) {
            properties.put(component.getName(), property(component));
            if (isRequired(component)) {
                required.add(Node.text(component.getName()));
            }
        }
        Node.Mapping schema =
                node("type", "object")
                        .with("properties", Node.map(properties))
                        .with("additionalProperties", Node.bool(false));
        if (!required.isEmpty()) {
            schema = schema.with("required", Node.list(required));
        }
        boolean hasShortForm = hasParser(type) || type.getRecordComponents().length == 1;
        return hasShortForm
                ? Node.map(Map.of("anyOf", Node.list(List.of(shortForm(type), schema))))
                : schema;
    }

    private Node shortForm(Class<?> type) {
        return hasParser(type)
                ? node("type", "string")
                : of(type.getRecordComponents()[0].getGenericType());
    }

    private static boolean hasParser(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .anyMatch(
                        method ->
                                method.getName().equals("parse")
                                        && Modifier.isStatic(method.getModifiers())
                                        && Arrays.equals(
                                                method.getParameterTypes(),
                                                new Class<?>[] {String.class}));
    }

    private Node property(RecordComponent component) {
        var schema = of(component.getGenericType());
        var preset = component.getAnnotation(Default.class);
        return preset == null ? schema : schema.with("default", preset(preset.value(), schema));
    }

    private static Node preset(String yaml, Node schema) {
        var value = penstock.model.Text.readYaml(yaml, "default");
        if (value.isEmpty()) {
            return Node.text(yaml);
        }
        boolean isText = schema.textAt("type").equals("string");
        return isText ? Node.text(value.getFirst().asText().orElse(yaml)) : value.getFirst();
    }

    static boolean isRequired(RecordComponent component) {
        var type = component.getType();
        return component.getAnnotation(Default.class) == null
                && type != Optional.class
                && type != List.class
                && type != Map.class;
    }

    /// One key that names the variant; a variant without fields may stand as its name alone.
    private Node oneOf(Class<?> type) {
        var properties = new LinkedHashMap<String, Node>();
        var bare = new ArrayList<Node>();
        for (var variant : type.getPermittedSubclasses()) {
            var key = decapitalised(variant.getSimpleName());
            properties.put(key, reference(variant));
            if (variant.getRecordComponents().length == 0) {
                bare.add(Node.text(key));
            }
        }
        var mapping =
                node("type", "object")
                        .with("properties", Node.map(properties))
                        .with("additionalProperties", Node.bool(false))
                        .with("minProperties", Node.number(1))
                        .with("maxProperties", Node.number(1));
        return bare.isEmpty()
                ? mapping
                : Node.map(
                        Map.of(
                                "anyOf",
                                Node.list(
                                        List.of(
                                                Node.map(Map.of("enum", Node.list(bare))),
                                                mapping))));
    }

    private static String decapitalised(String name) {
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    private static Node scalar(Class<?> type) {
        if (type.isEnum()) {
            var names =
                    Arrays.stream(type.getEnumConstants())
                            .map(
                                    constant ->
                                            constant.toString()
                                                    .toLowerCase(Locale.ROOT)
                                                    .replace('_', '-'))
                            .map(Node::text)
                            .toList();
            return node("type", "string").with("enum", Node.list(names));
        }
        if (WHOLE.contains(type)) {
            return node("type", "integer");
        }
        if (type == double.class || type == Double.class) {
            return node("type", "number");
        }
        if (type == boolean.class || type == Boolean.class) {
            return node("type", "boolean");
        }
        if (type == Instant.class) {
            return node("type", "string").with("format", Node.text("date-time"));
        }
        if (type == Duration.class) {
            return node("type", "string")
                    .with("examples", Node.list(List.of(Node.text("30s"), Node.text("1h30m"))));
        }
        return node("type", "string");
    }

    /// The JSON type of a value: `string`, `integer`, `number`, `boolean`, `array` or `object`.
    static String typeName(Type type) {
        if (type instanceof ParameterizedType generic) {
            var raw = generic.getRawType();
            if (raw == Optional.class) {
                return typeName(generic.getActualTypeArguments()[0]);
            }
            return raw == List.class ? "array" : "object";
        }
        var plain = (Class<?>) type;
        if ((plain.isRecord() && !isText(plain)) || isOneOf(plain) || plain == Node.class) {
            return "object";
        }
        return scalar(plain).textAt("type");
    }

    private static Node.Mapping node(String key, String value) {
        return Node.map(Map.of(key, Node.text(value)));
    }
}
