package penstock.metrics.script;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import penstock.metrics.histogram.Bounds;
import penstock.metrics.histogram.Buckets;
import penstock.metrics.histogram.CounterReset;
import penstock.metrics.histogram.FloatHistogram;

/// Reads a histogram as scripts write it: `{{schema:1 count:3 sum:4.5 buckets:[1 2]}}`, what is left out being 0.
final class HistogramReader {
    private static final List<String> KEYS =
            List.of(
                    "schema",
                    "count",
                    "sum",
                    "z_bucket",
                    "z_bucket_w",
                    "buckets",
                    "offset",
                    "n_buckets",
                    "n_offset",
                    "custom_values",
                    "counter_reset_hint");

    private final Map<String, String> values = new HashMap<>();
    private final int end;

    /// @param start where the first `{` is
    HistogramReader(String text, int start) {
        int close = text.indexOf("}}", start);
        if (close < 0) {
            throw new ScriptProblem("histogram without \"}}\"");
        }
        end = close + 2;
        for (String part : parts(text.substring(start + 2, close))) {
            int colon = part.indexOf(':');
            String key = colon < 0 ? part : part.substring(0, colon).toLowerCase(Locale.ROOT);
            if (colon < 0 || !KEYS.contains(key)) {
                throw new ScriptProblem(
                        "\""
                                + part
                                + "\" in a histogram (expected: "
                                + String.join(", ", KEYS)
                                + ", each with \":\" and a value)");
            }
            if (values.put(key, part.substring(colon + 1)) != null) {
                throw new ScriptProblem("\"" + key + "\" twice in a histogram");
            }
        }
    }

    /// At blanks outside of brackets.
    private static List<String> parts(String text) {
        var parts = new ArrayList<String>();
        int start = 0;
        boolean isInside = false;
        for (int i = 0; i <= text.length(); i++) {
            boolean isEnd = i == text.length() || (text.charAt(i) == ' ' && !isInside);
            if (isEnd && i > start) {
                parts.add(text.substring(start, i));
            }
            if (isEnd) {
                start = i + 1;
            } else if (text.charAt(i) == '[') {
                isInside = true;
            } else if (text.charAt(i) == ']') {
                isInside = false;
            }
        }
        return parts;
    }

    int end() {
        return end;
    }

    boolean hasHint() {
        return values.containsKey("counter_reset_hint");
    }

    FloatHistogram histogram() {
        return new FloatHistogram(
                integer("schema"),
                number("z_bucket_w"),
                number("z_bucket"),
                number("count"),
                number("sum"),
                buckets("buckets", "offset"),
                buckets("n_buckets", "n_offset"),
                bounds(),
                hint());
    }

    private double number(String key) {
        return SeriesLineReader.number(values.getOrDefault(key, "0"));
    }

    private int integer(String key) {
        String value = values.getOrDefault(key, "0");
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new ScriptProblem(key + ": \"" + value + "\" (expected: a whole number)");
        }
    }

    private Bounds bounds() {
        double[] bounds = numbers("custom_values");
        return bounds.length == 0 ? Bounds.NONE : new Bounds(bounds);
    }

    private Buckets buckets(String key, String offset) {
        double[] counts = numbers(key);
        int first = integer(offset);
        return counts.length == 0 ? Buckets.NONE : Buckets.run(first, counts);
    }

    private double[] numbers(String key) {
        String value = values.getOrDefault(key, "[]");
        if (!value.startsWith("[") || !value.endsWith("]")) {
            throw new ScriptProblem(
                    key + ": \"" + value + "\" (expected: numbers between \"[\" and \"]\")");
        }
        List<String> parts = parts(value.substring(1, value.length() - 1));
        var numbers = new double[parts.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = SeriesLineReader.number(parts.get(i));
        }
        return numbers;
    }

    private CounterReset hint() {
        String hint = values.getOrDefault("counter_reset_hint", "unknown");
        return switch (hint.toLowerCase(Locale.ROOT)) {
            case "unknown" -> CounterReset.UNKNOWN;
            case "reset" -> CounterReset.RESET;
            case "not_reset" -> CounterReset.NOT_RESET;
            case "gauge" -> CounterReset.GAUGE;
            default ->
                    throw new ScriptProblem(
                            "counter_reset_hint: \""
                                    + hint
                                    + "\" (expected: unknown, reset, not_reset or gauge)");
        };
    }
}
