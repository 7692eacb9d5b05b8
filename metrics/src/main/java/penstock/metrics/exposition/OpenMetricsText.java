package penstock.metrics.exposition;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import penstock.metrics.labels.Labels;

/// OpenMetrics text, version 1.0.0, with names in quotes as Prometheus allows them.
/// Source: https://prometheus.io/docs/specs/om/open_metrics_spec/
public final class OpenMetricsText {
    /// Characters of all names and values of the labels of an exemplar.
    private static final int EXEMPLAR_LENGTH = 128;

    private final TextCursor cursor;
    private final ExpositionSink sink;
    private final TextSample sample;
    private final Family family = new Family();
    private final Optional<FamilyRules> rules;
    private boolean hasEnded;

    private OpenMetricsText(TextCursor cursor, Strictness strictness, ExpositionSink sink) {
        this.cursor = cursor;
        this.sink = sink;
        sample = new TextSample(cursor, false);
        rules =
                strictness == Strictness.RULES
                        ? Optional.of(new FamilyRules(cursor))
                        : Optional.empty();
    }

    /// Reads a body and hands over what it has.
    ///
    /// @throws MalformedExposition at the first line that is not as it has to be; what came before has been handed over
    public static void read(
            byte[] body, int length, Limits limits, Strictness strictness, ExpositionSink sink) {
        var text = new OpenMetricsText(new TextCursor(body, length, limits), strictness, sink);
        while (!text.cursor.isAtEnd()) {
            text.line();
        }
        if (!text.hasEnded) {
            throw text.cursor.problem(text.cursor.at(), "the text ends before # EOF");
        }
    }

    private void line() {
        if (hasEnded) {
            throw cursor.unexpected(cursor.at(), "nothing after # EOF");
        }
        if (cursor.peek() == '#') {
            descriptor();
        } else {
            sampleLine();
        }
        if (cursor.peek() != '\n') {
            throw cursor.unexpected(cursor.at(), "the end of the line");
        }
        cursor.nextLine();
    }

    private void descriptor() {
        int from = cursor.at();
        int end = cursor.lineEnd();
        String line = cursor.text(from, end);
        if (line.equals("# EOF")) {
            hasEnded = true;
            rules.ifPresent(FamilyRules::end);
            cursor.moveTo(end);
            return;
        }
        String keyword = line.length() > 7 ? line.substring(0, 7) : "";
        if (!List.of("# TYPE ", "# HELP ", "# UNIT ").contains(keyword)) {
            throw cursor.unexpected(from, "# TYPE, # HELP or # UNIT with a name, or # EOF");
        }
        cursor.moveTo(from + 7);
        String name = cursor.metricName();
        int blank = cursor.at();
        if (!cursor.take(' ')) {
            throw cursor.unexpected(blank, "one space");
        }
        String rest = cursor.text(cursor.at(), end);
        switch (keyword.charAt(2)) {
            case 'T' -> type(name, rest);
            case 'H' -> {
                rules.ifPresent(r -> r.describe(name, 'H'));
                sink.help(name, Escapes.resolve(rest, true));
            }
            default -> unit(name, rest);
        }
        cursor.moveTo(end);
    }

    private void type(String name, String text) {
        for (var type : MetricType.values()) {
            if (type.text().equals(text)) {
                rules.ifPresent(r -> r.type(name, type));
                family.begin(name.getBytes(StandardCharsets.UTF_8), type);
                sink.type(name, type);
                return;
            }
        }
        throw cursor.unexpected(
                cursor.at(),
                "counter, gauge, histogram, gaugehistogram, stateset, info, summary or unknown");
    }

    private void unit(String name, String unit) {
        int from = cursor.at();
        if (!unit.isEmpty() && !name.endsWith("_" + unit)) {
            throw cursor.problem(
                    from,
                    "the unit \""
                            + unit
                            + "\" is not the suffix of "
                            + name
                            + " (expected: "
                            + name
                            + "_"
                            + unit
                            + ")");
        }
        if (cursor.nameEnd(true) != cursor.lineEnd()) {
            throw cursor.unexpected(cursor.nameEnd(true), "the end of the line");
        }
        rules.ifPresent(r -> r.unit(name, unit));
        sink.unit(name, unit);
    }

    private void sampleLine() {
        int from = cursor.at();
        int nameEnd = cursor.nameEnd(true);
        cursor.moveTo(nameEnd);
        int end = nameEnd;
        if (cursor.peek() == '{') {
            end = cursor.labelsEnd();
            cursor.moveTo(end);
        } else if (nameEnd == from) {
            throw cursor.unexpected(from, "a metric's name or {");
        }
        sample.begin(from, end, family.typeOf(cursor.bytes(), from, end));
        blank();
        sample.measured(number("a number, +Inf, -Inf or NaN"));
        if (cursor.peek() == ' ' && cursor.peekNext() != '#') {
            blank();
            sample.at(milliseconds());
        }
        if (cursor.peek() == ' ') {
            sample.with(exemplar());
        }
        if (cursor.peek() != '\n') {
            throw cursor.unexpected(cursor.at(), "the end of the line");
        }
        rules.ifPresent(r -> r.sample(sample));
        sink.sample(sample);
    }

    private void blank() {
        int at = cursor.at();
        if (!cursor.take(' ')) {
            throw cursor.unexpected(at, "one space");
        }
    }

    private double number(String expected) {
        int from = cursor.at();
        int to = cursor.wordEnd();
        if (!Decimal.isNumber(cursor.bytes(), from, to)) {
            throw cursor.unexpected(from, expected);
        }
        cursor.moveTo(to);
        return Decimal.parse(cursor.bytes(), from, to);
    }

    private long milliseconds() {
        int from = cursor.at();
        double seconds = number("a time in seconds since 1970");
        if (!Double.isFinite(seconds)) {
            throw cursor.unexpected(from, "a time in seconds since 1970");
        }
        return (long) (seconds * 1000);
    }

    private Exemplar exemplar() {
        int from = cursor.at();
        if (!cursor.take(' ') || !cursor.take('#') || !cursor.take(' ') || cursor.peek() != '{') {
            throw cursor.unexpected(from, "\" # \" and the labels of an exemplar in braces");
        }
        var labels = SeriesText.readLabels(cursor, false);
        if (length(labels) > EXEMPLAR_LENGTH) {
            throw cursor.problem(
                    from,
                    "the labels of the exemplar have "
                            + length(labels)
                            + " characters (allowed: "
                            + EXEMPLAR_LENGTH
                            + ")");
        }
        blank();
        double value = number("the value of the exemplar");
        long time = SampleView.NO_TIME;
        if (cursor.take(' ')) {
            time = milliseconds();
        }
        return new Exemplar(labels, value, time);
    }

    private static int length(Labels labels) {
        int length = 0;
        for (int i = 0; i < labels.size(); i++) {
            String name = labels.name(i);
            String value = labels.value(i);
            length +=
                    name.codePointCount(0, name.length()) + value.codePointCount(0, value.length());
        }
        return length;
    }
}
