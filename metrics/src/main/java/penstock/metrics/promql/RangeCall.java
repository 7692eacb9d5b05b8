package penstock.metrics.promql;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.syntax.Expr;
import penstock.metrics.promql.syntax.Extension;
import penstock.metrics.promql.syntax.ValueType;

/// Calls of functions that take a range vector.
final class RangeCall {
    private static final Set<String> KEEP_NAME = Set.of("last_over_time", "first_over_time");
    private static final Set<String> SMOOTHED = Set.of("delta", "increase", "rate");
    private static final Set<String> ANCHORED =
            Set.of("changes", "delta", "increase", "rate", "resets");

    /// How many samples are looked at before it is asked whether the query has to end.
    private static final long BETWEEN_CHECKS = 1 << 20;

    private final Evaluator evaluator;
    private final Execution execution;
    private final Expr.Call call;
    private final Expr argument;
    private final Grid grid;

    RangeCall(Evaluator evaluator, Expr.Call call, Grid grid) {
        this.evaluator = evaluator;
        this.execution = evaluator.execution();
        this.call = call;
        this.grid = grid;
        argument =
                call.arguments().stream()
                        .filter(each -> each.type() == ValueType.MATRIX)
                        .findFirst()
                        .orElseThrow();
    }

    List<Row> rows() {
        Extension extension = extension();
        RangeInput input = RangeInput.of(evaluator, argument, grid);
        if (call.function().name().equals("absent_over_time")) {
            return absent(input);
        }
        var function = RangeFunction.named(call.function().name());
        boolean dropsName = !KEEP_NAME.contains(call.function().name());
        var rows = new ArrayList<Row>();
        var builder = new RowBuilder(execution);
        var window = new Window();
        var setting =
                new RangeStep.Setting(input.span(), extension, call.arguments().getFirst().place());
        var step = new RangeStep(execution, window, setting, scalars(), builder);
        for (int i = 0; i < input.size(); i++) {
            execution.check();
            input.read(i, window);
            step.series(input.labels(i));
            function.begin(step);
            apply(function, step, input.span());
            if (!builder.isEmpty()) {
                Row row = builder.build(input.labels(i), dropsName || input.dropsName(i));
                rows.add(row);
                noteCounter(row);
            }
        }
        return rows;
    }

    private void apply(RangeFunction function, RangeStep step, RangeInput.Span span) {
        Window window = step.window();
        long looked = 0;
        long checked = 0;
        for (int i = 0; i < grid.size(); i++) {
            if (looked - checked > BETWEEN_CHECKS) {
                execution.check();
                checked = looked;
            }
            long time = grid.time(i);
            long end = span.end(time);
            window.move(end - span.range() - span.before(), end + span.after());
            int size = window.size();
            if (size > 0) {
                looked += size;
                step.move(i, time);
                function.apply(step);
            }
        }
        execution.looked(looked);
    }

    private Extension extension() {
        Extension extension =
                Execution.unwrapped(argument) instanceof Expr.MatrixSelector matrix
                        ? matrix.selector().extension()
                        : Extension.NONE;
        String name = call.function().name();
        switch (extension) {
            case NONE -> {}
            case ANCHORED ->
                    allow(ANCHORED, name, "anchored", "changes, delta, increase, rate, resets");
            case SMOOTHED -> allow(SMOOTHED, name, "smoothed", "delta, increase, rate");
        }
        return extension;
    }

    private static void allow(Set<String> names, String name, String extension, String list) {
        if (!names.contains(name)) {
            throw QueryProblem.execution(
                    "%s modifier can only be used with: %s - not with %s"
                            .formatted(extension, list, name));
        }
    }

    private double[][] scalars() {
        var scalars = new ArrayList<double[]>();
        for (Expr each : call.arguments()) {
            if (each.type() == ValueType.SCALAR) {
                scalars.add(evaluator.scalarOf(each, grid));
            }
        }
        return scalars.toArray(double[][]::new);
    }

    /// Says so when a rate was taken of what does not look like a counter.
    private void noteCounter(Row row) {
        String name = call.function().name();
        Labels labels = row.labels();
        String metric = labels.metricName();
        if (metric.isEmpty() || !(name.equals("rate") || name.equals("increase"))) {
            return;
        }
        if (!hasFloat(row)) {
            return;
        }
        if (execution.traits().trustsTypeLabels()) {
            String type = labels.get(MetadataLabels.TYPE);
            if (!type.equals("counter") && !type.equals("histogram")) {
                execution.note(Notes.possiblyNoCounterType(argument.place(), metric, type));
            }
        } else if (!metric.endsWith("_total")
                && !metric.endsWith("_sum")
                && !metric.endsWith("_count")
                && !metric.endsWith("_bucket")) {
            execution.note(Notes.possiblyNoCounter(argument.place(), metric));
        }
    }

    private static boolean hasFloat(Row row) {
        if (!row.hasHistograms()) {
            return true;
        }
        for (int step = row.first(); step < row.end(); step++) {
            if (row.has(step) && row.histogram(step) == null) {
                return true;
            }
        }
        return false;
    }

    private List<Row> absent(RangeInput input) {
        var isPresent = new boolean[grid.size()];
        var window = new Window();
        RangeInput.Span span = input.span();
        for (int i = 0; i < input.size(); i++) {
            execution.check();
            input.read(i, window);
            long looked = 0;
            for (int step = 0; step < grid.size(); step++) {
                long end = span.end(grid.time(step));
                window.move(end - span.range(), end);
                isPresent[step] |= window.size() > 0;
                looked += window.size();
            }
            execution.looked(looked);
        }
        return VectorFunctions.absentRow(isPresent, argument, execution);
    }
}
