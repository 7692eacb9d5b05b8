package penstock.metrics.promql;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Collects the annotations of a query; each text once.
final class Annotations {
    /// How many texts are kept; only a query over very many metrics has more to say.
    private static final int MOST = 1000;

    private final Map<String, Annotation> all = new LinkedHashMap<>();

    void add(Annotation annotation) {
        String text = annotation.text();
        if (all.size() < MOST || all.containsKey(text)) {
            all.merge(text, annotation, Annotation::with);
        }
    }

    List<Annotation> of(Annotation.Kind kind) {
        return all.values().stream().filter(annotation -> annotation.kind() == kind).toList();
    }
}
