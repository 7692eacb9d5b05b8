package penstock.metrics.promql;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.syntax.Aggregator;
import penstock.metrics.promql.syntax.Expr;

/// Aggregations. The group of a row is found once, not at each step.
final class Aggregating {
    private final Evaluator evaluator;
    private final Expr.Aggregation aggregation;
    private final Grid grid;

    Aggregating(Evaluator evaluator, Expr.Aggregation aggregation, Grid grid) {
        this.evaluator = evaluator;
        this.aggregation = aggregation;
        this.grid = grid;
    }

    /// Rows that are aggregated together.
    ///
    /// @param labels of the result
    record Group(Labels labels, List<Row> rows) {
        boolean dropsName() {
            for (Row row : rows) {
                if (row.dropsName()) {
                    return true;
                }
            }
            return false;
        }

        boolean hasHistograms() {
            for (Row row : rows) {
                if (row.hasHistograms()) {
                    return true;
                }
            }
            return false;
        }
    }

    List<Row> rows() {
        Aggregator aggregator = aggregation.aggregator();
        if (aggregator == Aggregator.COUNT_VALUES) {
            return new ValueCounts(evaluator, aggregation, grid).rows();
        }
        double[] parameter =
                aggregation
                        .parameter()
                        .map(expr -> evaluator.scalarOf(expr, grid))
                        .orElseGet(() -> new double[0]);
        List<Row> input = evaluator.vectorOf(aggregation.expr(), grid);
        return switch (aggregator) {
            case TOPK, BOTTOMK, LIMITK, LIMIT_RATIO ->
                    new Ranking(evaluator.execution(), aggregation, grid, parameter)
                            .rows(groups(input, grouping()));
            case QUANTILE -> {
                noteQuantiles(parameter);
                yield aggregated(input, parameter);
            }
            case SUM, AVG, COUNT, MIN, MAX, GROUP, STDDEV, STDVAR -> aggregated(input, parameter);
            case COUNT_VALUES -> throw new IllegalStateException("counted above");
        };
    }

    private List<Row> aggregated(List<Row> input, double[] parameter) {
        // for what it adds up in: results, errors, counts and means at each step
        evaluator.execution().hold(4L * grid.size());
        var floats = new FloatAggregation(aggregation.aggregator(), grid, parameter);
        var mixed = new MixedAggregation(evaluator.execution(), aggregation, grid, parameter);
        var rows = new ArrayList<Row>();
        for (Group group : groups(input, grouping())) {
            evaluator.execution().check();
            boolean isMixed = group.hasHistograms();
            Row row = isMixed ? mixed.row(group) : floats.row(group);
            if (row.hasAny()) {
                evaluator.execution().hold(isMixed ? 0 : row.size());
                rows.add(row);
            }
        }
        return rows;
    }

    private UnaryOperator<Labels> grouping() {
        Set<String> names = Set.copyOf(aggregation.grouping());
        if (aggregation.isWithout()) {
            return labels ->
                    labels.filter(name -> !name.equals(Labels.NAME) && !names.contains(name));
        }
        return names.isEmpty() ? _ -> Labels.EMPTY : labels -> labels.filter(names::contains);
    }

    private List<Group> groups(List<Row> input, UnaryOperator<Labels> grouping) {
        var groups = new LinkedHashMap<Labels, Group>();
        for (Row row : input) {
            groups.computeIfAbsent(grouping.apply(row.labels()), this::group).rows().add(row);
        }
        return List.copyOf(groups.values());
    }

    private Group group(Labels labels) {
        evaluator.execution().hold(2 * Row.OVERHEAD);
        return new Group(labels, new ArrayList<>());
    }

    private void noteQuantiles(double[] quantiles) {
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        boolean hasNan = false;
        for (double quantile : quantiles) {
            hasNan |= Double.isNaN(quantile);
            least = quantile < least ? quantile : least;
            greatest = quantile > greatest ? quantile : greatest;
        }
        var place = aggregation.parameter().orElseThrow().place();
        Execution execution = evaluator.execution();
        if (hasNan) {
            execution.note(Notes.invalidQuantile(place, Double.NaN));
        }
        if (greatest > 1) {
            execution.note(Notes.invalidQuantile(place, greatest));
        }
        if (least < 0) {
            execution.note(Notes.invalidQuantile(place, least));
        }
    }
}
