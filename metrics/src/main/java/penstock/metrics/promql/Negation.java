package penstock.metrics.promql;

import java.util.ArrayList;
import java.util.List;
import penstock.metrics.histogram.FloatHistogram;

/// The unary minus.
final class Negation {
    private Negation() {}

    static List<Row> of(List<Row> rows, Execution execution) {
        var negated = new ArrayList<Row>(rows.size());
        for (Row row : rows) {
            negated.add(row.hasHistograms() ? withHistograms(row, execution) : ofFloats(row));
        }
        return negated;
    }

    private static Row ofFloats(Row row) {
        double[] values = row.values();
        for (int i = 0; i < values.length; i++) {
            if (!Row.isAbsent(values[i])) {
                values[i] = -values[i];
            }
        }
        row.dropsName(true);
        return row;
    }

    private static Row withHistograms(Row row, Execution execution) {
        var builder = new RowBuilder(execution);
        for (int step = row.first(); step < row.end(); step++) {
            if (!row.has(step)) {
                continue;
            }
            FloatHistogram histogram = row.histogram(step);
            if (histogram == null) {
                builder.put(step, -row.value(step));
            } else {
                builder.put(step, histogram.times(-1));
            }
        }
        return builder.build(row.labels(), true);
    }
}
