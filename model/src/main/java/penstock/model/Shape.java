package penstock.model;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the codec knows of a Java type: which form it takes in a manifest.
sealed interface Shape {
    /// A text such as `5%` that the type parses by itself.
    record Scalar(Class<?> type, Parser parser) implements Shape {}

    record Choice(Class<?> type) implements Shape {
        List<String> names() {
            return Stream.of(type.getEnumConstants())
                    .map(constant -> kebab(constant.toString()))
                    .toList();
        }
    }

    record Listing(Type item) implements Shape {}

    record Table(Type value) implements Shape {}

    record Maybe(Type value) implements Shape {}

    /// `{variant: …}`: one key that names the record.
    record OneOf(Class<?> type, Map<String, Class<?>> variants) implements Shape {}

    record Fields(Class<?> type, List<RecordComponent> components, @Nullable Parser shortForm)
            implements Shape {}

    interface Parser {
        Object parse(String text);
    }

    /// Types of the JDK with a textual form.
    Map<Class<?>, Parser> BUILT_IN =
            Map.of(
                    String.class, text -> text,
                    int.class, text -> Math.toIntExact(whole(text)),
                    long.class, Shape::whole,
                    double.class, Shape::number,
                    boolean.class, Shape::truth,
                    Integer.class, text -> Math.toIntExact(whole(text)),
                    Long.class, Shape::whole,
                    Double.class, Shape::number,
                    Duration.class, DurationText::parse,
                    Instant.class, Shape::instant);

    ConcurrentHashMap<Type, Shape> KNOWN = new ConcurrentHashMap<>();

    static Shape of(Type type) {
        var known = KNOWN.get(type);
        if (known != null) {
            return known;
        }
        var shape = find(type);
        KNOWN.put(type, shape);
        return shape;
    }

    private static Shape find(Type type) {
        if (type instanceof ParameterizedType generic) {
            var arguments = generic.getActualTypeArguments();
            return switch (((Class<?>) generic.getRawType()).getSimpleName()) {
                case "List" -> new Listing(arguments[0]);
                case "Optional" -> new Maybe(arguments[0]);
                case "Map" -> new Table(arguments[1]);
                default ->
                        throw new IllegalArgumentException(
                                "type: " + type + " (expected: List, Map or Optional)");
            };
        }
        var plain = (Class<?>) type;
        var builtIn = BUILT_IN.get(plain);
        if (builtIn != null) {
            return new Scalar(plain, builtIn);
        }
        if (plain == Node.class) {
            return new Scalar(plain, Node::text);
        }
        if (plain.isEnum()) {
            return new Choice(plain);
        }
        if (plain.isRecord()) {
            return record(plain);
        }
        if (plain.isSealed()) {
            return new OneOf(plain, variants(plain));
        }
        throw new IllegalArgumentException(
                "type: " + plain.getName() + " (expected: a record, enum or sealed interface)");
    }

    private static Shape record(Class<?> type) {
        var parser = parser(type);
        if (parser != null && type.isAnnotationPresent(AsText.class)) {
            return new Scalar(type, parser);
        }
        return new Fields(type, List.of(type.getRecordComponents()), parser);
    }

    private static @Nullable Parser parser(Class<?> type) {
        try {
            var method = type.getMethod("parse", String.class);
            if (!Modifier.isStatic(method.getModifiers())) {
                return null;
            }
            method.trySetAccessible();
            return text -> invoke(method, text);
        } catch (NoSuchMethodException _) {
            return null;
        }
    }

    private static Object invoke(Method method, String text) {
        try {
            return method.invoke(null, text);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(method + " failed", e);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(method + " (expected: a public method)", e);
        }
    }

    private static Map<String, Class<?>> variants(Class<?> type) {
        var variants = new java.util.LinkedHashMap<String, Class<?>>();
        for (var variant : type.getPermittedSubclasses()) {
            variants.put(decapitalise(variant.getSimpleName()), variant);
        }
        return variants;
    }

    static String decapitalise(String name) {
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    static String kebab(String constant) {
        return constant.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static long whole(String text) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + text + "\" (expected: a whole number)", e);
        }
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + text + "\" (expected: a number)", e);
        }
    }

    private static boolean truth(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default ->
                    throw new IllegalArgumentException(
                            "\"" + text + "\" (expected: true or false)");
        };
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (java.time.format.DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" (expected: a time such as 2026-11-21T08:00:00Z)", e);
        }
    }

    /// The value of an absent component, if absence is allowed.
    static Optional<Object> absent(Type type) {
        return switch (of(type)) {
            case Maybe _ -> Optional.of(Optional.empty());
            case Listing _ -> Optional.of(List.of());
            case Table _ -> Optional.of(Map.of());
            case Scalar _, Choice _, OneOf _, Fields _ -> Optional.empty();
        };
    }
}
