package penstock.metrics.template;

import java.time.LocalDateTime;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;

/// Times in UTC as Go writes them: a layout is how it would write Monday, 2 January 2006, 15:04:05.
final class TimeFormat {
    /// Longer ones before those they begin with.
    private static final List<String> PARTS =
            List.of(
                    "January", "Jan", "Monday", "Mon", "MST", "2006", "Z07:00", "Z0700", "-07:00",
                    "-0700", "002", "01", "02", "03", "04", "05", "06", "15", "PM", "pm", "__2",
                    "_2", "1", "2", "3", "4", "5");

    private TimeFormat() {}

    /// As Go prints a time: with as many digits of the second as it needs.
    static String plain(LocalDateTime time) {
        return format(time, "2006-01-02 15:04:05.999999999 -0700 MST");
    }

    static String format(LocalDateTime time, String layout) {
        var text = new StringBuilder();
        for (int at = 0; at < layout.length(); ) {
            int digits = fraction(layout, at);
            if (digits > 0) {
                text.append(
                        fraction(time, layout.charAt(at + 1) == '9', digits, layout.charAt(at)));
                at += digits + 1;
                continue;
            }
            String part = part(layout, at);
            if (part.isEmpty()) {
                text.append(layout.charAt(at));
                at++;
            } else {
                text.append(written(time, part));
                at += part.length();
            }
        }
        return text.toString();
    }

    private static String part(String layout, int at) {
        for (String part : PARTS) {
            if (layout.startsWith(part, at)) {
                return part;
            }
        }
        return "";
    }

    /// How many `0` or `9` stand for the fraction of the second after a point or comma here; 0 when none do.
    private static int fraction(String layout, int at) {
        char c = layout.charAt(at);
        if ((c != '.' && c != ',') || at + 1 >= layout.length()) {
            return 0;
        }
        char digit = layout.charAt(at + 1);
        if (digit != '0' && digit != '9') {
            return 0;
        }
        int end = at + 1;
        while (end < layout.length() && layout.charAt(end) == digit) {
            end++;
        }
        boolean isFollowedByDigit = end < layout.length() && Character.isDigit(layout.charAt(end));
        return isFollowedByDigit ? 0 : end - at - 1;
    }

    private static String fraction(LocalDateTime time, boolean isTrimmed, int digits, char point) {
        String nanos = "%09d".formatted(time.get(ChronoField.NANO_OF_SECOND));
        String text = nanos.substring(0, Math.min(digits, 9));
        if (!isTrimmed) {
            return point + text;
        }
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '0') {
            end--;
        }
        return end == 0 ? "" : point + text.substring(0, end);
    }

    private static String written(LocalDateTime time, String part) {
        int hour = time.getHour() % 12 == 0 ? 12 : time.getHour() % 12;
        boolean isAfternoon = time.getHour() >= 12;
        return switch (part) {
            case "January" -> time.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
            case "Jan" -> time.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
            case "Monday" -> time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
            case "Mon" -> time.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
            case "MST" -> "UTC";
            case "Z07:00", "Z0700" -> "Z";
            case "-07:00" -> "+00:00";
            case "-0700" -> "+0000";
            case "2006" -> "%04d".formatted(time.getYear());
            case "06" -> "%02d".formatted(time.getYear() % 100);
            case "002" -> "%03d".formatted(time.getDayOfYear());
            case "01" -> "%02d".formatted(time.getMonthValue());
            case "1" -> Integer.toString(time.getMonthValue());
            case "02" -> "%02d".formatted(time.getDayOfMonth());
            case "_2" -> "%2d".formatted(time.getDayOfMonth());
            case "__2" -> "%3d".formatted(time.getDayOfYear());
            case "2" -> Integer.toString(time.getDayOfMonth());
            case "15" -> "%02d".formatted(time.getHour());
            case "03" -> "%02d".formatted(hour);
            case "3" -> Integer.toString(hour);
            case "04" -> "%02d".formatted(time.getMinute());
            case "4" -> Integer.toString(time.getMinute());
            case "05" -> "%02d".formatted(time.getSecond());
            case "5" -> Integer.toString(time.getSecond());
            case "PM" -> isAfternoon ? "PM" : "AM";
            case "pm" -> isAfternoon ? "pm" : "am";
            default ->
                    throw new IllegalArgumentException(
                            "part: " + part + " (expected: one of PARTS)");
        };
    }
}
