package penstock.metrics.exposition;

import java.nio.charset.StandardCharsets;

/// Prometheus' text format, versions 0.0.4 and 1.0.0 (names in quotes may be any text).
public final class PrometheusText {
    private final TextCursor cursor;
    private final ExpositionSink sink;
    private final TextSample sample;
    private final Family family = new Family();

    private PrometheusText(TextCursor cursor, ExpositionSink sink) {
        this.cursor = cursor;
        this.sink = sink;
        sample = new TextSample(cursor, true);
    }

    /// Reads a body and hands over what it has.
    ///
    /// @throws MalformedExposition at the first line that is not as it has to be; what came before has been handed over
    public static void read(byte[] body, int length, Limits limits, ExpositionSink sink) {
        var text = new PrometheusText(new TextCursor(body, length, limits), sink);
        while (!text.cursor.isAtEnd()) {
            text.line();
        }
    }

    private void line() {
        cursor.skipBlanks();
        if (cursor.peek() == '#') {
            comment();
        } else if (cursor.peek() != '\n') {
            sampleLine();
        }
        cursor.skipBlanks();
        if (cursor.peek() != '\n') {
            throw cursor.unexpected(cursor.at(), "the end of the line");
        }
        cursor.nextLine();
    }

    private void comment() {
        cursor.take('#');
        cursor.skipBlanks();
        int from = cursor.at();
        int to = cursor.wordEnd();
        boolean isHelp = isWord(from, to, "HELP");
        boolean isType = isWord(from, to, "TYPE");
        boolean isUnit = isWord(from, to, "UNIT");
        int end = cursor.lineEnd();
        cursor.moveTo(to);
        cursor.skipBlanks();
        if ((!isHelp && !isType && !isUnit) || cursor.peek() == '\n') {
            cursor.moveTo(end);
            return;
        }
        String name = cursor.metricName();
        cursor.skipBlanks();
        if (isHelp) {
            sink.help(name, Escapes.resolve(cursor.text(cursor.at(), end), false));
        } else if (isType) {
            var type = type();
            family.begin(name.getBytes(StandardCharsets.UTF_8), type);
            sink.type(name, type);
        } else {
            sink.unit(name, cursor.text(cursor.at(), end).strip());
        }
        cursor.moveTo(end);
    }

    private boolean isWord(int from, int to, String word) {
        if (to - from != word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (cursor.bytes()[from + i] != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private MetricType type() {
        int from = cursor.at();
        String text = cursor.text(from, cursor.wordEnd());
        return switch (text) {
            case "counter" -> MetricType.COUNTER;
            case "gauge" -> MetricType.GAUGE;
            case "histogram" -> MetricType.HISTOGRAM;
            case "summary" -> MetricType.SUMMARY;
            case "untyped", "unknown" -> MetricType.UNKNOWN;
            default ->
                    throw cursor.unexpected(from, "counter, gauge, histogram, summary or untyped");
        };
    }

    private void sampleLine() {
        int from = cursor.at();
        int nameEnd = cursor.nameEnd(true);
        cursor.moveTo(nameEnd);
        if (nameEnd == from && cursor.peek() != '{') {
            throw cursor.unexpected(from, "a metric's name or {");
        }
        int end = nameEnd;
        cursor.skipBlanks();
        if (cursor.peek() == '{') {
            end = cursor.labelsEnd();
            cursor.moveTo(end);
        } else if (cursor.at() == end) {
            throw cursor.unexpected(end, "a space and a number");
        }
        sample.begin(from, end, family.typeOf(cursor.bytes(), from, end));
        cursor.skipBlanks();
        sample.measured(number());
        cursor.skipBlanks();
        if (cursor.peek() != '\n') {
            sample.at(milliseconds());
        }
        sink.sample(sample);
    }

    private double number() {
        int from = cursor.at();
        int to = cursor.wordEnd();
        if (!Decimal.isNumber(cursor.bytes(), from, to)) {
            throw cursor.unexpected(from, "a number, +Inf, -Inf or NaN");
        }
        cursor.moveTo(to);
        return Decimal.parse(cursor.bytes(), from, to);
    }

    private long milliseconds() {
        int from = cursor.at();
        int to = cursor.wordEnd();
        try {
            long time = Long.parseLong(cursor.text(from, to));
            cursor.moveTo(to);
            return time;
        } catch (NumberFormatException e) {
            throw cursor.unexpected(from, "a time in milliseconds since 1970");
        }
    }
}
