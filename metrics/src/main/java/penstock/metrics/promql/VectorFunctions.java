package penstock.metrics.promql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import penstock.metrics.histogram.Estimates;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.labels.Labels;
import penstock.metrics.labels.Matcher;
import penstock.metrics.promql.syntax.Expr;
import penstock.metrics.promql.syntax.ValueType;
import penstock.metrics.series.Samples;

/// Calls of functions that yield vectors.
final class VectorFunctions {
    private final Evaluator evaluator;
    private final Execution execution;

    VectorFunctions(Evaluator evaluator) {
        this.evaluator = evaluator;
        execution = evaluator.execution();
    }

    List<Row> call(Expr.Call call, Grid grid) {
        String name = call.function().name();
        for (Expr argument : call.arguments()) {
            if (argument.type() == ValueType.MATRIX) {
                return new RangeCall(evaluator, call, grid).rows();
            }
        }
        DoubleUnaryOperator operator = Maths.named(name);
        if (operator != null) {
            return mapped(rows(call, 0, grid), (value, _) -> operator.applyAsDouble(value));
        }
        return switch (name) {
            case "absent" -> absent(call, grid);
            case "vector" ->
                    List.of(
                            new Row(
                                    Labels.EMPTY,
                                    false,
                                    0,
                                    evaluator.scalarOf(call.arguments().getFirst(), grid),
                                    null));
            case "timestamp", "start_timestamp" -> timestamps(call, grid);
            case "clamp", "clamp_min", "clamp_max" -> clamped(call, grid);
            case "round" -> rounded(call, grid);
            case "sort", "sort_desc", "sort_by_label", "sort_by_label_desc" ->
                    new Sorting(execution, call, grid).sorted(rows(call, 0, grid));
            case "label_replace", "label_join" ->
                    LabelFunctions.of(call).applied(rows(call, 0, grid), grid, execution);
            case "info" -> new InfoJoin(evaluator, call, grid).rows();
            case "histogram_quantile", "histogram_quantiles", "histogram_fraction" ->
                    new HistogramFunctions(evaluator, call, grid).rows();
            case "histogram_count" -> ofHistograms(call, grid, FloatHistogram::count);
            case "histogram_sum" -> ofHistograms(call, grid, FloatHistogram::sum);
            case "histogram_avg" -> ofHistograms(call, grid, Estimates::average);
            case "histogram_stddev" -> ofHistograms(call, grid, Estimates::deviation);
            case "histogram_stdvar" -> ofHistograms(call, grid, Estimates::variance);
            default -> dates(call, grid);
        };
    }

    private List<Row> rows(Expr.Call call, int argument, Grid grid) {
        return evaluator.vectorOf(call.arguments().get(argument), grid);
    }

    /// A number made of another, and of the step it is at.
    interface StepOperator {
        double apply(double value, int step);
    }

    /// Numbers only; histograms are left out.
    static List<Row> mapped(List<Row> rows, StepOperator operator) {
        var mapped = new ArrayList<Row>(rows.size());
        for (Row row : rows) {
            row.dropHistograms();
            double[] values = row.values();
            boolean hasAny = false;
            for (int i = 0; i < values.length; i++) {
                if (!Row.isAbsent(values[i])) {
                    values[i] = operator.apply(values[i], row.first() + i);
                    hasAny = true;
                }
            }
            if (hasAny) {
                row.dropsName(true);
                mapped.add(row);
            }
        }
        return mapped;
    }

    private List<Row> ofHistograms(
            Expr.Call call, Grid grid, ToDoubleFunction<FloatHistogram> function) {
        var results = new ArrayList<Row>();
        var builder = new RowBuilder(execution);
        for (Row row : rows(call, 0, grid)) {
            for (int step = row.first(); row.hasHistograms() && step < row.end(); step++) {
                FloatHistogram histogram = row.histogram(step);
                if (histogram != null) {
                    builder.put(step, function.applyAsDouble(histogram));
                }
            }
            if (!builder.isEmpty()) {
                results.add(builder.build(row.labels(), true));
            }
        }
        return results;
    }

    private List<Row> absent(Expr.Call call, Grid grid) {
        boolean[] isPresent = Signatures.presence(rows(call, 0, grid), grid.size());
        return absentRow(isPresent, call.arguments().getFirst(), execution);
    }

