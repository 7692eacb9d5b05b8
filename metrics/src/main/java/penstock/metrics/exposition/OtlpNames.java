package penstock.metrics.exposition;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Names of metrics and attributes of OpenTelemetry as names of series and labels.
/// Source: https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/
final class OtlpNames {
    private static final Map<String, String> UNITS =
            Map.ofEntries(
                    Map.entry("d", "days"),
                    Map.entry("h", "hours"),
                    Map.entry("min", "minutes"),
                    Map.entry("s", "seconds"),
                    Map.entry("ms", "milliseconds"),
                    Map.entry("us", "microseconds"),
                    Map.entry("ns", "nanoseconds"),
                    Map.entry("By", "bytes"),
                    Map.entry("KiBy", "kibibytes"),
                    Map.entry("MiBy", "mebibytes"),
                    Map.entry("GiBy", "gibibytes"),
                    Map.entry("TiBy", "tibibytes"),
                    Map.entry("KBy", "kilobytes"),
                    Map.entry("MBy", "megabytes"),
                    Map.entry("GBy", "gigabytes"),
                    Map.entry("TBy", "terabytes"),
                    Map.entry("m", "meters"),
                    Map.entry("V", "volts"),
                    Map.entry("A", "amperes"),
                    Map.entry("J", "joules"),
                    Map.entry("W", "watts"),
                    Map.entry("g", "grams"),
                    Map.entry("Cel", "celsius"),
                    Map.entry("Hz", "hertz"),
                    Map.entry("1", ""),
                    Map.entry("%", "percent"));

    private static final Map<String, String> PER_UNITS =
            Map.of(
                    "s", "second", "m", "minute", "h", "hour", "d", "day", "w", "week", "mo",
                    "month", "y", "year");

    private OtlpNames() {}

    static String metric(String name, String unit, MetricType type, OtlpOptions.Names names) {
        return switch (names) {
            case UNCHANGED -> name;
            case SUFFIXES -> suffixed(name, unit, type);
            case UNDERSCORES -> underscored(name, unit, type);
            case ONLY_UNDERSCORES -> onlyUnderscored(name);
        };
    }

    private static String underscored(String name, String unit, MetricType type) {
        var tokens = new ArrayList<>(tokens(name));
        String main = main(unit);
        String per = per(unit);
        if (!main.isEmpty() && !tokens.contains(main)) {
            tokens.addAll(tokens(main));
        }
        if (!per.isEmpty() && !tokens.contains(per)) {
            tokens.add("per");
            tokens.addAll(tokens(per));
        }
        String last = lastSuffix(unit, type);
        if (!last.isEmpty()) {
            tokens.removeIf(last::equals);
            tokens.add(last);
        }
        String joined = String.join("_", tokens);
        return !joined.isEmpty() && Character.isDigit(joined.charAt(0)) ? "_" + joined : joined;
    }

    /// One underscore for what is not allowed between two parts that are.
    private static String onlyUnderscored(String name) {
        var escaped = new StringBuilder(name.length() + 1);
        boolean isBehindPart = false;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean isKept = isLetterOrDigit(c) || c == '_';
            if (isKept && !isBehindPart && !escaped.isEmpty()) {
                escaped.append('_');
            }
            if (isKept) {
                escaped.append(c);
            }
            isBehindPart = isKept;
        }
        return !escaped.isEmpty() && Character.isDigit(escaped.charAt(0))
                ? escaped.insert(0, '_').toString()
                : escaped.toString();
    }

    private static String suffixed(String name, String unit, MetricType type) {
        String last = lastSuffix(unit, type);
        String suffixed =
                !last.isEmpty() && name.endsWith("_" + last)
                        ? name.substring(0, name.length() - last.length() - 1)
                        : name;
        String main = main(unit);
        String per = per(unit);
        if (!main.isEmpty() && !suffixed.endsWith("_" + main)) {
            suffixed += "_" + main;
        }
        if (!per.isEmpty() && !suffixed.endsWith("_per_" + per)) {
            suffixed += "_per_" + per;
        }
        return last.isEmpty() ? suffixed : suffixed + "_" + last;
    }

    private static String lastSuffix(String unit, MetricType type) {
        if (type == MetricType.COUNTER) {
            return "total";
        }
        return type == MetricType.GAUGE && unit.equals("1") ? "ratio" : "";
    }

    private static String main(String unit) {
        int slash = unit.indexOf('/');
        String main = (slash < 0 ? unit : unit.substring(0, slash)).strip();
        return isAnnotation(main) ? "" : UNITS.getOrDefault(main, main);
    }

    private static String per(String unit) {
        int slash = unit.indexOf('/');
        String per = slash < 0 ? "" : unit.substring(slash + 1).strip();
        return isAnnotation(per) ? "" : PER_UNITS.getOrDefault(per, per);
    }

    private static boolean isAnnotation(String unit) {
        return unit.indexOf('{') >= 0 || unit.indexOf('}') >= 0;
    }

    private static List<String> tokens(String name) {
        var tokens = new ArrayList<String>();
        int from = 0;
        for (int i = 0; i <= name.length(); i++) {
            boolean isPart = i < name.length() && isLetterOrDigit(name.charAt(i));
            if (!isPart) {
                if (i > from) {
                    tokens.add(name.substring(from, i));
                }
                from = i + 1;
            }
        }
        return tokens;
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == ':';
    }

    static String label(String name, OtlpOptions.Names names) {
        if (!names.isEscaped() || name.isEmpty()) {
            return name;
        }
        var label = new StringBuilder(name.length() + 4);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            label.append(c != ':' && isLetterOrDigit(c) ? c : '_');
        }
        if (Character.isDigit(label.charAt(0))) {
            label.insert(0, "key_");
        } else if (label.charAt(0) == '_' && !label.toString().startsWith("__")) {
            label.insert(0, "key");
        }
        return label.toString();
    }
}
