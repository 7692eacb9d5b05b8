package penstock.vectoriser;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Text with units. What cannot be read gives a negative value, which no valid text does.
final class Units {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");
    private static final Pattern PERCENTAGE = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,6})?)%");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})(B|KiB|MiB|Ki|Mi)");
    private static final long LARGEST_SIZE = 1L << 30;

    private Units() {}

    static Duration duration(String text) {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            return Duration.ofMillis(-1);
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }

    static double percentage(String text) {
        Matcher matcher = PERCENTAGE.matcher(text);
        if (!matcher.matches()) {
            return -1;
        }
        double share = Double.parseDouble(matcher.group(1)) / 100;
        return share <= 1 ? share : -1;
    }

    static long bytes(String text) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            return -1;
        }
        long number = Long.parseLong(matcher.group(1));
        long bytes =
                switch (matcher.group(2).charAt(0)) {
                    case 'K' -> number << 10;
                    case 'M' -> number << 20;
                    default -> number;
                };
        return bytes <= LARGEST_SIZE ? bytes : -1;
    }
}
