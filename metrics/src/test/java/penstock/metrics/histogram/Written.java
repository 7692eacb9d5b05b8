package penstock.metrics.histogram;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/// Reads the way in which Prometheus' scripts write histograms.
final class Written {
    private static final Pattern FIELD = Pattern.compile("(\\w+):(\\[[^\\]]*\\]|[^ }]+)");

    private Written() {}

    static FloatHistogram histogram(String text) {
        int schema = 0;
        double count = 0;
        double sum = 0;
        double zeroCount = 0;
        double zeroThreshold = 0;
        int offset = 0;
        int negativeOffset = 0;
        double[] buckets = {};
        double[] negativeBuckets = {};
        double[] bounds = {};
        var hint = CounterReset.UNKNOWN;
        var field = FIELD.matcher(text);
        while (field.find()) {
            String value = field.group(2);
            switch (field.group(1)) {
                case "schema" -> schema = Integer.parseInt(value);
                case "count" -> count = number(value);
                case "sum" -> sum = number(value);
                case "z_bucket" -> zeroCount = number(value);
                case "z_bucket_w" -> zeroThreshold = number(value);
                case "offset" -> offset = Integer.parseInt(value);
                case "n_offset" -> negativeOffset = Integer.parseInt(value);
                case "buckets" -> buckets = numbers(value);
                case "n_buckets" -> negativeBuckets = numbers(value);
                case "custom_values" -> bounds = numbers(value);
                case "counter_reset_hint" ->
                        hint = CounterReset.valueOf(value.toUpperCase(Locale.ROOT));
                default -> throw new IllegalArgumentException(text);
            }
        }
        return new FloatHistogram(
                schema,
                zeroThreshold,
                zeroCount,
                count,
                sum,
                Buckets.run(offset, buckets),
                Buckets.run(negativeOffset, negativeBuckets),
                bounds.length == 0 ? Bounds.NONE : new Bounds(bounds),
                hint);
    }

    private static double[] numbers(String list) {
        String inner = list.substring(1, list.length() - 1).strip();
        return inner.isEmpty()
                ? new double[0]
                : Arrays.stream(inner.split(" +")).mapToDouble(Written::number).toArray();
    }

    static double number(String text) {
        return switch (text) {
            case "Inf", "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }
}
