package penstock.metrics.exposition;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import penstock.metrics.labels.Labels;
import penstock.metrics.labels.Numbers;

/// Reads labels as the text formats write them: `name{a="b"}` or, for names beyond ASCII letters, `{"a.name","a.label"="b"}`.
final class SeriesText {
    private final TextCursor cursor;

    /// Whether blanks may be anywhere between the parts, and a comma after the last label.
    private final boolean isLenient;

    private final MetricType type;
    private final LabelPairs pairs = new LabelPairs();

    private SeriesText(TextCursor cursor, boolean isLenient, MetricType type) {
        this.cursor = cursor;
        this.isLenient = isLenient;
        this.type = type;
    }

    /// The labels of a series at a place; the cursor is where it was afterwards.
    static Labels read(TextCursor cursor, int from, boolean isLenient, MetricType type) {
        var series = new SeriesText(cursor, isLenient, type);
        series.readAll(from);
        return series.build();
    }

    /// The names of the labels with an empty value of a series at a place.
    static List<String> readEmpty(TextCursor cursor, int from, boolean isLenient) {
        var series = new SeriesText(cursor, isLenient, MetricType.UNKNOWN);
        series.readAll(from);
        var empty = new ArrayList<String>();
        for (int i = 0; i < series.pairs.size(); i++) {
            if (series.pairs.value(i).isEmpty()) {
                empty.add(series.pairs.name(i));
            }
        }
        return empty;
    }

    private void readAll(int from) {
        int before = cursor.at();
        cursor.moveTo(from);
        name();
        labels(true);
        cursor.moveTo(before);
    }

    /// The labels in the braces here, without a name; the cursor is behind them afterwards.
    static Labels readLabels(TextCursor cursor, boolean isLenient) {
        var series = new SeriesText(cursor, isLenient, MetricType.UNKNOWN);
        series.labels(false);
        return series.build();
    }

    private void name() {
        int from = cursor.at();
        int to = cursor.nameEnd(true);
        if (to > from) {
            add(from, Labels.NAME, cursor.text(from, to));
            cursor.moveTo(to);
        }
        blanks();
    }

    private void labels(boolean allowsName) {
        if (!cursor.take('{')) {
            return;
        }
        blanks();
        while (!cursor.take('}')) {
            label(allowsName);
            blanks();
            if (cursor.peek() == '}') {
                continue;
            }
            int comma = cursor.at();
            if (!cursor.take(',')) {
                throw cursor.unexpected(comma, "a comma or }");
            }
            blanks();
            if (cursor.peek() == '}' && !isLenient) {
                throw cursor.problem(comma, "a comma after the last label (expected: })");
            }
        }
    }

    private void label(boolean allowsName) {
        int from = cursor.at();
        String name;
        if (cursor.peek() == '"') {
            name = quoted("label's name", cursor.limits().labelName());
            blanks();
            if (allowsName && (cursor.peek() == ',' || cursor.peek() == '}')) {
                add(from, Labels.NAME, name);
                return;
            }
        } else {
            int to = cursor.nameEnd(false);
            if (to == from) {
                throw cursor.unexpected(from, "a label's name");
            }
            name = cursor.text(from, to);
            cursor.moveTo(to);
            blanks();
        }
        int equals = cursor.at();
        if (!cursor.take('=')) {
            throw cursor.unexpected(equals, "=");
        }
        blanks();
        if (cursor.peek() != '"') {
            throw cursor.unexpected(cursor.at(), "a value in double quotes");
        }
        String value = quoted("label's value", cursor.limits().labelValue());
        if (Limits.isExceeded(name.length(), cursor.limits().labelName())) {
            throw cursor.problem(
                    from,
                    "the label's name has "
                            + name.length()
                            + " bytes (allowed: "
                            + cursor.limits().labelName()
                            + ")");
        }
        if (name.isEmpty() || name.equals(Labels.NAME)) {
            throw cursor.problem(from, "\"" + name + "\" cannot be the name of a label");
        }
        add(from, name, normal(name, value));
    }

    /// Bounds and quantiles are the same number however they are written.
    private String normal(String name, String value) {
        boolean isNumber =
                (type == MetricType.HISTOGRAM && name.equals("le"))
                        || (type == MetricType.SUMMARY && name.equals("quantile"));
        if (!isNumber) {
            return value;
        }
        var bytes = value.getBytes(StandardCharsets.UTF_8);
        return Decimal.isNumber(bytes, 0, bytes.length)
                ? Numbers.openMetrics(Decimal.parse(bytes, 0, bytes.length))
                : value;
    }

    private String quoted(String what, int limit) {
        int from = cursor.at();
        int to = cursor.quoteEnd();
        cursor.moveTo(to);
        if (Limits.isExceeded(to - from - 2L, limit)) {
            throw cursor.problem(
                    from,
                    "the " + what + " has " + (to - from - 2) + " bytes (allowed: " + limit + ")");
        }
        return Escapes.resolve(cursor.text(from + 1, to - 1), true);
    }

    private void blanks() {
        if (isLenient) {
            cursor.skipBlanks();
        }
    }

    private void add(int from, String name, String value) {
        if (Limits.isExceeded(pairs.size() + 1L, cursor.limits().labels())) {
            throw cursor.problem(
                    from, "more labels than the " + cursor.limits().labels() + " that are allowed");
        }
        if (name.equals(Labels.NAME) && value.isEmpty()) {
            throw cursor.problem(from, "the metric has no name");
        }
        pairs.add(name, value, from);
    }

    private Labels build() {
        int second = pairs.sort();
        if (second >= 0) {
            String name = pairs.name(second);
            throw cursor.problem(
                    pairs.place(second),
                    name.equals(Labels.NAME)
                            ? "a second name of the metric: \"" + pairs.value(second) + "\""
                            : "the label \"" + name + "\" is there already");
        }
        return pairs.labels();
    }
}
