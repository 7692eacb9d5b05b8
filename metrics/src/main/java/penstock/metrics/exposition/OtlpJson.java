package penstock.metrics.exposition;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Metrics that an OpenTelemetry SDK or collector sends as JSON: the message of [OtlpMetrics] in protobuf's JSON mapping, with
/// identifiers in hexadecimal and enumerations as numbers. It is written as protobuf, so that there is one way to read it.
/// Source: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
public final class OtlpJson {
    private sealed interface Type permits Scalar, Shape {}

    private enum Scalar implements Type {
        TEXT,
        BOOL,
        NUMBER,
        SIGNED,
        FIXED,
        REAL,
        HEXADECIMAL,
        BASE_64
    }

    /// A message.
    private enum Shape implements Type {
        REQUEST,
        RESOURCE_METRICS,
        RESOURCE,
        SCOPE_METRICS,
        METRIC,
        NUMBERS,
        HISTOGRAMS,
        EXPONENTIAL_HISTOGRAMS,
        SUMMARIES,
        NUMBER_POINT,
        HISTOGRAM_POINT,
        EXPONENTIAL_POINT,
        SUMMARY_POINT,
        BUCKETS,
        QUANTILE,
        EXEMPLAR,
        ATTRIBUTE,
        VALUE,
        VALUES,
        ATTRIBUTES
    }

    /// @param name in JSON
    private record Field(String name, int number, Type type) {}

    /// The fields of each message by their names in JSON. Others are unknown, and passed over.
    private static final Map<Shape, Map<String, Field>> FIELDS =
            Map.ofEntries(
                    shape(Shape.REQUEST, field("resourceMetrics", 1, Shape.RESOURCE_METRICS)),
                    shape(
                            Shape.RESOURCE_METRICS,
                            field("resource", 1, Shape.RESOURCE),
                            field("scopeMetrics", 2, Shape.SCOPE_METRICS)),
                    shape(Shape.RESOURCE, field("attributes", 1, Shape.ATTRIBUTE)),
                    shape(Shape.SCOPE_METRICS, field("metrics", 2, Shape.METRIC)),
                    shape(
                            Shape.METRIC,
                            field("name", 1, Scalar.TEXT),
                            field("description", 2, Scalar.TEXT),
                            field("unit", 3, Scalar.TEXT),
                            field("gauge", 5, Shape.NUMBERS),
                            field("sum", 7, Shape.NUMBERS),
                            field("histogram", 9, Shape.HISTOGRAMS),
                            field("exponentialHistogram", 10, Shape.EXPONENTIAL_HISTOGRAMS),
                            field("summary", 11, Shape.SUMMARIES)),
                    points(Shape.NUMBERS, Shape.NUMBER_POINT),
                    points(Shape.HISTOGRAMS, Shape.HISTOGRAM_POINT),
                    points(Shape.EXPONENTIAL_HISTOGRAMS, Shape.EXPONENTIAL_POINT),
                    points(Shape.SUMMARIES, Shape.SUMMARY_POINT),
                    shape(
                            Shape.NUMBER_POINT,
                            field("startTimeUnixNano", 2, Scalar.FIXED),
                            field("timeUnixNano", 3, Scalar.FIXED),
                            field("asDouble", 4, Scalar.REAL),
                            field("exemplars", 5, Shape.EXEMPLAR),
                            field("asInt", 6, Scalar.FIXED),
                            field("attributes", 7, Shape.ATTRIBUTE),
                            field("flags", 8, Scalar.NUMBER)),
                    shape(
                            Shape.HISTOGRAM_POINT,
                            field("startTimeUnixNano", 2, Scalar.FIXED),
                            field("timeUnixNano", 3, Scalar.FIXED),
                            field("count", 4, Scalar.FIXED),
                            field("sum", 5, Scalar.REAL),
                            field("bucketCounts", 6, Scalar.FIXED),
                            field("explicitBounds", 7, Scalar.REAL),
                            field("exemplars", 8, Shape.EXEMPLAR),
                            field("attributes", 9, Shape.ATTRIBUTE),
                            field("flags", 10, Scalar.NUMBER)),
                    shape(
                            Shape.EXPONENTIAL_POINT,
                            field("attributes", 1, Shape.ATTRIBUTE),
                            field("startTimeUnixNano", 2, Scalar.FIXED),
                            field("timeUnixNano", 3, Scalar.FIXED),
                            field("count", 4, Scalar.FIXED),
                            field("sum", 5, Scalar.REAL),
                            field("scale", 6, Scalar.SIGNED),
                            field("zeroCount", 7, Scalar.FIXED),
                            field("positive", 8, Shape.BUCKETS),
                            field("negative", 9, Shape.BUCKETS),
                            field("flags", 10, Scalar.NUMBER),
                            field("exemplars", 11, Shape.EXEMPLAR),
                            field("zeroThreshold", 14, Scalar.REAL)),
                    shape(
                            Shape.SUMMARY_POINT,
                            field("startTimeUnixNano", 2, Scalar.FIXED),
                            field("timeUnixNano", 3, Scalar.FIXED),
                            field("count", 4, Scalar.FIXED),
                            field("sum", 5, Scalar.REAL),
                            field("quantileValues", 6, Shape.QUANTILE),
                            field("attributes", 7, Shape.ATTRIBUTE),
                            field("flags", 8, Scalar.NUMBER)),
                    shape(
                            Shape.BUCKETS,
                            field("offset", 1, Scalar.SIGNED),
                            field("bucketCounts", 2, Scalar.NUMBER)),
                    shape(
                            Shape.QUANTILE,
                            field("quantile", 1, Scalar.REAL),
                            field("value", 2, Scalar.REAL)),
                    shape(
                            Shape.EXEMPLAR,
                            field("timeUnixNano", 2, Scalar.FIXED),
                            field("asDouble", 3, Scalar.REAL),
                            field("spanId", 4, Scalar.HEXADECIMAL),
                            field("traceId", 5, Scalar.HEXADECIMAL),
                            field("asInt", 6, Scalar.FIXED),
                            field("filteredAttributes", 7, Shape.ATTRIBUTE)),
                    shape(
                            Shape.ATTRIBUTE,
                            field("key", 1, Scalar.TEXT),
                            field("value", 2, Shape.VALUE)),
                    shape(
                            Shape.VALUE,
                            field("stringValue", 1, Scalar.TEXT),
                            field("boolValue", 2, Scalar.BOOL),
                            field("intValue", 3, Scalar.NUMBER),
                            field("doubleValue", 4, Scalar.REAL),
                            field("arrayValue", 5, Shape.VALUES),
                            field("kvlistValue", 6, Shape.ATTRIBUTES),
                            field("bytesValue", 7, Scalar.BASE_64)),
                    shape(Shape.VALUES, field("values", 1, Shape.VALUE)),
                    shape(Shape.ATTRIBUTES, field("values", 1, Shape.ATTRIBUTE)));

