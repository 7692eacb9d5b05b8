package penstock.model;

import java.time.Duration;
import java.util.regex.Pattern;

/// Durations as people write them: `250ms`, `30s`, `2m`, `1h30m`, `7d`; `0` needs no unit.
public final class DurationText {
    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h|d)");

    private DurationText() {}

    public static Duration parse(String text) {
        var stripped = text.strip();
        if (stripped.equals("0")) {
            return Duration.ZERO;
        }
        var part = PART.matcher(stripped);
        var total = Duration.ZERO;
        int at = 0;
        while (at < stripped.length() && part.find(at) && part.start() == at) {
            total =
                    total.plusNanos(
                            Math.round(Double.parseDouble(part.group(1)) * nanos(part.group(2))));
            at = part.end();
        }
        if (at == 0 || at != stripped.length()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" (expected: a duration such as 250ms, 30s, 2m or 1h30m)");
        }
        return total;
    }

    private static double nanos(String unit) {
        return switch (unit) {
            case "ms" -> 1e6;
            case "s" -> 1e9;
            case "m" -> 60e9;
            case "h" -> 3600e9;
            case "d" -> 86_400e9;
            default ->
                    throw new IllegalArgumentException(
                            "unit: " + unit + " (expected: ms, s, m, h or d)");
        };
    }

    /// The shortest exact form down to milliseconds: `1h30m`, `250ms`, `0s`.
    public static String format(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        var text = new StringBuilder();
        append(text, duration.toDays(), "d");
        append(text, duration.toHoursPart(), "h");
        append(text, duration.toMinutesPart(), "m");
        append(text, duration.toSecondsPart(), "s");
        append(text, duration.toMillisPart(), "ms");
        return text.isEmpty() ? "0s" : text.toString();
    }

    private static void append(StringBuilder text, long amount, String unit) {
        if (amount != 0) {
            text.append(amount).append(unit);
        }
    }
}
