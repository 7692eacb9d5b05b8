package penstock.metrics.template;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import penstock.metrics.labels.Numbers;

/// How values look in the output, as Go's `fmt.Print` writes them.
final class Printing {
    private Printing() {}

    static String printed(Value value) {
        return switch (value) {
            case Value.None _ -> "<no value>";
            case Value.Text text -> text.text();
            case Value.Whole whole -> Long.toString(whole.value());
            case Value.Real real -> Numbers.general(real.value());
            case Value.Truth truth -> Boolean.toString(truth.value());
            case Value.Histogram histogram -> histogram.histogram().toString();
            case Value.Moment moment ->
                    TimeFormat.plain(LocalDateTime.ofInstant(moment.instant(), ZoneOffset.UTC));
            case Value.Span span -> duration(span.nanos());
            case Value.Sample sample ->
                    "{" + printed(sample.labels()) + " " + printed(sample.value()) + "}";
            case Value.Texts texts -> {
                var text = new StringBuilder("map[");
                texts.entries()
                        .forEach(
                                (key, entry) ->
                                        text.append(text.length() > 4 ? " " : "")
                                                .append(key)
                                                .append(':')
                                                .append(entry));
                yield text.append(']').toString();
            }
            case Value.Fields fields -> fields(fields);
            case Value.Items items -> items(items.items());
        };
    }

    private static String fields(Value.Fields fields) {
        var text = new StringBuilder(fields.isStruct() ? "{" : "map[");
        int start = text.length();
        fields.entries()
                .forEach(
                        (key, entry) -> {
                            text.append(text.length() > start ? " " : "");
                            text.append(fields.isStruct() ? "" : key + ":").append(nested(entry));
                        });
        return text.append(fields.isStruct() ? "}" : "]").toString();
    }

    private static String items(List<Value> items) {
        var text = new StringBuilder("[");
        for (Value item : items) {
            text.append(text.length() > 1 ? " " : "").append(nested(item));
        }
        return text.append(']').toString();
    }

    private static String nested(Value value) {
        return value instanceof Value.None ? "<nil>" : printed(value);
    }

    /// One after the other, with a blank between two of which neither is a text.
    static String together(List<Value> values) {
        var text = new StringBuilder();
        for (int i = 0; i < values.size(); i++) {
            boolean isApart =
                    i > 0
                            && !(values.get(i) instanceof Value.Text)
                            && !(values.get(i - 1) instanceof Value.Text);
            text.append(isApart ? " " : "").append(nested(values.get(i)));
        }
        return text.toString();
    }

    static String line(List<Value> values) {
        var text = new StringBuilder();
        for (Value value : values) {
            text.append(text.isEmpty() ? "" : " ").append(nested(value));
        }
        return text.append('\n').toString();
    }

    /// As Go writes a duration: `1h2m3.5s`, `1.5ms`.
    static String duration(long nanos) {
        if (nanos == 0) {
            return "0s";
        }
        String sign = nanos < 0 ? "-" : "";
        double size = Math.abs((double) nanos);
        if (size < 1000) {
            return sign + Math.abs(nanos) + "ns";
        }
        if (size < 1e6) {
            return sign + fraction(Math.abs(nanos), 1000) + "µs";
        }
        if (size < 1e9) {
            return sign + fraction(Math.abs(nanos), 1_000_000) + "ms";
        }
        long whole = Math.abs(nanos / 1_000_000_000);
        long rest = Math.abs(nanos % 1_000_000_000);
        long seconds = whole % 60;
        String text = fraction(seconds * 1_000_000_000 + rest, 1_000_000_000) + "s";
        if (whole >= 60) {
            text = whole / 60 % 60 + "m" + text;
        }
        if (whole >= 3600) {
            text = whole / 3600 + "h" + text;
        }
        return sign + text;
    }

    private static String fraction(long nanos, long unit) {
        return BigDecimal.valueOf(nanos)
                .divide(BigDecimal.valueOf(unit))
                .stripTrailingZeros()
                .toPlainString();
    }
}
