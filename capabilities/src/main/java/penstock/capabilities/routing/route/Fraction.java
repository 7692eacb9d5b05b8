package penstock.capabilities.routing.route;

import java.math.BigDecimal;
import penstock.model.AsText;

/// A part of a whole, written `10%` or `1/3`.
///
/// @param numerator 0 to `denominator`
/// @param denominator 1 to 1,000,000
@AsText
public record Fraction(int numerator, int denominator) {
    static final Fraction ALL = new Fraction(100, 100);

    public Fraction {
        if (denominator < 1
                || denominator > 1_000_000
                || numerator < 0
                || numerator > denominator) {
            throw refused(numerator + "/" + denominator);
        }
    }

    public static Fraction parse(String text) {
        try {
            if (text.endsWith("%")) {
                var percent = new BigDecimal(text.substring(0, text.length() - 1).strip());
                int decimals = Math.max(0, percent.stripTrailingZeros().scale());
                if (decimals > 4) {
                    throw refused(text);
                }
                return new Fraction(
                        percent.movePointRight(decimals).intValueExact(),
                        BigDecimal.TEN.pow(2 + decimals).intValueExact());
            }
            int slash = text.indexOf('/');
            return new Fraction(
                    Integer.parseInt(text.substring(0, Math.max(0, slash)).strip()),
                    Integer.parseInt(text.substring(slash + 1).strip()));
        } catch (NumberFormatException | ArithmeticException e) {
            throw refused(text);
        }
    }

    private static IllegalArgumentException refused(String text) {
        return new IllegalArgumentException(
                "\"" + text + "\" (expected: a share such as 10%, 0.5% or 1/3)");
    }

    @Override
    public String toString() {
        var hundreds = BigDecimal.TEN.pow(2);
        boolean isPercent = denominator >= 100 && Integer.toString(denominator).matches("10*");
        return isPercent
                ? BigDecimal.valueOf(numerator)
                                .multiply(hundreds)
                                .divide(BigDecimal.valueOf(denominator))
                                .stripTrailingZeros()
                                .toPlainString()
                        + "%"
                : numerator + "/" + denominator;
    }
}
