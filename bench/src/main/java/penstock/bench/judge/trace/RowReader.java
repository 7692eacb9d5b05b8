package penstock.bench.judge.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import penstock.bench.judge.trace.Columns.Column;
import penstock.bench.judge.world.Counted;
import penstock.bench.judge.world.Scores;
import penstock.judge.Histogram;

/// Makes a [Row] of the fields of a line. Whatever is wrong in it is told at once.
final class RowReader {
    private static final Set<String> STABLE =
            Set.of("stable", "a", "baseline", "control", "primary");

    private static final Set<String> CANDIDATE = Set.of("candidate", "b", "canary", "treatment");

    private final Columns columns;
    private final double latencyUnit;
    private final List<String> wrong = new ArrayList<>();

    /// @param latencyUnit seconds that one unit of the upper ends stands for
    RowReader(Columns columns, double latencyUnit) {
        this.columns = columns;
        this.latencyUnit = latencyUnit;
    }

    /// What was wrong in the lines read since the last call: column, value, what was expected.
    List<String> takeWrong() {
        var taken = List.copyOf(wrong);
        wrong.clear();
        return taken;
    }

    Row read(List<String> fields) {
        var tick = whole(fields, Column.TICK, Long.MIN_VALUE);
        var arm = columns.field(fields, Column.ARM).toLowerCase(Locale.ROOT);
        if (!STABLE.contains(arm) && !CANDIDATE.contains(arm)) {
            expected(Column.ARM, arm, "stable, A, baseline, control, or candidate, B, canary");
        }
        var weight = columns.field(fields, Column.WEIGHT);
        var isShare = weight.endsWith("%");
        return new Row(tick, CANDIDATE.contains(arm), weight(weight), isShare, counted(fields));
    }

    private double weight(String text) {
        if (text.isEmpty()) {
            return Double.NaN;
        }
        var isShare = text.endsWith("%");
        try {
            var value = Double.parseDouble(isShare ? text.substring(0, text.length() - 1) : text);
            if (value >= 0 && value <= 100) {
                return isShare ? value / 100 : value;
            }
        } catch (NumberFormatException _) {
            // Told below.
        }
        expected(Column.WEIGHT, text, "0..1, 0..100 or a percentage");
        return 0;
    }

    private Counted counted(List<String> fields) {
        var requests = whole(fields, Column.REQUESTS, 0);
        var errors = whole(fields, Column.ERRORS, 0);
        if (errors > requests) {
            expected(Column.ERRORS, errors, "at most " + requests + ", the requests");
        }
        var clients = errors;
        if (columns.has(Column.FAILING_CLIENTS)
                && !columns.field(fields, Column.FAILING_CLIENTS).isEmpty()) {
            clients = whole(fields, Column.FAILING_CLIENTS, 0);
            if (clients > requests) {
                expected(Column.FAILING_CLIENTS, clients, "at most " + requests + ", the requests");
            }
        }
        return new Counted(
                Math.max(0, requests),
                Math.clamp(errors, 0, Math.max(0, requests)),
                Math.clamp(clients, 0, Math.max(0, requests)),
                latency(columns.field(fields, Column.LATENCY)),
                scores(fields));
    }

    private Histogram latency(String text) {
        var buckets = new TreeMap<Integer, Long>();
        if (text.isEmpty()) {
            return Histogram.empty();
        }
        for (var pair : text.strip().split("[ ;|,]+", -1)) {
            var colon = pair.lastIndexOf(':');
            try {
                var upper = upper(pair.substring(0, colon));
                var count = Long.parseLong(pair.substring(colon + 1));
                if (upper >= 0 && count >= 0) {
                    buckets.merge(Histogram.indexOf(upper), count, Math::addExact);
                    continue;
                }
            } catch (IndexOutOfBoundsException | IllegalArgumentException | ArithmeticException _) {
                // Told below.
            }
            expected(
                    Column.LATENCY,
                    pair,
                    "UPPER:COUNT, the upper end of a bucket and how many are in it, such as 0.25:17 or +Inf:1");
        }
        return Histogram.of(buckets);
    }

    private double upper(String text) {
        var isInfinite = text.toLowerCase(Locale.ROOT).matches("\\+?inf(inity)?");
        return isInfinite ? Double.POSITIVE_INFINITY : Double.parseDouble(text) * latencyUnit;
    }

    private Scores scores(List<String> fields) {
        var n = whole(fields, Column.SCORE_N, 0);
        var sum = number(fields, Column.SCORE_SUM);
        var squares = number(fields, Column.SCORE_SQUARES);
        if (n < 0 || sum < 0 || sum > n * (1 + 1e-9)) {
            expected(Column.SCORE_SUM, sum, "0.." + n + ", since each score is from 0 to 1");
            return Scores.NONE;
        }
        if (squares < 0 || squares > sum * (1 + 1e-9) || squares * n < sum * sum * (1 - 1e-9)) {
            expected(
                    Column.SCORE_SQUARES,
                    squares,
                    "from the square of score_sum, divided by score_n, to score_sum");
            return Scores.NONE;
        }
        return new Scores(n, sum, squares);
    }

    private long whole(List<String> fields, Column column, long least) {
        var text = columns.field(fields, column);
        if (text.isEmpty() && column != Column.TICK && column != Column.REQUESTS) {
            return 0;
        }
        try {
            var value = Double.parseDouble(text);
            if (value == Math.rint(value) && value >= least && Math.abs(value) <= 1L << 52) {
                return (long) value;
            }
        } catch (NumberFormatException _) {
            // Told below.
        }
        expected(column, text, least == 0 ? "a whole number, 0 or more" : "a whole number");
        return 0;
    }

    private double number(List<String> fields, Column column) {
        var text = columns.field(fields, column);
        if (text.isEmpty()) {
            return 0;
        }
        try {
            var value = Double.parseDouble(text);
            if (value >= 0 && value <= 1e15) {
                return value;
            }
        } catch (NumberFormatException _) {
            // Told below.
        }
        expected(column, text, "a number, 0 or more");
        return 0;
    }

    private void expected(Column column, Object value, String what) {
        wrong.add("%s: \"%s\" (expected: %s)".formatted(column.title(), value, what));
    }
}