    /// A row of ones where nothing is present, with the labels that the argument asks for.
    static List<Row> absentRow(boolean[] isPresent, Expr argument, Execution execution) {
        var builder = new RowBuilder(execution);
        for (int step = 0; step < isPresent.length; step++) {
            if (!isPresent[step]) {
                builder.put(step, 1);
            }
        }
        return builder.isEmpty()
                ? List.of()
                : List.of(builder.build(absentLabels(argument), false));
    }

    private static Labels absentLabels(Expr argument) {
        List<Matcher> matchers =
                switch (Execution.unwrapped(argument)) {
                    case Expr.VectorSelector selector -> selector.matchers();
                    case Expr.MatrixSelector matrix -> matrix.selector().matchers();
                    default -> List.of();
                };
        var labels = Labels.builder();
        var seen = new HashSet<String>();
        for (Matcher matcher : matchers) {
            if (matcher.name().equals(Labels.NAME)) {
                continue;
            }
            if (matcher.kind() == Matcher.Kind.EQUAL && seen.add(matcher.name())) {
                labels.set(matcher.name(), matcher.value());
            } else {
                labels.remove(matcher.name());
            }
        }
        return labels.build();
    }

    /// The times of the samples of a selector; those of other vectors are the times of evaluation.
    private List<Row> timestamps(Expr.Call call, Grid grid) {
        boolean isStart = call.function().name().equals("start_timestamp");
        if (Execution.unwrapped(call.arguments().getFirst())
                instanceof Expr.VectorSelector selector) {
            if (isStart && !execution.traits().usesStarts()) {
                return List.of();
            }
            var aspect = isStart ? InstantSelection.Aspect.START : InstantSelection.Aspect.TIME;
            List<Row> rows = new InstantSelection(execution, selector, grid).rows(aspect);
            rows.forEach(row -> row.dropsName(true));
            return rows;
        }
        if (isStart) {
            return List.of();
        }
        var results = new ArrayList<Row>();
        var builder = new RowBuilder(execution);
        for (Row row : rows(call, 0, grid)) {
            for (int step = row.first(); step < row.end(); step++) {
                if (row.has(step)) {
                    builder.put(step, grid.time(step) / 1000.0);
                }
            }
            results.add(builder.build(row.labels(), true));
        }
        return results;
    }

    private List<Row> clamped(Expr.Call call, Grid grid) {
        String name = call.function().name();
        List<Row> rows = rows(call, 0, grid);
        double @Nullable [] least =
                name.equals("clamp_max") ? null : evaluator.scalarOf(call.arguments().get(1), grid);
        double @Nullable [] greatest =
                name.equals("clamp_min")
                        ? null
                        : evaluator.scalarOf(call.arguments().getLast(), grid);
        var clamped =
                mapped(
                        rows,
                        (value, step) -> {
                            double min = least == null ? Double.NEGATIVE_INFINITY : least[step];
                            double max =
                                    greatest == null ? Double.POSITIVE_INFINITY : greatest[step];
                            return max < min
                                    ? Samples.STALE
                                    : Maths.max(min, Maths.min(max, value));
                        });
        clamped.removeIf(row -> !row.hasAny());
        return clamped;
    }

    private List<Row> rounded(Expr.Call call, Grid grid) {
        List<Row> rows = rows(call, 0, grid);
        if (call.arguments().size() < 2) {
            return mapped(rows, (value, _) -> Math.floor(value + 0.5));
        }
        double[] nearest = evaluator.scalarOf(call.arguments().get(1), grid);
        return mapped(
                rows,
                (value, step) -> {
                    double inverse = 1 / nearest[step];
                    return Math.floor(value * inverse + 0.5) / inverse;
                });
    }

    private List<Row> dates(Expr.Call call, Grid grid) {
        var part = DatePart.named(call.function().name());
        if (call.arguments().isEmpty()) {
            var values = new double[grid.size()];
            for (int step = 0; step < values.length; step++) {
                values[step] = part.of(grid.time(step) / 1000);
            }
            return List.of(new Row(Labels.EMPTY, false, 0, values, null));
        }
        return mapped(rows(call, 0, grid), (value, _) -> part.of((long) value));
    }
}
