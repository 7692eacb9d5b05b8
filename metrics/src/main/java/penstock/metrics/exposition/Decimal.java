package penstock.metrics.exposition;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Reads decimal numbers from bytes; the usual ones without an object.
final class Decimal {
    private static final double[] POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
        1e17, 1e18, 1e19, 1e20, 1e21, 1e22
    };

    /// Up to here a number and its quotient or product with an exact power of ten are rounded once only.
    private static final long EXACT = 1L << 53;

    private final byte[] bytes;
    private final int end;
    private int at;
    private long digits;
    private int digitCount;
    private int scale;
    private boolean isWhole;

    private Decimal(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.end = end;
        at = from;
    }

    /// Whether the bytes are a number, infinity or NaN.
    static boolean isNumber(byte[] bytes, int from, int to) {
        return new Decimal(bytes, from, to).scan() || isWord(bytes, from, to);
    }

    /// The number; only when [#isNumber].
    static double parse(byte[] bytes, int from, int to) {
        var decimal = new Decimal(bytes, from, to);
        if (!decimal.scan()) {
            return word(text(bytes, from, to));
        }
        boolean isNegative = bytes[from] == '-';
        if (decimal.digits <= EXACT
                && decimal.digitCount <= 18
                && Math.abs(decimal.scale) < POWERS.length) {
            double value =
                    decimal.scale < 0
                            ? (double) decimal.digits / POWERS[-decimal.scale]
                            : (double) decimal.digits * POWERS[decimal.scale];
            return isNegative ? -value : value;
        }
        return Double.parseDouble(text(bytes, from, to));
    }

    private static boolean isWord(byte[] bytes, int from, int to) {
        if (to - from > 9) {
            return false;
        }
        String text = text(bytes, from, to);
        return !Double.isNaN(word(text)) || text.equalsIgnoreCase("nan");
    }

    private static double word(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
            case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
            default -> Double.NaN;
        };
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /// Reads `[+-] digits [. digits] [e [+-] digits]`; a digit before or after the point will do.
    private boolean scan() {
        if (at < end && (bytes[at] == '+' || bytes[at] == '-')) {
            at++;
        }
        int first = at;
        digits(0);
        int seen = at - first;
        if (at < end && bytes[at] == '.') {
            at++;
            int point = at;
            digits(1);
            seen += at - point;
        }
        if (seen == 0) {
            return false;
        }
        isWhole = true;
        if (at < end && (bytes[at] == 'e' || bytes[at] == 'E')) {
            exponent();
        }
        return isWhole && at == end;
    }

    private void digits(int scalePerDigit) {
        while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
            int digit = bytes[at++] - '0';
            scale -= scalePerDigit;
            if (digitCount > 0 || digit > 0) {
                digitCount++;
                digits = digitCount <= 18 ? 10 * digits + digit : digits;
            }
        }
    }

    private void exponent() {
        at++;
        boolean isNegative = at < end && bytes[at] == '-';
        if (at < end && (bytes[at] == '+' || bytes[at] == '-')) {
            at++;
        }
        int first = at;
        int exponent = 0;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
            exponent = Math.min(100_000, 10 * exponent + bytes[at++] - '0');
        }
        isWhole = at > first;
        scale += isNegative ? -exponent : exponent;
    }
}
