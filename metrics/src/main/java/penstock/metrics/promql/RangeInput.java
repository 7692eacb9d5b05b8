package penstock.metrics.promql;

import java.util.List;
import java.util.OptionalLong;
import penstock.metrics.histogram.CounterReset;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.syntax.At;
import penstock.metrics.promql.syntax.Expr;
import penstock.metrics.promql.syntax.Extension;
import penstock.metrics.series.Series;

/// Series with the samples of a range, whose windows are then moved over the steps of a grid. They come from storage or from a
/// subquery.
sealed interface RangeInput {
    Span span();

    int size();

    Labels labels(int index);

    boolean dropsName(int index);

    /// Fills the window with all samples of a series that the range at any step may hold, and rewinds it.
    void read(int index, Window window);

    /// Where the range lies.
    ///
    /// @param fixed the time that takes the place of a step's
    /// @param offset how far before that it ends
    /// @param range how long it is
    /// @param before how much longer at its start the window is, for the sake of [Extension]s
    /// @param after how much longer at its end
    record Span(OptionalLong fixed, long offset, long range, long before, long after) {
        /// Where the range of a step ends.
        long end(long time) {
            return fixed.orElse(time) - offset;
        }

        /// Before what everything lies.
        long last(Grid grid) {
            return end(grid.end()) + after;
        }

        /// After what everything lies.
        long first(Grid grid) {
            return end(grid.start()) - range - before;
        }
    }

    /// The time that `@` means, if it is there.
    static OptionalLong fixed(Execution execution, At at) {
        return switch (at) {
            case At.Now _ -> OptionalLong.empty();
            case At.Fixed(long time) -> OptionalLong.of(time);
            case At.Start _ -> OptionalLong.of(execution.start());
            case At.End _ -> OptionalLong.of(execution.end());
        };
    }

    static RangeInput of(Evaluator evaluator, Expr argument, Grid grid) {
        return switch (Execution.unwrapped(argument)) {
            case Expr.MatrixSelector matrix -> stored(evaluator.execution(), matrix, grid);
            case Expr.Subquery subquery -> evaluated(evaluator, subquery, grid);
            default ->
                    throw new IllegalArgumentException(
                            "argument: " + argument + " (expected: a range vector)");
        };
    }

    private static RangeInput stored(Execution execution, Expr.MatrixSelector matrix, Grid grid) {
        Expr.VectorSelector selector = matrix.selector();
        long lookback = execution.options().lookback().toMillis();
        boolean isSmoothed = selector.extension() == Extension.SMOOTHED;
        var span =
                new Span(
                        fixed(execution, selector.at()),
                        execution.offset(selector.offset()),
                        execution.positive(matrix.range()),
                        selector.extension() == Extension.NONE ? 0 : lookback,
                        isSmoothed ? lookback : 0);
        long from = span.first(grid) + 1;
        long to = span.last(grid);
        return new Stored(
                execution,
                selector,
                span,
                execution.select(from, to, selector.matchers()),
                new Grid.Range(from, to));
    }

    private static RangeInput evaluated(Evaluator evaluator, Expr.Subquery subquery, Grid grid) {
        Execution execution = evaluator.execution();
        var span =
                new Span(
                        fixed(execution, subquery.at()),
                        execution.offset(subquery.offset()),
                        execution.positive(subquery.range()),
                        0,
                        0);
        long step =
                subquery.step()
                        .map(execution::positive)
                        .orElseGet(() -> execution.options().subqueryStep().toMillis());
        long start = Math.floorDiv(span.first(grid), step) * step + step;
        var inner = Grid.between(start, span.last(grid), step);
        return new Evaluated(execution, span, inner, evaluator.vectorOf(subquery.expr(), inner));
    }

    /// From storage.
    final class Stored implements RangeInput {
        private final Execution execution;
        private final Expr selector;
        private final Span span;
        private final List<Series> series;
        private final Grid.Range range;

        private Stored(
                Execution execution,
                Expr selector,
                Span span,
                List<Series> series,
                Grid.Range range) {
            this.execution = execution;
            this.selector = selector;
            this.span = span;
            this.series = series;
            this.range = range;
        }

        @Override
        public Span span() {
            return span;
        }

        @Override
        public int size() {
            return series.size();
        }

        @Override
        public Labels labels(int index) {
            return series.get(index).labels();
        }

        @Override
        public boolean dropsName(int index) {
            return false;
        }

        @Override
        public void read(int index, Window window) {
            execution.read(selector, series.get(index), window.floats(), range);
            window.arrange();
        }
    }

    /// From a subquery. What it says of counter resets holds between its own samples only, so those of its answer say nothing.
    record Evaluated(Execution execution, Span span, Grid grid, List<Row> rows)
            implements RangeInput {
        /// What a sample and its copies take at most, in values: more for histograms, which are told to say nothing of resets.
        private static final int FLOAT = 4;

        private static final int HISTOGRAM = 16;

        @Override
        public int size() {
            return rows.size();
        }

        @Override
        public Labels labels(int index) {
            return rows.get(index).labels();
        }

        @Override
        public boolean dropsName(int index) {
            return rows.get(index).dropsName();
        }

        @Override
        public void read(int index, Window window) {
            window.floats().clear();
            window.histograms().clear();
            Row row = rows.get(index);
            long steps = (long) row.end() - row.first();
            execution.buffer(steps * (row.hasHistograms() ? HISTOGRAM : FLOAT));
            for (int step = row.first(); step < row.end(); step++) {
                if (!row.has(step)) {
                    continue;
                }
                FloatHistogram histogram = row.histogram(step);
                if (histogram == null) {
                    window.floats().add(grid.time(step), row.value(step));
                } else {
                    window.histograms().add(grid.time(step), unknown(histogram));
                }
            }
            window.rewind();
        }

        private static FloatHistogram unknown(FloatHistogram histogram) {
            return histogram.counterReset() == CounterReset.GAUGE
                    ? histogram
                    : histogram.withCounterReset(CounterReset.UNKNOWN);
        }
    }
}
