package penstock.metrics.tree;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import penstock.metrics.labels.Numbers;
import penstock.metrics.promql.GoNumber;
import penstock.metrics.promql.syntax.Literals;

/// A node of a file that was read as maps, lists, texts, numbers and booleans; what is wrong is collected, so that all of it is
/// told at once. A value that is wrong or not there has a default.
public final class Tree {
    private final @Nullable Object value;
    private final String path;
    private final List<Mistake> mistakes;

    private Tree(@Nullable Object value, String path, List<Mistake> mistakes) {
        this.value = value;
        this.path = path;
        this.mistakes = mistakes;
    }

    /// @param mistakes what is wrong is added to it
    public static Tree root(@Nullable Object value, List<Mistake> mistakes) {
        return new Tree(value, "", mistakes);
    }

    public void refuse(String message) {
        mistakes.add(new Mistake(path, message));
    }

    /// The fields of this map; unknown ones are mistakes.
    public Fields fields(String what, Set<String> known) {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        if (value instanceof Map<?, ?> map) {
            map.forEach(
                    (key, field) -> {
                        String name = String.valueOf(key);
                        if (known.contains(name)) {
                            fields.put(name, field);
                        } else {
                            child(name).refuse("field " + name + " not found in " + what);
                        }
                    });
        } else if (value != null) {
            refuse(wrong("a map"));
        }
        return new Fields(this, fields);
    }

    private Tree child(String name) {
        return new Tree(null, path.isEmpty() ? name : path + "." + name, mistakes);
    }

    /// Whether there is a value, and not nothing.
    public boolean isPresent() {
        return value != null;
    }

    /// The parts of a map by their names, in the order of the file.
    public Map<String, Tree> parts() {
        var parts = new LinkedHashMap<String, Tree>();
        if (value instanceof Map<?, ?> map) {
            map.forEach(
                    (key, entry) -> {
                        String name = String.valueOf(key);
                        parts.put(name, new Tree(entry, child(name).path, mistakes));
                    });
        } else if (value != null) {
            refuse(wrong("a map"));
        }
        return parts;
    }

    /// The fields of a map.
    public record Fields(Tree tree, Map<String, @Nullable Object> values) {
        public Tree get(String name) {
            Tree place = tree.child(name);
            return new Tree(values.get(name), place.path, tree.mistakes);
        }
    }

    public List<Tree> items() {
        var items = new ArrayList<Tree>();
        if (value instanceof List<?> list) {
            for (Object item : list) {
                items.add(new Tree(item, path + "[" + items.size() + "]", mistakes));
            }
        } else if (value != null) {
            refuse(wrong("a list"));
        }
        return items;
    }

    /// A text, or a number or boolean that was meant as one.
    public String text() {
        return switch (value) {
            case null -> "";
            case String text -> text;
            case Boolean truth -> truth.toString();
            case Number number -> number(number);
            default -> {
                refuse(wrong("a text"));
                yield "";
            }
        };
    }

    private static String number(Number number) {
        return number instanceof Double || number instanceof Float
                ? Numbers.plain(number.doubleValue())
                : number.toString();
    }

    /// Texts by name, in the order of the file.
    public Map<String, String> texts() {
        var texts = new LinkedHashMap<String, String>();
        parts().forEach((name, part) -> texts.put(name, part.text()));
        return texts;
    }

    /// In milliseconds.
    public Optional<Long> duration() {
        if (value == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Math.round(Literals.seconds(text()) * 1000));
        } catch (NumberFormatException e) {
            refuse(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /// A number, or a text that is one, such as `NaN`; 0 when there is none.
    public double number() {
        if (value == null) {
            return 0;
        }
        String text = text();
        OptionalDouble number = GoNumber.parse(text.startsWith(".") ? text.substring(1) : text);
        if (value instanceof Number given) {
            return given.doubleValue();
        }
        if (number.isEmpty()) {
            refuse(wrong("a number"));
        }
        return number.orElse(0);
    }

    public int whole() {
        if (value == null) {
            return 0;
        }
        try {
            return Integer.parseInt(text());
        } catch (NumberFormatException e) {
            refuse(wrong("a whole number"));
            return 0;
        }
    }

    public boolean truth() {
        if (value == null || value instanceof Boolean) {
            return Boolean.TRUE.equals(value);
        }
        refuse(wrong("true or false"));
        return false;
    }

    private String wrong(String expected) {
        String shown =
                switch (value) {
                    case null -> "nothing";
                    case Map<?, ?> _ -> "a map";
                    case List<?> _ -> "a list";
                    default -> "\"" + value + "\"";
                };
        return shown + " (expected: " + expected + ")";
    }
}
