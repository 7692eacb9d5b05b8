package penstock.gateway.routes;

import java.time.Duration;

/// Durations as manifests have them.
public final class Times {
    private Times() {}

    /// The shortest exact form down to milliseconds, such as `1h30m` or `250ms`.
    public static String written(Duration time) {
        if (time.isNegative()) {
            return "-" + written(time.negated());
        }
        var text = new StringBuilder();
        append(text, time.toDays(), "d");
        append(text, time.toHoursPart(), "h");
        append(text, time.toMinutesPart(), "m");
        append(text, time.toSecondsPart(), "s");
        append(text, time.toMillisPart(), "ms");
        return text.isEmpty() ? "0s" : text.toString();
    }

    private static void append(StringBuilder text, long amount, String unit) {
        if (amount != 0) {
            text.append(amount).append(unit);
        }
    }
}
