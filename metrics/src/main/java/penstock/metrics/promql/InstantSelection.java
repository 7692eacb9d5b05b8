package penstock.metrics.promql;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.promql.syntax.Expr;
import penstock.metrics.promql.syntax.Extension;
import penstock.metrics.series.Samples;
import penstock.metrics.series.Series;

/// Reads the value that each series of a selector has at each step: that of its last sample, unless it is too old or a stale
/// marker. Each series is read once for all steps.
final class InstantSelection {
    private final Execution execution;
    private final Expr.VectorSelector selector;
    private final Grid grid;
    private final OptionalLong fixed;
    private final long offset;
    private final long lookback;

    /// What of a sample is taken.
    enum Aspect {
        VALUE,
        /// Its time, in seconds.
        TIME,
        /// The time at which its counter started, in seconds.
        START,
        /// The time of a number, in milliseconds, and a histogram as it is.
        MILLIS
    }

    InstantSelection(Execution execution, Expr.VectorSelector selector, Grid grid) {
        this.execution = execution;
        this.selector = selector;
        this.grid = grid;
        fixed = RangeInput.fixed(execution, selector.at());
        offset = execution.offset(selector.offset());
        lookback = execution.options().lookback().toMillis();
    }

    List<Row> rows(Aspect aspect) {
        // a value between samples has no time of its own: then it is that of the sample before, as
        // without
        if (selector.extension() == Extension.SMOOTHED && aspect == Aspect.VALUE) {
            return smoothed();
        }
        var rows = new ArrayList<Row>();
        var builder = new RowBuilder(execution);
        var samples = new Samples();
        long from = fixed.orElse(grid.start()) - offset - lookback + 1;
        long to = fixed.orElse(grid.end()) - offset;
        var range = new Grid.Range(from, to);
        for (Series series : execution.select(from, to, selector.matchers())) {
            execution.read(selector, series, samples, range);
            follow(samples, builder, aspect);
            if (!builder.isEmpty()) {
                add(rows, builder.build(series.labels(), false));
            }
        }
        return rows;
    }

    private void add(List<Row> rows, Row row) {
        rows.add(row);
        execution.looked(row.values().length);
    }

    private long time(int step) {
        return fixed.orElse(grid.time(step)) - offset;
    }

    private void follow(Samples samples, RowBuilder builder, Aspect aspect) {
        int size = samples.size();
        int last = -1;
        for (int step = 0; step < grid.size(); step++) {
            long time = time(step);
            while (last + 1 < size && samples.time(last + 1) <= time) {
                last++;
            }
            if (last >= 0 && samples.time(last) > time - lookback && !samples.isStale(last)) {
                put(samples, last, builder, step, aspect);
            }
        }
    }

    private static void put(
            Samples samples, int index, RowBuilder builder, int step, Aspect aspect) {
        FloatHistogram histogram = samples.histogram(index);
        switch (aspect) {
            case VALUE -> {
                if (histogram == null) {
                    builder.put(step, samples.value(index));
                } else {
                    builder.put(step, histogram);
                }
            }
            case TIME -> builder.put(step, samples.time(index) / 1000.0);
            case START -> builder.put(step, samples.start(index) / 1000.0);
            case MILLIS -> {
                if (histogram == null) {
                    builder.put(step, (double) samples.time(index));
                } else {
                    builder.put(step, histogram);
                }
            }
        }
    }

    private List<Row> smoothed() {
        var rows = new ArrayList<Row>();
        var builder = new RowBuilder(execution);
        var window = new Window();
        long from = fixed.orElse(grid.start()) - offset - lookback + 1;
        long to = fixed.orElse(grid.end()) - offset + lookback;
        var range = new Grid.Range(from, to);
        for (Series series : execution.select(from, to, selector.matchers())) {
            execution.read(selector, series, window.floats(), range);
            window.arrange();
            var smoothing =
                    new Smoothing(execution, selector.place(), series.labels().metricName());
            for (int step = 0; step < grid.size(); step++) {
                long time = time(step);
                window.move(time - lookback, time + lookback);
                smoothing.put(window, time, builder, step);
            }
            if (!builder.isEmpty()) {
                add(rows, builder.build(series.labels(), false));
            }
        }
        return rows;
    }
}
