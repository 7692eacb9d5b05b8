package penstock.metrics.promql;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.syntax.Expr;
import penstock.metrics.promql.syntax.Extension;
import penstock.metrics.series.Samples;

/// A range vector as the answer to a query.
final class MatrixSelection {
    private final Execution execution;
    private final Expr expr;
    private final Grid grid;
    private final RangeInput input;

    MatrixSelection(Evaluator evaluator, Expr expr, long time) {
        execution = evaluator.execution();
        this.expr = Execution.unwrapped(expr);
        grid = Grid.at(time);
        input = RangeInput.of(evaluator, expr, grid);
    }

    List<Line> lines() {
        var lines = new ArrayList<Line>();
        var window = new Window();
        RangeInput.Span span = input.span();
        long end = span.end(grid.start());
        for (int i = 0; i < input.size(); i++) {
            execution.check();
            input.read(i, window);
            window.move(end - span.range() - span.before(), end + span.after());
            Labels labels =
                    input.dropsName(i) ? MetadataLabels.dropped(input.labels(i)) : input.labels(i);
            if (window.size() > 0) {
                execution.looked(window.size());
                // a time and a value each, and one more for a histogram or to make them of
                execution.hold(3L * window.size() + Row.OVERHEAD);
                Line line = line(labels, window);
                execution.hold(line.histogramBytes() / Execution.VALUE_BYTES);
                if (line.size() > 0) {
                    lines.add(line);
                }
            }
        }
        lines.sort((a, b) -> a.labels().compareTo(b.labels()));
        for (int i = 1; i < lines.size(); i++) {
            if (lines.get(i).labels().equals(lines.get(i - 1).labels())) {
                throw QueryProblem.sameLabels();
            }
        }
        return lines;
    }

    private Line line(Labels labels, Window window) {
        if (expr instanceof Expr.MatrixSelector matrix) {
            Extension extension = matrix.selector().extension();
            switch (extension) {
                case NONE -> {}
                case ANCHORED -> {
                    return extended(labels, window, false);
                }
                case SMOOTHED -> {
                    return extended(labels, window, true);
                }
            }
        }
        return plain(labels, window);
    }

    private static Line plain(Labels labels, Window window) {
        int size = window.size();
        var times = new long[size];
        var values = new double[size];
        @Nullable FloatHistogram[] histograms =
                window.histogramCount() > 0 ? new FloatHistogram[size] : null;
        int nextFloat = window.firstFloat();
        int nextHistogram = window.firstHistogram();
        for (int i = 0; i < size; i++) {
            boolean isFloat =
                    nextHistogram >= window.endHistogram()
                            || (nextFloat < window.endFloat()
                                    && window.floats().time(nextFloat)
                                            < window.histograms().time(nextHistogram));
            Samples samples = isFloat ? window.floats() : window.histograms();
            int index = isFloat ? nextFloat++ : nextHistogram++;
            times[i] = samples.time(index);
            values[i] = samples.value(index);
            if (histograms != null) {
                histograms[i] = samples.histogram(index);
            }
        }
        return new Line(labels, times, values, histograms);
    }

    /// With a point at each end of the range, whose value follows from the samples around it.
    private Line extended(Labels labels, Window window, boolean isSmoothed) {
        if (window.histogramCount() > 0) {
            throw QueryProblem.execution(
                    (isSmoothed ? "smoothed" : "anchored")
                            + " modifier is not supported with histograms");
        }
        long end = input.span().end(grid.start());
        long start = end - input.span().range();
        Samples floats = window.floats();
        int first = window.firstFloat();
        int last = window.endFloat() - 1;
        int afterStart = first;
        while (afterStart < last && floats.time(afterStart) <= start) {
            afterStart++;
        }
        int left = Math.max(first, afterStart - 1);
        int right = isSmoothed ? Interpolation.from(floats, first, last, end) : last;
        var whole = new Window();
        Samples points = whole.floats();
        if (floats.time(right) > start) {
            boolean isBefore = isSmoothed && floats.time(left) < start;
            boolean isAfter = isSmoothed && right > first && floats.time(right) > end;
            points.add(
                    start,
                    isBefore
                            ? Interpolation.between(floats, left, start, false)
                            : floats.value(left));
            for (int i = left; i <= right; i++) {
                if (floats.time(i) > start && floats.time(i) < end) {
                    points.add(floats.time(i), floats.value(i));
                }
            }
            points.add(
                    end,
                    isAfter
                            ? Interpolation.between(floats, right - 1, end, false)
                            : floats.value(right));
        }
        whole.move(start - 1, end);
        return plain(labels, whole);
    }
}