    private final JsonInput in;
    private final WireOutput out;

    private OtlpJson(JsonInput in, WireOutput out) {
        this.in = in;
        this.out = out;
    }

    /// Reads a body, uncompressed, and hands over what it has.
    ///
    /// @throws MalformedExposition where it is not as it has to be, with its place in the JSON, or in what was made of it
    public static OtlpMetrics.Rejected read(
            byte[] body, int length, OtlpOptions options, Limits limits, ExpositionSink sink) {
        var out = message(body, length, limits);
        return OtlpMetrics.read(out.bytes(), out.size(), options, limits, sink);
    }

    private static WireOutput message(byte[] body, int length, Limits limits) {
        var in = new JsonInput(body, length);
        if (Limits.isExceeded(length, limits.body())) {
            throw in.problem("the body has " + length + " bytes (allowed: " + limits.body() + ")");
        }
        var out = new WireOutput(limits.body());
        new OtlpJson(in, out).object(Shape.REQUEST);
        if (in.peek() != 0) {
            throw in.problem("more than one value");
        }
        return out;
    }

    private void object(Shape shape) {
        var fields = FIELDS.getOrDefault(shape, Map.of());
        in.open('{');
        for (boolean isFirst = true; in.hasNext('}', isFirst); isFirst = false) {
            var field = fields.get(in.text());
            in.expect(':');
            if (field == null) {
                in.skip();
            } else if (in.isNext('[')) {
                in.open('[');
                for (boolean isOnly = true; in.hasNext(']', isOnly); isOnly = false) {
                    value(field);
                }
            } else if (!in.isNull()) {
                value(field);
            }
        }
    }

    private void value(Field field) {
        int number = field.number();
        switch (field.type()) {
            case Shape shape -> {
                int begun = out.begin(number);
                object(shape);
                out.end(begun);
            }
            case Scalar scalar -> scalar(number, scalar);
        }
        if (out.isTooLarge()) {
            throw in.problem("the message is larger than is allowed");
        }
    }

    private void scalar(int number, Scalar scalar) {
        switch (scalar) {
            case TEXT -> bytes(number, in.text().getBytes(StandardCharsets.UTF_8));
            case BOOL -> out.number(number, in.bool() ? 1 : 0);
            case NUMBER -> out.number(number, integer());
            case SIGNED -> out.signed(number, integer());
            case FIXED -> out.fixed(number, integer());
            case REAL -> out.fixed(number, Double.doubleToRawLongBits(real()));
            case HEXADECIMAL -> bytes(number, hexadecimal());
            case BASE_64 -> bytes(number, base64());
        }
    }

    private void bytes(int number, byte[] content) {
        int begun = out.begin(number);
        out.content(content);
        out.end(begun);
    }

    /// As a number or, beyond what a double holds, as a text.
    private long integer() {
        var text = in.scalar();
        try {
            return text.startsWith("-") ? Long.parseLong(text) : Long.parseUnsignedLong(text);
        } catch (NumberFormatException _) {
            throw in.problem("\"" + shortened(text) + "\" (expected: an integer)");
        }
    }

    private double real() {
        var text = in.scalar();
        try {
            return switch (text) {
                case "NaN" -> Double.NaN;
                case "Infinity" -> Double.POSITIVE_INFINITY;
                case "-Infinity" -> Double.NEGATIVE_INFINITY;
                default -> Double.parseDouble(text);
            };
        } catch (NumberFormatException _) {
            throw in.problem("\"" + shortened(text) + "\" (expected: a number)");
        }
    }

    private byte[] hexadecimal() {
        var text = in.text();
        try {
            return HexFormat.of().parseHex(text);
        } catch (IllegalArgumentException _) {
            throw in.problem("\"" + shortened(text) + "\" (expected: hexadecimal digits)");
        }
    }

    private byte[] base64() {
        var text = in.text();
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException _) {
            throw in.problem("\"" + shortened(text) + "\" (expected: base 64)");
        }
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }

    private static Map.Entry<Shape, Map<String, Field>> shape(Shape shape, Field... fields) {
        return Map.entry(
                shape,
                Arrays.stream(fields).collect(Collectors.toMap(Field::name, Function.identity())));
    }

    private static Map.Entry<Shape, Map<String, Field>> points(Shape all, Shape point) {
        return shape(
                all,
                field("dataPoints", 1, point),
                field("aggregationTemporality", 2, Scalar.NUMBER),
                field("isMonotonic", 3, Scalar.BOOL));
    }

    private static Field field(String name, int number, Type type) {
        return new Field(name, number, type);
    }
}
