package penstock.adapters.prometheus;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.Line;
import penstock.metrics.promql.QueryValue;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/// Reads the JSON of the API in one pass, keys in any order; unknown ones are left out.
final class AnswerReader {
    private static final TokenStreamFactory JSON = new JsonFactory();

    private final JsonParser in;
    private final List<Item> items = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<String> infos = new ArrayList<>();
    private String status = "";
    private String type = "";
    private String errorType = "";
    private String error = "";

    private AnswerReader(JsonParser in) {
        this.in = in;
    }

    /// What the body of an answer says.
    ///
    /// @param value empty when it is an error
    record Body(
            @Nullable QueryValue value,
            List<String> warnings,
            List<String> infos,
            String errorType,
            String error) {}

    /// One element of a result: a series with its points, or, without labels, the time or the value of a scalar.
    private record Item(@Nullable Labels labels, Points points, String text) {}

    /// @throws Unreadable when it is not an answer of the API
    static Body read(byte[] json) throws Unreadable {
        try (var parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            return new AnswerReader(parser).body();
        } catch (JacksonException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new Unreadable("it is not JSON of Prometheus' API", e);
        }
    }

    private Body body() throws Unreadable {
        expect(in.nextToken(), JsonToken.START_OBJECT);
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
            var name = in.currentName();
            in.nextToken();
            switch (name) {
                case "status" -> status = text();
                case "data" -> data();
                case "errorType" -> errorType = text();
                case "error" -> error = text();
                case "warnings" -> texts(warnings);
                case "infos" -> texts(infos);
                default -> in.skipChildren();
            }
        }
        expect(in.currentToken(), JsonToken.END_OBJECT);
        var value = status.equals("success") ? value() : null;
        if (value == null && !status.equals("error")) {
            throw new Unreadable("its status is \"" + status + "\"");
        }
        return new Body(value, warnings, infos, errorType, error);
    }

    private void data() throws Unreadable {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            in.skipChildren();
            return;
        }
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
            var name = in.currentName();
            in.nextToken();
            switch (name) {
                case "resultType" -> type = text();
                case "result" -> result();
                default -> in.skipChildren();
            }
        }
    }

    private void result() throws Unreadable {
        expect(in.currentToken(), JsonToken.START_ARRAY);
        while (in.nextToken() != JsonToken.END_ARRAY) {
            if (in.currentToken() == JsonToken.START_OBJECT) {
                items.add(series());
            } else {
                items.add(new Item(null, new Points(), text()));
            }
        }
    }

    private Item series() throws Unreadable {
        var labels = Labels.EMPTY;
        var points = new Points();
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
            var name = in.currentName();
            in.nextToken();
            switch (name) {
                case "metric" -> labels = labels();
                case "value" -> points.number(this);
                case "values" -> many(() -> points.number(this));
                case "histogram" -> points.histogram(this);
                case "histograms" -> many(() -> points.histogram(this));
                default -> in.skipChildren();
            }
        }
        points.sort();
        return new Item(labels, points, "");
    }

    private interface Step {
        void run() throws Unreadable;
    }

    private void many(Step step) throws Unreadable {
        expect(in.currentToken(), JsonToken.START_ARRAY);
        while (in.nextToken() != JsonToken.END_ARRAY) {
            step.run();
        }
    }

    private Labels labels() throws Unreadable {
        expect(in.currentToken(), JsonToken.START_OBJECT);
        var labels = Labels.builder();
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
            var name = in.currentName();
            in.nextToken();
            labels.set(name, text());
        }
        return labels.build();
    }

    private void texts(List<String> into) throws Unreadable {
        many(() -> into.add(text()));
    }

    /// A time in seconds, as milliseconds.
    private long time() throws Unreadable {
        return millis(text());
    }

    private static long millis(String seconds) {
        return Math.round(Double.parseDouble(seconds) * 1000);
    }

    private double number() throws Unreadable {
        return number(text());
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    private String text() throws Unreadable {
        if (!in.currentToken().isScalarValue()) {
            throw new Unreadable("a single value was expected at " + in.currentLocation());
        }
        return String.valueOf(in.getString());
    }

    private static void expect(@Nullable JsonToken found, JsonToken wanted) throws Unreadable {
        if (found != wanted) {
            throw new Unreadable(found + " (expected: " + wanted + ")");
        }
    }

    private QueryValue value() throws Unreadable {
        return switch (type) {
            case "matrix" ->
                    new QueryValue.Matrix(
                            items.stream()
                                    .map(item -> item.points().line(labels(item)))
                                    .sorted((a, b) -> a.labels().compareTo(b.labels()))
                                    .toList());
            case "vector" ->
                    new QueryValue.Vector(
                            items.stream()
                                    .map(item -> item.points().sample(labels(item)))
                                    .toList());
            case "scalar" ->
                    new QueryValue.Scalar(millis(items.get(0).text()), number(items.get(1).text()));
            case "string" -> new QueryValue.Text(millis(items.get(0).text()), items.get(1).text());
            default -> throw new Unreadable("its result is of type \"" + type + "\"");
        };
    }

    private static Labels labels(Item item) {
        if (item.labels() == null) {
            throw new IllegalArgumentException("result: no labels (expected: series)");
        }
        return item.labels();
    }

    /// The points of one series, in arrays that grow.
    private static final class Points {
        private long[] times = new long[16];
        private double[] values = new double[16];
        private @Nullable FloatHistogram @Nullable [] histograms;
        private int size;
        private boolean isSorted = true;

        /// Reads `[time, "value"]`.
        void number(AnswerReader from) throws Unreadable {
            long time = begin(from);
            from.in.nextToken();
            add(time, from.number(), null);
            expect(from.in.nextToken(), JsonToken.END_ARRAY);
        }

        /// Reads `[time, {"count": …, "sum": …, "buckets": […]}]`.
        void histogram(AnswerReader from) throws Unreadable {
            long time = begin(from);
            expect(from.in.nextToken(), JsonToken.START_OBJECT);
            double count = 0;
            double sum = 0;
            var buckets = new ArrayList<ApiHistogram.Bucket>();
            while (from.in.nextToken() == JsonToken.PROPERTY_NAME) {
                var name = from.in.currentName();
                from.in.nextToken();
                switch (name) {
                    case "count" -> count = from.number();
                    case "sum" -> sum = from.number();
                    case "buckets" -> from.many(() -> buckets.add(bucket(from)));
                    default -> from.in.skipChildren();
                }
            }
            add(time, sum, new ApiHistogram(count, sum, buckets).histogram());
            expect(from.in.nextToken(), JsonToken.END_ARRAY);
        }

        private static long begin(AnswerReader from) throws Unreadable {
            expect(from.in.currentToken(), JsonToken.START_ARRAY);
            from.in.nextToken();
            return from.time();
        }

        /// Reads `[rule, "lower", "upper", "count"]`.
        private static ApiHistogram.Bucket bucket(AnswerReader from) throws Unreadable {
            expect(from.in.currentToken(), JsonToken.START_ARRAY);
            var numbers = new double[4];
            for (int i = 0; i < numbers.length; i++) {
                from.in.nextToken();
                numbers[i] = from.number();
            }
            expect(from.in.nextToken(), JsonToken.END_ARRAY);
            return new ApiHistogram.Bucket(numbers[1], numbers[2], numbers[3]);
        }

        private void add(long time, double value, @Nullable FloatHistogram histogram) {
            if (size == times.length) {
                times = Arrays.copyOf(times, 2 * size);
                values = Arrays.copyOf(values, 2 * size);
                histograms = histograms == null ? null : Arrays.copyOf(histograms, 2 * size);
            }
            if (histogram != null && histograms == null) {
                histograms = new FloatHistogram[times.length];
            }
            isSorted &= size == 0 || times[size - 1] < time;
            times[size] = time;
            values[size] = value;
            if (histograms != null) {
                histograms[size] = histogram;
            }
            size++;
        }

        /// Numbers and histograms come in lists of their own; a line has them in one.
        void sort() {
            if (isSorted) {
                return;
            }
            var order = new Integer[size];
            Arrays.setAll(order, i -> i);
            Arrays.sort(order, (a, b) -> Long.compare(times[a], times[b]));
            var sorted = new Points();
            for (int i : order) {
                sorted.add(times[i], values[i], histograms == null ? null : histograms[i]);
            }
            times = sorted.times;
            values = sorted.values;
            histograms = sorted.histograms;
        }

        Line line(Labels labels) {
            return new Line(
                    labels,
                    Arrays.copyOf(times, size),
                    Arrays.copyOf(values, size),
                    histograms == null ? null : Arrays.copyOf(histograms, size));
        }

        QueryValue.Sample sample(Labels labels) {
            if (size != 1) {
                throw new IllegalArgumentException("result: " + size + " points (expected: one)");
            }
            return new QueryValue.Sample(
                    labels, times[0], values[0], histograms == null ? null : histograms[0]);
        }
    }
}
