package penstock.server.prometheus;

import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import penstock.metrics.labels.Labels;
import penstock.metrics.labels.Numbers;

/// Pieces of JSON, written without a tree in between: results may have millions of samples.
final class Json {
    private Json() {}

    static StringBuilder text(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ') {
                        out.append("\\u").append(HexFormat.of().toHexDigits(c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.append('"');
    }

    static StringBuilder labels(StringBuilder out, Labels labels) {
        out.append('{');
        for (int i = 0; i < labels.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            text(out, labels.name(i)).append(':');
            text(out, labels.value(i));
        }
        return out.append('}');
    }

    static StringBuilder texts(StringBuilder out, Collection<String> texts) {
        out.append('[');
        char separator = 0;
        for (var text : texts) {
            if (separator != 0) {
                out.append(separator);
            }
            text(out, text);
            separator = ',';
        }
        return out.append(']');
    }

    static String texts(Map<String, String> texts) {
        var out = new StringBuilder("{");
        texts.forEach(
                (name, value) -> {
                    if (out.length() > 1) {
                        out.append(',');
                    }
                    text(out, name).append(':');
                    text(out, value);
                });
        return out.append('}').toString();
    }

    /// Seconds since 1970, with three decimals if there are any.
    ///
    /// @param time milliseconds since 1970
    static StringBuilder time(StringBuilder out, long time) {
        long size = time;
        if (time < 0) {
            out.append('-');
            size = -time;
        }
        out.append(size / 1000);
        long rest = size % 1000;
        if (rest != 0) {
            out.append('.');
            out.append(rest < 100 ? "0" : "").append(rest < 10 ? "0" : "").append(rest);
        }
        return out;
    }

    /// A number as text, as samples are.
    static StringBuilder value(StringBuilder out, double value) {
        return Numbers.api(out.append('"'), value).append('"');
    }
}
