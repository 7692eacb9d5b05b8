package penstock.metrics.promql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.labels.Labels;

/// What is done to many rows at once.
final class Rows {
    private Rows() {}

    /// Rows with the same labels become one. They may not have values at the same step.
    static List<Row> merged(List<Row> rows, int steps, Execution execution) {
        if (rows.size() < 2) {
            return rows;
        }
        Map<Labels, List<Row>> byLabels = LinkedHashMap.newLinkedHashMap(rows.size());
        for (Row row : rows) {
            List<Row> same = byLabels.get(row.labels());
            if (same == null) {
                byLabels.put(row.labels(), List.of(row));
            } else {
                var more = new ArrayList<>(same);
                more.add(row);
                byLabels.put(row.labels(), more);
            }
        }
        if (byLabels.size() == rows.size()) {
            return rows;
        }
        var merged = new ArrayList<Row>(byLabels.size());
        var builder = new RowBuilder(execution);
        for (List<Row> same : byLabels.values()) {
            merged.add(same.size() == 1 ? same.getFirst() : union(same, steps, builder));
        }
        return merged;
    }

    private static Row union(List<Row> rows, int steps, RowBuilder builder) {
        Row earliest = rows.getFirst();
        for (Row row : rows) {
            if (!row.isEmpty() && row.first() < earliest.first()) {
                earliest = row;
            }
        }
        for (int step = 0; step < steps; step++) {
            boolean isTaken = false;
            for (Row row : rows) {
                if (!row.has(step)) {
                    continue;
                }
                if (isTaken) {
                    throw QueryProblem.sameLabels();
                }
                isTaken = true;
                copy(row, step, builder);
            }
        }
        return builder.build(earliest.labels(), earliest.dropsName());
    }

    /// Puts what a row has at a step.
    static void copy(Row row, int step, RowBuilder builder) {
        FloatHistogram histogram = row.histogram(step);
        if (histogram == null) {
            builder.put(step, row.value(step));
        } else {
            builder.put(step, histogram);
        }
    }

    /// Takes the name of the metric from those rows of which an operation dropped it.
    static List<Row> withoutDroppedNames(List<Row> rows, int steps, Execution execution) {
        for (Row row : rows) {
            if (row.dropsName()) {
                row.labels(MetadataLabels.dropped(row.labels()));
                row.dropsName(false);
            }
        }
        return merged(rows, steps, execution);
    }

    /// @throws QueryProblem when two rows have the same labels once the names go, even if not at the same step
    static void refuseSameWithoutNames(List<Row> rows) {
        Set<Labels> seen = HashSet.newHashSet(rows.size());
        for (Row row : rows) {
            Labels labels = row.dropsName() ? MetadataLabels.dropped(row.labels()) : row.labels();
            if (!seen.add(labels)) {
                throw QueryProblem.sameLabels();
            }
        }
    }

    static long size(List<Row> rows) {
        long size = 0;
        for (Row row : rows) {
            size += row.size();
        }
        return size;
    }
}
