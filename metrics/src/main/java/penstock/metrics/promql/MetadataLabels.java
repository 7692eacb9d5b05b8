package penstock.metrics.promql;

import java.util.List;
import penstock.metrics.labels.Labels;

/// Labels that say what a series measures, so that they go with the metric's name when an operation changes that.
final class MetadataLabels {
    static final String TYPE = "__type__";
    static final String UNIT = "__unit__";
    static final List<String> ALL = List.of(Labels.NAME, TYPE, UNIT);

    private MetadataLabels() {}

    static boolean contains(String name) {
        return name.equals(Labels.NAME) || name.equals(TYPE) || name.equals(UNIT);
    }

    static Labels dropped(Labels labels) {
        return labels.filter(name -> !contains(name));
    }
}
