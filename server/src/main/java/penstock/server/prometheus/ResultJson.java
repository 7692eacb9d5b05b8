package penstock.server.prometheus;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.histogram.HistogramText;
import penstock.metrics.promql.Line;
import penstock.metrics.promql.QueryValue;

/// Writes the result of a query. What is written goes out in pieces.
final class ResultJson {
    /// Beyond it, they are not kept.
    private static final int MOST_TIMES = 4_096;

    private final Pieces pieces;
    private final StringBuilder text;

    /// The times of the points of the last lines, and how they are written: all series of an answer have nearly the same.
    private long[] times = new long[64];

    private String[] timeTexts = new String[64];
    private int timeCount;

    private ResultJson(Pieces pieces) {
        this.pieces = pieces;
        text = pieces.text();
    }

    /// The whole answer.
    ///
    /// @param end what follows the result: a part of the JSON
    static void write(Pieces pieces, QueryValue value, String end) throws IOException {
        var json = new ResultJson(pieces);
        json.text.append("{\"status\":\"success\",\"data\":{\"resultType\":\"");
        json.value(value);
        json.text.append(end);
    }

    private void value(QueryValue value) throws IOException {
        switch (value) {
            case QueryValue.Scalar scalar -> {
                text.append("scalar\",\"result\":");
                sample(scalar.time(), scalar.value());
            }
            case QueryValue.Text(long time, String string) -> {
                text.append("string\",\"result\":[");
                Json.time(text, time).append(',');
                Json.text(text, string).append(']');
            }
            case QueryValue.Vector vector -> {
                text.append("vector\",\"result\":[");
                vector(vector.samples());
                text.append(']');
            }
            case QueryValue.Matrix matrix -> {
                text.append("matrix\",\"result\":[");
                char separator = 0;
                for (var line : matrix.lines()) {
                    if (separator != 0) {
                        text.append(separator);
                    }
                    line(line);
                    separator = ',';
                }
                text.append(']');
            }
        }
    }

    private void vector(List<QueryValue.Sample> samples) throws IOException {
        for (int i = 0; i < samples.size(); i++) {
            var sample = samples.get(i);
            Json.labels(text.append(i == 0 ? "{\"metric\":" : ",{\"metric\":"), sample.labels());
            var histogram = sample.histogram();
            if (histogram == null) {
                text.append(",\"value\":");
                sample(sample.time(), sample.value());
            } else {
                text.append(",\"histogram\":");
                sample(sample.time(), histogram);
            }
            text.append('}');
            pieces.spillIfLarge();
        }
    }

    private void line(Line line) throws IOException {
        Json.labels(text.append("{\"metric\":"), line.labels());
        boolean isBegun = false;
        boolean hasHistograms = false;
        for (int i = 0; i < line.size(); i++) {
            if (line.histogram(i) != null) {
                hasHistograms = true;
                continue;
            }
            text.append(isBegun ? "," : ",\"values\":[");
            Json.value(text.append(timeText(i, line.time(i))), line.value(i)).append(']');
            isBegun = true;
            pieces.spillIfLarge();
        }
        text.append(isBegun ? "]" : "");
        if (hasHistograms) {
            histograms(line);
        }
        text.append('}');
    }

    /// How the point at a place of a line begins.
    private String timeText(int index, long time) {
        if (index < timeCount && times[index] == time) {
            return timeTexts[index];
        }
        var written = Json.time(new StringBuilder("["), time).append(',').toString();
        if (index <= timeCount && index < MOST_TIMES) {
            if (index == times.length) {
                times = Arrays.copyOf(times, 2 * index);
                timeTexts = Arrays.copyOf(timeTexts, 2 * index);
            }
            times[index] = time;
            timeTexts[index] = written;
            timeCount = Math.max(timeCount, index + 1);
        }
        return written;
    }

    private void histograms(Line line) throws IOException {
        boolean isBegun = false;
        for (int i = 0; i < line.size(); i++) {
            var histogram = line.histogram(i);
            if (histogram != null) {
                text.append(isBegun ? "," : ",\"histograms\":[");
                sample(line.time(i), histogram);
                isBegun = true;
                pieces.spillIfLarge();
            }
        }
        text.append(']');
    }

    private void sample(long time, double value) {
        Json.time(text.append('['), time).append(',');
        Json.value(text, value).append(']');
    }

    private void sample(long time, FloatHistogram histogram) {
        Json.time(text.append('['), time).append(',');
        HistogramText.json(text, histogram).append(']');
    }
}
