package penstock.metrics.promql;

import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;
import penstock.metrics.histogram.Estimates;

/// Functions of one number, with Go's results in special cases.
final class Maths {
    private static final double LN_2 = Math.log(2);

    private Maths() {}

    /// By the name PromQL has for it, or `null`.
    static @Nullable DoubleUnaryOperator named(String name) {
        return switch (name) {
            case "abs" -> Math::abs;
            case "ceil" -> Math::ceil;
            case "floor" -> Math::floor;
            case "exp" -> Math::exp;
            case "sqrt" -> Math::sqrt;
            case "ln" -> Math::log;
            case "log2" -> Estimates::log2;
            case "log10" -> Math::log10;
            case "sin" -> Math::sin;
            case "cos" -> Math::cos;
            case "tan" -> Math::tan;
            case "asin" -> Math::asin;
            case "acos" -> Math::acos;
            case "atan" -> Math::atan;
            case "sinh" -> Math::sinh;
            case "cosh" -> Math::cosh;
            case "tanh" -> Math::tanh;
            case "asinh" -> Maths::asinh;
            case "acosh" -> Maths::acosh;
            case "atanh" -> Maths::atanh;
            case "rad" -> value -> value * Math.PI / 180;
            case "deg" -> value -> value * 180 / Math.PI;
            case "sgn" -> Math::signum;
            default -> null;
        };
    }

    private static double asinh(double value) {
        double size = Math.abs(value);
        double result;
        if (size > 0x1p28) {
            result = Math.log(size) + LN_2;
        } else {
            result = Math.log1p(size + size * size / (1 + Math.sqrt(size * size + 1)));
        }
        return Math.copySign(result, value);
    }

    private static double acosh(double value) {
        if (value >= 0x1p28) {
            return Math.log(value) + LN_2;
        }
        double above = value - 1;
        return Math.log1p(above + Math.sqrt(2 * above + above * above));
    }

    private static double atanh(double value) {
        double size = Math.abs(value);
        return Math.copySign(0.5 * Math.log1p(2 * size / (1 - size)), value);
    }

    /// An infinity decides also beside NaN.
    static double max(double a, double b) {
        return a == Double.POSITIVE_INFINITY || b == Double.POSITIVE_INFINITY
                ? Double.POSITIVE_INFINITY
                : Math.max(a, b);
    }

    /// An infinity decides also beside NaN.
    static double min(double a, double b) {
        return a == Double.NEGATIVE_INFINITY || b == Double.NEGATIVE_INFINITY
                ? Double.NEGATIVE_INFINITY
                : Math.min(a, b);
    }

    static double power(double base, double exponent) {
        if (base == 1 || (base == -1 && Double.isInfinite(exponent))) {
            return 1;
        }
        return Math.pow(base, exponent);
    }
}
