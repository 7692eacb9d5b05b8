package penstock.model;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Pattern;

/// Durations as people write them: `250ms`, `30s`, `2m`, `1h30m`, `7d`; `0` needs no unit.
public final class DurationText {
    private static final Pattern PART = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,9})?)(ms|s|m|h|d)");

    /// A hundred years: more is a mistake, and less always fits.
    private static final long MAX_MILLIS = Duration.ofDays(36_500).toMillis();

    private DurationText() {}

    public static Duration parse(String text) {
        var stripped = text.strip();
        if (stripped.equals("0")) {
            return Duration.ZERO;
        }
        var part = PART.matcher(stripped);
        var millis = BigDecimal.ZERO;
        int at = 0;
        while (at < stripped.length() && part.find(at) && part.start() == at) {
            millis = millis.add(new BigDecimal(part.group(1)).multiply(millis(part.group(2))));
            at = part.end();
        }
        if (at == 0 || at != stripped.length()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" (expected: a duration such as 250ms, 30s, 2m or 1h30m)");
        }
        if (millis.stripTrailingZeros().scale() > 0
                || millis.compareTo(BigDecimal.valueOf(MAX_MILLIS)) > 0) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" (expected: whole milliseconds, at most 36500d)");
        }
        return Duration.ofMillis(millis.longValueExact());
    }

    private static BigDecimal millis(String unit) {
        return BigDecimal.valueOf(
                switch (unit) {
                    case "ms" -> 1;
                    case "s" -> 1_000;
                    case "m" -> 60_000;
                    case "h" -> 3_600_000;
                    case "d" -> 86_400_000;
                    default ->
                            throw new IllegalArgumentException(
                                    "unit: " + unit + " (expected: ms, s, m, h or d)");
                });
    }

    /// The shortest exact form down to milliseconds: `1h30m`, `250ms`, `0s`.
    public static String format(Duration duration) {
        if (duration.isNegative()) {
            return "-" + format(duration.negated());
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
