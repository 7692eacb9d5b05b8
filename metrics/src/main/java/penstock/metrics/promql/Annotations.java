package penstock.metrics.promql;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Collects the annotations of a query; each text once.
final class Annotations {
    private final Map<String, Annotation> all = new LinkedHashMap<>();

    void add(Annotation annotation) {
        all.merge(annotation.text(), annotation, Annotation::with);
    }

    List<Annotation> of(Annotation.Kind kind) {
        return all.values().stream().filter(annotation -> annotation.kind() == kind).toList();
    }
}
