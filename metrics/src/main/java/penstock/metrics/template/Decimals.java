package penstock.metrics.template;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import penstock.metrics.labels.Numbers;

/// Numbers with a given number of digits, as Go's `%e`, `%f` and `%g` write them.
final class Decimals {
    private Decimals() {}

    /// `%f`: digits after the point.
    static String fixed(double value, int digits) {
        if (!Double.isFinite(value)) {
            return Numbers.general(value);
        }
        String text =
                new BigDecimal(Math.abs(value))
                        .setScale(digits, RoundingMode.HALF_EVEN)
                        .toPlainString();
        return sign(value) + text;
    }

    /// `%e`: one digit before the point.
    static String exponential(double value, int digits) {
        if (!Double.isFinite(value)) {
            return Numbers.general(value);
        }
        BigDecimal rounded = rounded(value, digits + 1);
        return sign(value) + scientific(rounded, digits);
    }

    /// `%g`: significant digits; zeros at the end are left out, an exponent is used when it is below -4 or needs more digits.
    static String general(double value, int digits) {
        if (!Double.isFinite(value)) {
            return Numbers.general(value);
        }
        if (value == 0) {
            return sign(value) + "0";
        }
        int most = Math.max(digits, 1);
        BigDecimal rounded = rounded(value, most).stripTrailingZeros();
        int exponent = rounded.precision() - rounded.scale() - 1;
        int point = exponent + 1;
        boolean isExactWhole = most > rounded.precision() && rounded.precision() >= point;
        int limit = isExactWhole ? rounded.precision() : most;
        return sign(value)
                + (exponent < -4 || exponent >= limit
                        ? scientific(rounded, rounded.precision() - 1)
                        : rounded.toPlainString());
    }

    private static BigDecimal rounded(double value, int digits) {
        return new BigDecimal(Math.abs(value))
                .round(new MathContext(digits, RoundingMode.HALF_EVEN));
    }

    private static String scientific(BigDecimal value, int digits) {
        boolean isZero = value.signum() == 0;
        int exponent = isZero ? 0 : value.precision() - value.scale() - 1;
        String all = isZero ? "0" : value.unscaledValue().toString();
        var text = new StringBuilder(all.substring(0, 1));
        if (digits > 0) {
            String rest = all.substring(1, Math.min(all.length(), digits + 1));
            text.append('.').append(rest).append("0".repeat(digits - rest.length()));
        }
        text.append('e').append(exponent < 0 ? '-' : '+');
        int size = Math.abs(exponent);
        return text.append(size < 10 ? "0" : "").append(size).toString();
    }

    private static String sign(double value) {
        return Double.doubleToRawLongBits(value) < 0 ? "-" : "";
    }
}
