package penstock.server.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import penstock.model.AsText;
import penstock.model.Default;

/// All settings of a tree of records by their path (`api.manifest-limit`), with the names of variable and flag.
final class Keys {
    static final String PREFIX = "PENSTOCK_";

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

    static String kebab(String camel) {
        return camel.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
