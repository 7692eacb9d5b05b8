package penstock.metrics.promql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.labels.Labels;
import penstock.metrics.labels.Numbers;
import penstock.metrics.labels.Quoting;
import penstock.metrics.promql.syntax.Expr;

/// `count_values`: how often each value comes, in a row for each value and group. A value is written as text once for each group.
final class ValueCounts {
    private final Evaluator evaluator;
    private final Expr.Aggregation aggregation;
    private final Grid grid;
    private final String label;
    private final Set<String> names;
    private final Map<Labels, Map<Object, double[]>> groups = new HashMap<>();
    private final Map<Labels, double[]> counts = new LinkedHashMap<>();

    ValueCounts(Evaluator evaluator, Expr.Aggregation aggregation, Grid grid) {
        this.evaluator = evaluator;
        this.aggregation = aggregation;
        this.grid = grid;
        label = LabelFunctions.text(aggregation.parameter().orElseThrow());
        if (!Names.isValid(label)) {
            throw QueryProblem.execution("invalid label name " + Quoting.quoted(label));
        }
        names = new HashSet<>(aggregation.grouping());
    }

    List<Row> rows() {
        for (Row row : evaluator.vectorOf(aggregation.expr(), grid)) {
            Labels group = group(row.labels());
            Map<Object, double[]> ofGroup = groups.computeIfAbsent(group, _ -> new HashMap<>());
            for (int step = row.first(); step < row.end(); step++) {
                if (row.has(step)) {
                    FloatHistogram histogram = row.histogram(step);
                    Object value =
                            histogram == null ? (Object) row.value(step) : histogram.toString();
                    double[] count = ofGroup.get(value);
                    if (count == null) {
                        count = counts.computeIfAbsent(with(group, value), _ -> newCount());
                        ofGroup.put(value, count);
                    }
                    count[step]++;
                }
            }
        }
        var rows = new ArrayList<Row>(counts.size());
        var builder = new RowBuilder(grid.size());
        counts.forEach((labels, count) -> rows.add(row(labels, count, builder)));
        return rows;
    }

    private double[] newCount() {
        evaluator.execution().hold(grid.size());
        return new double[grid.size()];
    }

    private static Row row(Labels labels, double[] count, RowBuilder builder) {
        for (int step = 0; step < count.length; step++) {
            if (count[step] > 0) {
                builder.put(step, count[step]);
            }
        }
        return builder.build(labels, false);
    }

    /// The labels of the result but for the value.
    private Labels group(Labels labels) {
        return aggregation.isWithout()
                ? labels.filter(
                        name ->
                                !name.equals(Labels.NAME)
                                        && !name.equals(label)
                                        && !names.contains(name))
                : labels.filter(name -> !name.equals(label) && names.contains(name));
    }

    private Labels with(Labels group, Object value) {
        if (aggregation.isWithout() && (names.contains(label) || label.equals(Labels.NAME))) {
            return group;
        }
        return group.with(
                label, value instanceof Double number ? Numbers.plain(number) : value.toString());
    }
}
