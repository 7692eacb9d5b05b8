package penstock.metrics.promql.syntax;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Literals and durations as Prometheus reads and writes them.
public final class Literals {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long MAX_NANOS = Long.MAX_VALUE;

    /// Milliseconds of each unit, from the longest to the shortest: the order in which a duration names them.
    private enum Unit {
        YEAR("y", 365L * 24 * 3_600_000, true),
        WEEK("w", 7L * 24 * 3_600_000, true),
        DAY("d", 24L * 3_600_000, false),
        HOUR("h", 3_600_000, false),
        MINUTE("m", 60_000, false),
        SECOND("s", 1000, false),
        MILLISECOND("ms", 1, false);

        private final String sign;
        private final long millis;
        private final boolean isOnlyIfExact;

        Unit(String sign, long millis, boolean isOnlyIfExact) {
            this.sign = sign;
            this.millis = millis;
            this.isOnlyIfExact = isOnlyIfExact;
        }
    }

    private static final Map<String, Unit> UNITS =
            Map.of(
                    "y", Unit.YEAR,
                    "w", Unit.WEEK,
                    "d", Unit.DAY,
                    "h", Unit.HOUR,
                    "m", Unit.MINUTE,
                    "s", Unit.SECOND,
                    "ms", Unit.MILLISECOND);

    private Literals() {}

    /// A number as the lexer took it: decimal, `0x…`, octal with a leading `0`, `Inf`, `NaN`, with `_` between digits.
    ///
    /// @throws NumberFormatException with Prometheus' message
    public static double number(String text) {
        String plain = text.replace("_", "").toLowerCase(Locale.ROOT);
        switch (plain) {
            case "inf", "+inf" -> {
                return Double.POSITIVE_INFINITY;
            }
            case "-inf" -> {
                return Double.NEGATIVE_INFINITY;
            }
            case "nan" -> {
                return Double.NaN;
            }
            default -> {}
        }
        if (plain.startsWith("0x")) {
            return hexadecimal(text, plain);
        }
        if (isOctal(plain)) {
            return Long.parseLong(plain, 8);
        }
        if (plain.endsWith("d") || plain.endsWith("f")) {
            throw failed(text, "invalid syntax");
        }
        double value;
        try {
            value = Double.parseDouble(plain);
        } catch (NumberFormatException e) {
            throw failed(text, "invalid syntax");
        }
        if (Double.isInfinite(value)) {
            throw failed(text, "value out of range");
        }
        return value;
    }

    private static boolean isOctal(String text) {
        return text.length() > 1
                && text.length() < 22
                && text.charAt(0) == '0'
                && text.chars().allMatch(c -> c >= '0' && c <= '7');
    }

    private static double hexadecimal(String text, String plain) {
        try {
            return Long.parseLong(plain.substring(2), 16);
        } catch (NumberFormatException e) {
            throw failed(text, "invalid syntax");
        }
    }

    private static NumberFormatException failed(String text, String reason) {
        return new NumberFormatException(
                "error parsing number: strconv.ParseFloat: parsing "
                        + GoText.quoted(text)
                        + ": "
                        + reason);
    }

    /// The seconds of a duration such as `1h30m`: units from the longest to the shortest, each once, up to 292 years.
    ///
    /// @throws NumberFormatException with Prometheus' message
    public static double seconds(String text) {
        return nanos(text) / 1e9;
    }

    private static long nanos(String text) {
        if (text.equals("0")) {
            return 0;
        }
        if (text.isEmpty()) {
            throw new NumberFormatException("empty duration string");
        }
        long nanos = 0;
        @Nullable Unit last = null;
        for (int at = 0; at < text.length(); ) {
            int digits = at;
            while (at < text.length() && Lexer.isDigit(text.charAt(at))) {
                at++;
            }
            int sign = at;
            while (at < text.length() && !Lexer.isDigit(text.charAt(at))) {
                at++;
            }
            if (sign == digits || sign == at) {
                throw notValid(text);
            }
            var unit = UNITS.get(text.substring(sign, at));
            if (unit == null) {
                throw new NumberFormatException(
                        "unknown unit "
                                + GoText.quoted(text.substring(sign, at))
                                + " in duration "
                                + GoText.quoted(text));
            }
            if (last != null && unit.compareTo(last) <= 0) {
                throw notValid(text);
            }
            last = unit;
            nanos = plus(nanos, text.substring(digits, sign), unit);
        }
        return nanos;
    }

    private static long plus(long nanos, String digits, Unit unit) {
        try {
            long amount = Long.parseLong(digits);
            return Math.addExact(nanos, Math.multiplyExact(amount, unit.millis * NANOS_PER_MILLI));
        } catch (ArithmeticException | NumberFormatException e) {
            throw new NumberFormatException("duration out of range");
        }
    }

    private static NumberFormatException notValid(String text) {
        return new NumberFormatException("not a valid duration string: " + GoText.quoted(text));
    }

    /// Whether a number of seconds is within what a duration may be, 292 years to both sides.
    static boolean isDuration(double seconds) {
        return Math.abs(seconds) <= MAX_NANOS / 1e9;
    }

    /// Whether [#durationText] says exactly this.
    static boolean isWholeMillis(double seconds) {
        double millis = Math.rint(seconds * 1000);
        return Math.abs(millis) < 1e15 && millis / 1000 == seconds;
    }

    /// As `1h30m`, cut to milliseconds; years and weeks only when nothing is left over.
    public static String durationText(double seconds) {
        long rest = Math.abs(Math.round(seconds * 1000));
        if (rest == 0) {
            return "0s";
        }
        var text = new StringBuilder(seconds < 0 ? "-" : "");
        for (Unit unit : Unit.values()) {
            boolean fits = !unit.isOnlyIfExact || rest % unit.millis == 0;
            if (fits && rest >= unit.millis) {
                text.append(rest / unit.millis).append(unit.sign);
                rest %= unit.millis;
            }
        }
        return text.toString();
    }

    /// The same of a time.
    public static String durationText(Duration time) {
        return durationText(time.toMillis() / 1e3);
    }
}
