package penstock.metrics.promql;

import java.util.Arrays;
import java.util.List;
import penstock.metrics.histogram.Kahan;
import penstock.metrics.promql.syntax.Aggregator;
import penstock.metrics.series.Samples;

/// Aggregates rows of numbers: row by row, all steps of each, so that memory is read in order. Only the steps at which the rows of
/// a group may have values are looked at.
final class FloatAggregation {
    private final Aggregator aggregator;
    private final double[] parameter;
    private final double[] results;
    private final double[] errors;
    private final double[] counts;
    private final double[] means;
    private final Mean mean = new Mean();
    private double[] numbers = new double[16];
    private int first;
    private int end;

    FloatAggregation(Aggregator aggregator, Grid grid, double[] parameter) {
        this.aggregator = aggregator;
        this.parameter = parameter;
        results = new double[grid.size()];
        boolean isSpread = aggregator == Aggregator.STDDEV || aggregator == Aggregator.STDVAR;
        boolean isAverage = aggregator == Aggregator.AVG;
        errors = new double[aggregator == Aggregator.SUM || isAverage ? grid.size() : 0];
        counts = new double[isSpread || isAverage ? grid.size() : 0];
        means = new double[isSpread ? grid.size() : 0];
    }

    Row row(Aggregating.Group group) {
        List<Row> rows = group.rows();
        first = rows.getFirst().first();
        end = rows.getFirst().end();
        for (Row row : rows) {
            first = Math.min(first, row.first());
            end = Math.max(end, row.end());
        }
        double[] values = results;
        Arrays.fill(values, first, end, Samples.STALE);
        Arrays.fill(errors, Math.min(first, errors.length), Math.min(end, errors.length), 0);
        Arrays.fill(counts, Math.min(first, counts.length), Math.min(end, counts.length), 0);
        switch (aggregator) {
            case SUM -> sum(rows, values);
            case AVG -> average(rows, values);
            case COUNT -> count(rows, values);
            case GROUP -> group(rows, values);
            case MIN, MAX -> extreme(rows, values, aggregator == Aggregator.MAX);
            case STDDEV, STDVAR -> spread(rows, values);
            case QUANTILE -> quantile(rows, values);
            case TOPK, BOTTOMK, COUNT_VALUES, LIMITK, LIMIT_RATIO ->
                    throw new IllegalArgumentException(
                            "aggregator: "
                                    + aggregator
                                    + " (expected: one that yields a number for each group)");
        }
        return new Row(
                group.labels(),
                group.dropsName(),
                first,
                Arrays.copyOfRange(values, first, end),
                null);
    }

    private void sum(List<Row> rows, double[] sums) {
        plainSum(rows, sums);
        for (int step = first; step < end; step++) {
            if (!Row.isAbsent(sums[step])) {
                sums[step] += errors[step];
            }
        }
    }

    private void average(List<Row> rows, double[] sums) {
        for (Row row : rows) {
            double[] values = row.values();
            for (int i = 0; i < values.length; i++) {
                if (!Row.isAbsent(values[i])) {
                    counts[row.first() + i]++;
                }
            }
        }
        plainSum(rows, sums);
        for (int step = first; step < end; step++) {
            if (Row.isAbsent(sums[step])) {
                continue;
            }
            // a sum too great and an infinite value make NaN of it
            if (!Double.isFinite(sums[step])) {
                sums[step] = incremental(rows, step);
            } else {
                sums[step] = sums[step] / counts[step] + errors[step] / counts[step];
            }
        }
    }

    /// Sums and errors apart.
    private void plainSum(List<Row> rows, double[] sums) {
        for (Row row : rows) {
            double[] values = row.values();
            int offset = row.first();
            for (int i = 0; i < values.length; i++) {
                double value = values[i];
                if (Row.isAbsent(value)) {
                    continue;
                }
                int step = offset + i;
                double sum = sums[step];
                if (Row.isAbsent(sum)) {
                    sums[step] = value;
                } else {
                    double total = sum + value;
                    errors[step] = Kahan.error(errors[step], sum, value, total);
                    sums[step] = total;
                }
            }
        }
    }

    /// For sums that are too great.
    private double incremental(List<Row> rows, int step) {
        mean.clear();
        for (Row row : rows) {
            if (row.has(step)) {
                mean.add(row.value(step));
            }
        }
        return mean.get();
    }

    private void count(List<Row> rows, double[] counted) {
        for (Row row : rows) {
            double[] values = row.values();
            for (int i = 0; i < values.length; i++) {
                if (!Row.isAbsent(values[i])) {
                    int step = row.first() + i;
                    counted[step] = Row.isAbsent(counted[step]) ? 1 : counted[step] + 1;
                }
            }
        }
    }

    private void group(List<Row> rows, double[] ones) {
        for (Row row : rows) {
            double[] values = row.values();
            for (int i = 0; i < values.length; i++) {
                if (!Row.isAbsent(values[i])) {
                    ones[row.first() + i] = 1;
                }
            }
        }
    }

    private void extreme(List<Row> rows, double[] extremes, boolean isMax) {
        for (Row row : rows) {
            double[] values = row.values();
            for (int i = 0; i < values.length; i++) {
                double value = values[i];
                if (Row.isAbsent(value)) {
                    continue;
                }
                int step = row.first() + i;
                double extreme = extremes[step];
                // True for steps without a value so far, too.
                if ((isMax ? extreme < value : extreme > value) || Double.isNaN(extreme)) {
                    extremes[step] = value;
                }
            }
        }
    }

    private void spread(List<Row> rows, double[] squares) {
        for (Row row : rows) {
            for (int step = row.first(); step < row.end(); step++) {
                double value = row.value(step);
                if (Row.isAbsent(value)) {
                    continue;
                }
                counts[step]++;
                if (counts[step] == 1) {
                    squares[step] = Double.isFinite(value) ? 0 : Double.NaN;
                    means[step] = value;
                } else {
                    double delta = value - means[step];
                    means[step] += delta / counts[step];
                    squares[step] += delta * (value - means[step]);
                }
            }
        }
        for (int step = first; step < end; step++) {
            if (counts[step] > 0) {
                double variance = squares[step] / counts[step];
                squares[step] = aggregator == Aggregator.STDDEV ? Math.sqrt(variance) : variance;
            }
        }
    }

    private void quantile(List<Row> rows, double[] quantiles) {
        if (numbers.length < rows.size()) {
            numbers = new double[rows.size()];
        }
        for (int step = first; step < end; step++) {
            int size = 0;
            for (Row row : rows) {
                if (row.has(step)) {
                    numbers[size++] = row.value(step);
                }
            }
            if (size > 0) {
                quantiles[step] = Quantiles.of(parameter[step], numbers, size);
            }
        }
    }
}
