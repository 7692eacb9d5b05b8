package penstock.metrics.promql;

import java.util.ArrayList;
import java.util.Arrays;
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
import penstock.metrics.series.Samples;

/// `count_values`: how often each value comes, in a row for each value and group. A value is written as text once for each group.
final class ValueCounts {
    private final Evaluator evaluator;
    private final Expr.Aggregation aggregation;
    private final Grid grid;
    private final String label;
    private final Set<String> names;
    private final Map<Labels, Map<Object, Count>> groups = new HashMap<>();
    private final Map<Labels, Count> counts = new LinkedHashMap<>();

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

    /// How often a value comes, from the first step at which it does to the last so far.
    private final class Count {
        private final int first;
        private double[] values = new double[1];
        private int end;

        Count(int first) {
            this.first = first;
            end = first;
        }

        void add(int step) {
            if (step >= end) {
                if (step - first >= values.length) {
                    int length = Math.max(step - first + 1, 2 * values.length);
                    evaluator.execution().hold(length - values.length);
                    values = Arrays.copyOf(values, length);
                }
                end = step + 1;
            }
            values[step - first]++;
        }

        Row row(Labels labels) {
            double[] exact = Arrays.copyOf(values, end - first);
            for (int i = 0; i < exact.length; i++) {
                exact[i] = exact[i] == 0 ? Samples.STALE : exact[i];
            }
            return new Row(labels, false, first, exact, null);
        }
    }

    List<Row> rows() {
        List<Row> input = evaluator.vectorOf(aggregation.expr(), grid);
        var ofRows = new ArrayList<Map<Object, Count>>(input.size());
        var labelsOfRows = new ArrayList<Labels>(input.size());
        for (Row row : input) {
            Labels group = group(row.labels());
            labelsOfRows.add(group);
            ofRows.add(groups.computeIfAbsent(group, _ -> new HashMap<>()));
        }
        for (int step = 0; step < grid.size(); step++) {
            evaluator.execution().check();
            for (int i = 0; i < input.size(); i++) {
                Row row = input.get(i);
                if (row.has(step)) {
                    count(row, step, labelsOfRows.get(i), ofRows.get(i));
                }
            }
        }
        var rows = new ArrayList<Row>(counts.size());
        counts.forEach(
                (labels, count) -> {
                    Row row = count.row(labels);
                    evaluator.execution().hold(row.size());
                    rows.add(row);
                });
        return rows;
    }

    private void count(Row row, int step, Labels group, Map<Object, Count> ofGroup) {
        FloatHistogram histogram = row.histogram(step);
        Object value = histogram == null ? (Object) row.value(step) : histogram.toString();
        Count count = ofGroup.get(value);
        if (count == null) {
            Labels labels = with(group, value);
            // the text is there twice: as a label and as what is looked for
            evaluator.execution().hold(3 * Row.OVERHEAD + labels.longTexts() / 2);
            count = counts.computeIfAbsent(labels, _ -> new Count(step));
            ofGroup.put(value, count);
        }
        count.add(step);
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
