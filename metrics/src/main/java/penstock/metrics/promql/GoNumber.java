package penstock.metrics.promql;

import java.util.Locale;
import java.util.OptionalDouble;

/// Numbers in labels, as Go reads them.
public final class GoNumber {
    private GoNumber() {}

    public static OptionalDouble parse(String text) {
        if (text.isEmpty()) {
            return OptionalDouble.empty();
        }
        String word = text.toLowerCase(Locale.ROOT);
        return switch (word) {
            case "inf", "+inf", "infinity", "+infinity" ->
                    OptionalDouble.of(Double.POSITIVE_INFINITY);
            case "-inf", "-infinity" -> OptionalDouble.of(Double.NEGATIVE_INFINITY);
            case "nan" -> OptionalDouble.of(Double.NaN);
            default -> ofDigits(text);
        };
    }

    private static OptionalDouble ofDigits(String text) {
        for (int i = 0; i < text.length(); i++) {
            // Java also takes spaces and suffixes such as "1d".
            if ("0123456789+-.eExXpPabcdefABCDEF".indexOf(text.charAt(i)) < 0) {
                return OptionalDouble.empty();
            }
        }
        char last = text.charAt(text.length() - 1);
        boolean isHex = text.indexOf('x') >= 0 || text.indexOf('X') >= 0;
        if (!isHex && !Character.isDigit(last) && last != '.') {
            return OptionalDouble.empty();
        }
        try {
            return OptionalDouble.of(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }
}
