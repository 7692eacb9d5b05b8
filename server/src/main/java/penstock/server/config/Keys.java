package penstock.server.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import penstock.model.AsText;
import penstock.model.Default;
import penstock.model.Node;

/// All settings of a tree of records by their path (`api.manifest-limit`), with the names of variable and flag.
final class Keys {
    static final String PREFIX = "PENSTOCK_";

    private static final Pattern KEBAB = Pattern.compile("-([a-z])");

    private final Map<String, Key> byPath = new LinkedHashMap<>();

    /// One setting.
    ///
    /// @param components the names of the record components that lead to it
    record Key(String path, List<String> components, RecordComponent component) {
        String variable() {
            return PREFIX + path.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
        }

        String flag() {
            return "--" + path.replace('.', '-');
        }

        boolean isSwitch() {
            return component.getType() == boolean.class;
        }

        String preset() {
            return Optional.ofNullable(component.getAnnotation(Default.class))
                    .map(Default::value)
                    .orElse("");
        }

        String about() {
            return Optional.ofNullable(component.getAnnotation(About.class))
                    .map(About::value)
                    .orElse("");
        }
    }

    Keys(Class<? extends Record> tree) {
        collect(tree, List.of());
    }

    private void collect(Class<?> tree, List<String> above) {
        for (var component : tree.getRecordComponents()) {
            var components = new ArrayList<>(above);
            components.add(component.getName());
            if (isGroup(component.getType())) {
                collect(component.getType(), components);
            } else {
                var path = String.join(".", components.stream().map(Keys::kebab).toList());
                byPath.put(path, new Key(path, List.copyOf(components), component));
            }
        }
    }

    static boolean isGroup(Class<?> type) {
        return type.isRecord() && !type.isAnnotationPresent(AsText.class);
    }

    /// Whether a setting is one of several with parts of their own. It is given as a whole; as a variable or flag in YAML on one line.
    static boolean isChoice(Class<?> type) {
        return type.isSealed();
    }

    List<Key> all() {
        return List.copyOf(byPath.values());
    }

    List<String> paths() {
        return List.copyOf(byPath.keySet());
    }

    Optional<Key> byFlag(String flag) {
        return all().stream().filter(key -> key.flag().equals(flag)).findFirst();
    }

    Optional<Key> byVariable(String variable) {
        return all().stream().filter(key -> key.variable().equals(variable)).findFirst();
    }

    /// The same tree with its keys as the components of records are named.
    static Node camel(Node node) {
        return renamed(node, key -> KEBAB.matcher(key).replaceAll(m -> upper(m.group(1))));
    }

    private static String upper(String letter) {
        return letter.toUpperCase(Locale.ROOT);
    }

    /// The same tree with its keys as users write them.
    static Node kebab(Node node) {
        return renamed(node, Keys::kebab);
    }

    private static Node renamed(Node node, UnaryOperator<String> name) {
        if (!(node instanceof Node.Mapping map)) {
            return node;
        }
        var entries = new LinkedHashMap<String, Node>();
        map.entries().forEach((key, value) -> entries.put(name.apply(key), renamed(value, name)));
        return new Node.Mapping(entries, map.mark());
    }

    static String kebab(String camel) {
        return camel.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
