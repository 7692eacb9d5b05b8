package penstock.server.prometheus;

import java.io.IOException;
import java.util.List;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.histogram.HistogramText;
import penstock.metrics.promql.Line;
import penstock.metrics.promql.QueryValue;

/// Writes the result of a query. What is written goes out in pieces.
final class ResultJson {
    private final Pieces pieces;
    private final StringBuilder text;

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
            sample(line.time(i), line.value(i));
            isBegun = true;
            pieces.spillIfLarge();
        }
        text.append(isBegun ? "]" : "");
        if (hasHistograms) {
            histograms(line);
        }
        text.append('}');
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
