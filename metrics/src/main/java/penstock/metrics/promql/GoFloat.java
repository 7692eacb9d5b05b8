package penstock.metrics.promql;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/// Numbers as Go writes them. The shortest digits that read back as the same number are those of `Double.toString`; where the
/// exponent begins is not.
public final class GoFloat {
    /// From this power of ten on the shortest form has an exponent.
    private static final int SHORTEST_LIMIT = 6;

    private GoFloat() {}

    /// Without an exponent: `strconv.FormatFloat(value, 'f', -1, 64)`.
    public static String plain(double value) {
        if (!Double.isFinite(value)) {
            return special(value);
        }
        if (value == (long) value && Math.abs(value) < 1e15) {
            return value == 0 && 1 / value < 0 ? "-0" : Long.toString((long) value);
        }
        String text = new BigDecimal(Double.toString(value)).toPlainString();
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    /// `%g`: the shortest digits, with an exponent below 1e-4 and from 1e6 on.
    public static String shortest(double value) {
        if (!Double.isFinite(value)) {
            return special(value);
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0" : "0";
        }
        return general(new BigDecimal(Double.toString(value)).stripTrailingZeros(), SHORTEST_LIMIT);
    }

    /// `%.Ng`: with so many significant digits at most.
    static String general(double value, int digits) {
        if (!Double.isFinite(value)) {
            return special(value);
        }
        if (value == 0) {
            return "0";
        }
        var rounded =
                new BigDecimal(value)
                        .round(new MathContext(digits, RoundingMode.HALF_EVEN))
                        .stripTrailingZeros();
        return general(rounded, digits);
    }

    private static String general(BigDecimal value, int limit) {
        int exponent = value.precision() - value.scale() - 1;
        if (exponent >= -4 && exponent < limit) {
            return value.toPlainString();
        }
        String digits = value.unscaledValue().abs().toString();
        var text = new StringBuilder(value.signum() < 0 ? "-" : "").append(digits.charAt(0));
        if (digits.length() > 1) {
            text.append('.').append(digits, 1, digits.length());
        }
        text.append('e').append(exponent < 0 ? '-' : '+');
        if (Math.abs(exponent) < 10) {
            text.append('0');
        }
        return text.append(Math.abs(exponent)).toString();
    }

    /// As OpenMetrics writes bounds and quantiles: always with a point or an exponent.
    static String openMetrics(double value) {
        if (!Double.isFinite(value)) {
            return special(value);
        }
        String text = value == 0 ? "0" : shortest(value);
        return text.indexOf('e') >= 0 || text.indexOf('.') >= 0 ? text : text + ".0";
    }

    private static String special(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        return value > 0 ? "+Inf" : "-Inf";
    }
}
