package penstock.model;

import java.math.BigDecimal;

/// A fraction written as a percentage: `2%`, `0.05%`. Not bounded above (a tolerance may be `150%`).
@AsText
public record Share(double fraction) {
    public Share {
        if (!(fraction >= 0) || Double.isInfinite(fraction)) {
            throw new IllegalArgumentException(fraction + " (expected: 0 or more)");
        }
    }

    public static Share parse(String text) {
        try {
            var stripped = text.strip();
            return stripped.endsWith("%")
                    ? new Share(
                            new BigDecimal(stripped.substring(0, stripped.length() - 1))
                                    .movePointLeft(2)
                                    .doubleValue())
                    : new Share(new BigDecimal(stripped).doubleValue());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" (expected: a percentage such as 2% or 0.05%)", e);
        }
    }

    @Override
    public String toString() {
        return BigDecimal.valueOf(fraction).movePointRight(2).stripTrailingZeros().toPlainString()
                + "%";
    }
}
