package penstock.metrics.script;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import penstock.metrics.histogram.Comparison;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.histogram.HistogramText;
import penstock.metrics.labels.Labels;
import penstock.metrics.labels.Numbers;
import penstock.metrics.promql.Line;
import penstock.metrics.promql.QueryValue;
import penstock.metrics.script.Command.Result;
import penstock.metrics.script.Command.When;
import penstock.metrics.script.SeriesLine.Item;

/// Compares what a query yields with what is expected. Numbers may differ by a millionth; labels must be the same.
final class ResultCheck {
    private static final double PART = 1e-6;

    private final Command.Eval eval;
    private final boolean isOrdered;

    ResultCheck(Command.Eval eval) {
        this.eval = eval;
        this.isOrdered = eval.expects(Expectation.Kind.ORDERED);
    }

    /// What differs, if anything.
    Optional<String> difference(QueryValue value) {
        return switch (value) {
            case QueryValue.Scalar scalar -> scalar(scalar.value());
            case QueryValue.Text text ->
                    eval.result() instanceof Result.Text(String expected)
                                    && expected.equals(text.text())
                            ? Optional.empty()
                            : Optional.of("got string \"" + text.text() + "\"");
            case QueryValue.Vector vector -> vector(vector.samples());
            case QueryValue.Matrix matrix -> matrix(matrix.lines());
        };
    }

    private Optional<String> scalar(double got) {
        if (!(eval.result() instanceof Result.Scalar(double expected))) {
            return Optional.of("expected vector or matrix, got scalar " + Numbers.general(got));
        }
        return Numbers.almostEqual(expected, got, PART)
                ? Optional.empty()
                : Optional.of(
                        "expected scalar "
                                + Numbers.general(expected)
                                + ", got "
                                + Numbers.general(got));
    }

    private Optional<String> vector(List<QueryValue.Sample> samples) {
        if (!(eval.result() instanceof Result.Series(List<Command.Row> rows, var _))) {
            return Optional.of("expected another type, got vector " + shown(samples));
        }
        Map<Labels, Command.Row> expected = byLabels(rows);
        var seen = new HashSet<Labels>();
        for (int i = 0; i < samples.size(); i++) {
            QueryValue.Sample sample = samples.get(i);
            Command.Row row = expected.get(sample.labels());
            if (row == null) {
                return Optional.of("unexpected " + shown(sample));
            }
            if (isOrdered && row.position() != i + 1) {
                return Optional.of(
                        "expected "
                                + row.labels()
                                + " at position "
                                + row.position()
                                + ", got it at "
                                + (i + 1));
            }
            if (row.items().isEmpty()
                    || !isSame(row.items().getFirst(), sample.value(), sample.histogram())) {
                return Optional.of("expected " + shown(row.items()) + ", got " + shown(sample));
            }
            seen.add(row.labels());
        }
        return missing(rows, seen, shown(samples));
    }

    private static Optional<String> missing(List<Command.Row> rows, Set<Labels> seen, String got) {
        for (Command.Row row : rows) {
            if (!seen.contains(row.labels())) {
                return Optional.of(
                        "expected "
                                + row.labels()
                                + " "
                                + shown(row.items())
                                + " not found among "
                                + got);
            }
        }
        return Optional.empty();
    }

    private static Map<Labels, Command.Row> byLabels(List<Command.Row> rows) {
        var byLabels = new HashMap<Labels, Command.Row>();
        for (Command.Row row : rows) {
            byLabels.put(row.labels(), row);
        }
        return byLabels;
    }

    private Optional<String> matrix(List<Line> lines) {
        if (!(eval.result() instanceof Result.Series(List<Command.Row> rows, var given))) {
            return Optional.of("expected another type, got a matrix");
        }
        if (isOrdered) {
            return Optional.of("expected ordered result, but query returned a matrix");
        }
        When.Range range =
                given.orElseGet(
                        () ->
                                eval.when() instanceof When.Range ranged
                                        ? ranged
                                        : new When.Range(0, 0, 0));
        Map<Labels, Command.Row> expected = byLabels(rows);
        var seen = new HashSet<Labels>();
        @Nullable Labels before = null;
        for (Line line : lines) {
            if (before != null && before.compareTo(line.labels()) > 0) {
                return Optional.of("matrix is not sorted at " + line.labels());
            }
            before = line.labels();
            Command.Row row = expected.get(line.labels());
            if (row == null) {
                return Optional.of("unexpected " + shown(line));
            }
            Optional<String> difference = line(row, line, range);
            if (difference.isPresent()) {
                return difference;
            }
            seen.add(row.labels());
        }
        return missing(rows, seen, lines.stream().map(ResultCheck::shown).toList().toString());
    }

    private static Optional<String> line(Command.Row row, Line line, When.Range range) {
        int next = 0;
        for (int i = 0; i < row.items().size(); i++) {
            Item item = row.items().get(i);
            long time = range.start() + i * range.step();
            if (time > range.end()) {
                return Optional.of(
                        "expected "
                                + row.items().size()
                                + " points for "
                                + row.labels()
                                + ", but query time range cannot return this many points");
            }
            if (item.isOmitted()) {
                continue;
            }
            boolean isThere =
                    next < line.size()
                            && line.time(next) == time
                            && isSame(item, line.value(next), line.histogram(next));
            if (!isThere) {
                return Optional.of(
                        "expected "
                                + row.labels()
                                + " "
                                + shown(row.items())
                                + ", got "
                                + shown(line)
                                + " (differs at "
                                + time
                                + " ms)");
            }
            next++;
        }
        return next == line.size()
                ? Optional.empty()
                : Optional.of(
                        "expected "
                                + next
                                + " points for "
                                + row.labels()
                                + ", got "
                                + shown(line));
    }

    private static boolean isSame(Item item, double value, @Nullable FloatHistogram histogram) {
        FloatHistogram expected = item.histogram();
        if (expected == null || histogram == null) {
            return expected == null
                    && histogram == null
                    && Numbers.almostEqual(item.value(), value, PART);
        }
        return Comparison.isAlmostEqual(expected, histogram, PART)
                && (!item.hasHint() || expected.counterReset() == histogram.counterReset());
    }

    private static String shown(List<?> things) {
        var text = new StringBuilder();
        for (Object thing : things) {
            text.append(text.isEmpty() ? "" : " ");
            switch (thing) {
                case Item item -> text.append(shown(item));
                case QueryValue.Sample sample -> text.append(shown(sample));
                default -> text.append(thing);
            }
        }
        return text.isEmpty() ? "nothing" : text.toString();
    }

    private static String shown(Item item) {
        return item.isOmitted() ? "_" : shown(item.value(), item.histogram());
    }

    private static String shown(double value, @Nullable FloatHistogram histogram) {
        return histogram == null
                ? Numbers.general(value)
                : HistogramText.script(new StringBuilder(), histogram).toString();
    }

    private static String shown(QueryValue.Sample sample) {
        return sample.labels() + " " + shown(sample.value(), sample.histogram());
    }

    private static String shown(Line line) {
        var text = new StringBuilder(line.labels().toString());
        for (int i = 0; i < line.size(); i++) {
            text.append(' ').append(shown(line.value(i), line.histogram(i)));
            text.append('@').append(line.time(i));
        }
        return text.toString();
    }
}
