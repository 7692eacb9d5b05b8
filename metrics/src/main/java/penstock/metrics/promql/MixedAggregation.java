package penstock.metrics.promql;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.histogram.HistogramMean;
import penstock.metrics.histogram.HistogramSum;
import penstock.metrics.promql.Notes.Operation;
import penstock.metrics.promql.syntax.Aggregator;
import penstock.metrics.promql.syntax.Expr;

/// Aggregates rows some of which hold histograms: step by step.
final class MixedAggregation {
    private final Execution execution;
    private final Expr.Aggregation aggregation;
    private final Aggregator aggregator;
    private final Grid grid;
    private final double[] parameter;

    MixedAggregation(
            Execution execution, Expr.Aggregation aggregation, Grid grid, double[] parameter) {
        this.execution = execution;
        this.aggregation = aggregation;
        aggregator = aggregation.aggregator();
        this.grid = grid;
        this.parameter = parameter;
    }

    Row row(Aggregating.Group group) {
        var builder = new RowBuilder(execution);
        var present = new ArrayList<Row>();
        for (int step = 0; step < grid.size(); step++) {
            present.clear();
            for (Row row : group.rows()) {
                if (row.has(step)) {
                    present.add(row);
                }
            }
            if (!present.isEmpty()) {
                aggregate(present, step, builder);
            }
        }
        return builder.build(group.labels(), group.dropsName());
    }

    private void aggregate(List<Row> rows, int step, RowBuilder builder) {
        switch (aggregator) {
            case SUM, AVG -> addUp(rows, step, builder);
            case COUNT -> builder.put(step, (double) rows.size());
            case GROUP -> builder.put(step, 1);
            case MIN, MAX, STDDEV, STDVAR, QUANTILE -> ofFloats(rows, step, builder);
            case TOPK, BOTTOMK, COUNT_VALUES, LIMITK, LIMIT_RATIO ->
                    throw new IllegalArgumentException(
                            "aggregator: "
                                    + aggregator
                                    + " (expected: one that yields a sample for each group)");
        }
    }

    private void ofFloats(List<Row> rows, int step, RowBuilder builder) {
        var floats = new ArrayList<Row>(rows.size());
        for (Row row : rows) {
            if (row.histogram(step) == null) {
                floats.add(Row.constant(row.labels(), row.value(step), 1));
            } else {
                execution.note(
                        Notes.ignoredInAggregation(aggregation.expr().place(), aggregator.word()));
            }
        }
        if (floats.isEmpty()) {
            return;
        }
        double[] quantile = parameter.length == 0 ? parameter : new double[] {parameter[step]};
        Row row =
                new FloatAggregation(aggregator, Grid.at(grid.time(step)), quantile)
                        .row(new Aggregating.Group(rows.getFirst().labels(), floats));
        builder.put(step, row.value(0));
    }

    private void addUp(List<Row> rows, int step, RowBuilder builder) {
        var histograms = new ArrayList<FloatHistogram>(rows.size());
        var floats = new ArrayList<Row>();
        for (Row row : rows) {
            FloatHistogram histogram = row.histogram(step);
            if (histogram == null) {
                floats.add(Row.constant(row.labels(), row.value(step), 1));
            } else {
                histograms.add(histogram);
            }
        }
        if (floats.isEmpty()) {
            FloatHistogram result =
                    aggregator == Aggregator.SUM ? sum(histograms, rows) : mean(histograms, rows);
            if (result != null) {
                builder.put(step, result.compact(0));
            }
        } else if (histograms.isEmpty()) {
            Row row =
                    new FloatAggregation(aggregator, Grid.at(grid.time(step)), parameter)
                            .row(new Aggregating.Group(rows.getFirst().labels(), floats));
            builder.put(step, row.value(0));
        } else {
            execution.note(Notes.mixedAggregation(aggregation.expr().place()));
        }
    }

    private @Nullable FloatHistogram sum(List<FloatHistogram> histograms, List<Row> rows) {
        var sum = new HistogramSum(histograms.getFirst());
        for (int i = 1; i < histograms.size(); i++) {
            if (!sum.accepts(histograms.get(i))) {
                noteMixed(rows.get(i));
                return null;
            }
            sum.add(histograms.get(i));
        }
        note(sum.hasResetCollision(), sum.hasBoundsReconciled());
        return sum.value();
    }

    private @Nullable FloatHistogram mean(List<FloatHistogram> histograms, List<Row> rows) {
        var mean = new HistogramMean(histograms.getFirst());
        for (int i = 1; i < histograms.size(); i++) {
            if (!mean.accepts(histograms.get(i))) {
                noteMixed(rows.get(i));
                return null;
            }
            mean.add(histograms.get(i));
        }
        note(mean.hasResetCollision(), mean.hasBoundsReconciled());
        return mean.value();
    }

    private void noteMixed(Row row) {
        execution.note(Notes.mixedSchemas(aggregation.expr().place(), row.labels().metricName()));
    }

    private void note(boolean hasResetCollision, boolean hasBoundsReconciled) {
        if (hasResetCollision) {
            execution.note(Notes.resetCollision(aggregation.expr().place(), Operation.AGGREGATION));
        }
        if (hasBoundsReconciled) {
            execution.note(
                    Notes.boundsReconciled(aggregation.expr().place(), Operation.AGGREGATION));
        }
    }
}
