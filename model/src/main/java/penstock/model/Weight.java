package penstock.model;

import java.math.BigDecimal;

/// A share of cohorts in basis points (hundredths of a per cent, 0…10,000); written `5%` or `0.25%`.
@AsText
public record Weight(int basisPoints) implements Comparable<Weight> {
    public static final Weight NONE = new Weight(0);
    public static final Weight ALL = new Weight(10_000);

    public Weight {
        if (basisPoints < 0 || basisPoints > 10_000) {
            throw new IllegalArgumentException(
                    "basisPoints: " + basisPoints + " (expected: 0..10000)");
        }
    }

    public static Weight percent(int percent) {
        return new Weight(percent * 100);
    }

    public static Weight parse(String text) {
        try {
            var number =
                    text.strip().endsWith("%")
                            ? text.strip().substring(0, text.strip().length() - 1)
                            : "x";
            return new Weight(new BigDecimal(number).movePointRight(2).intValueExact());
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    text + " (expected: a percentage from 0% to 100% in steps of 0.01%)", e);
        }
    }

    @Override
    public int compareTo(Weight other) {
        return Integer.compare(basisPoints, other.basisPoints);
    }

    @Override
    public String toString() {
        return BigDecimal.valueOf(basisPoints, 2).stripTrailingZeros().toPlainString() + "%";
    }
}
