package penstock.metrics.promql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.syntax.VectorMatching;

/// The rows of two vectors by the labels that have to be equal for them to belong together. Found once for all steps.
final class Signatures {
    private final Execution execution;
    private final VectorMatching matching;
    private final Set<String> names;
    private final Map<Labels, Group> groups = new HashMap<>();
    private final List<Group> ordered = new ArrayList<>();

    /// Rows that belong together.
    static final class Group {
        private final Labels labels;
        private final List<Row> left = new ArrayList<>(1);
        private final List<Row> right = new ArrayList<>(1);

        private Group(Labels labels) {
            this.labels = labels;
        }

        /// The labels that are equal.
        Labels labels() {
            return labels;
        }

        List<Row> left() {
            return left;
        }

        List<Row> right() {
            return right;
        }
    }

    Signatures(Execution execution, VectorMatching matching, List<Row> left, List<Row> right) {
        this.execution = execution;
        this.matching = matching;
        names = new HashSet<>(matching.labels());
        for (Row row : left) {
            group(row).left.add(row);
        }
        for (Row row : right) {
            group(row).right.add(row);
        }
    }

    private Group group(Row row) {
        Labels signature = of(row.labels());
        Group group = groups.get(signature);
        if (group == null) {
            execution.hold(2 * Row.OVERHEAD);
            group = new Group(signature);
            groups.put(signature, group);
            ordered.add(group);
        }
        return group;
    }

    private Labels of(Labels labels) {
        if (!matching.isOn() && names.isEmpty()) {
            return labels.without(Labels.NAME);
        }
        return matching.isOn()
                ? labels.filter(names::contains)
                : labels.filter(name -> !name.equals(Labels.NAME) && !names.contains(name));
    }

    /// In the order in which their first rows came.
    List<Group> groups() {
        return ordered;
    }

    /// At which steps any of some rows has a value.
    static boolean[] presence(List<Row> rows, int steps) {
        var presence = new boolean[steps];
        for (Row row : rows) {
            for (int step = row.first(); step < row.end(); step++) {
                presence[step] |= row.has(step);
            }
        }
        return presence;
    }
}
