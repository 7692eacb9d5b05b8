package penstock.capabilities.services;

import java.math.BigDecimal;
import penstock.model.AsText;

/// A difference: `2%` of stable's figure, or `0.01` in the unit of the figure. More than 0.
///
/// @param value a part of one (0.02 for `2%`), or the difference itself
@AsText
public record Amount(double value, boolean isRelative) {
    /// How many times the smallest effect the widest margin is where none is given.
    static final double WIDEST = 4;

    public Amount {
        if (!(value > 0 && value <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException(value + " (expected: more than 0)");
        }
    }

    public static Amount parse(String text) {
        var stripped = text.strip();
        boolean isRelative = stripped.endsWith("%");
        try {
            var number =
                    new BigDecimal(
                            isRelative ? stripped.substring(0, stripped.length() - 1) : stripped);
            return new Amount(
                    (isRelative ? number.movePointLeft(2) : number).doubleValue(), isRelative);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" (expected: a part such as 2%, or a number such as 0.01)", e);
        }
    }

    /// The margin at a weight, for a smallest effect of this: it narrows as the weight grows.
    public Amount marginAt(int weightBasisPoints) {
        double times = weightBasisPoints < 2_000 ? WIDEST : weightBasisPoints < 4_000 ? 3 : 2;
        return new Amount(value * times, isRelative);
    }

    @Override
    public String toString() {
        var number = BigDecimal.valueOf(value);
        return isRelative
                ? number.movePointRight(2).stripTrailingZeros().toPlainString() + "%"
                : number.stripTrailingZeros().toPlainString();
    }
}
