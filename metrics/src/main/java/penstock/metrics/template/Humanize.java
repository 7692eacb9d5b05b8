package penstock.metrics.template;

import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import penstock.metrics.labels.Numbers;
import penstock.metrics.labels.Quoting;
import penstock.metrics.promql.GoNumber;

/// Numbers as people read them, with four digits.
final class Humanize {
    private static final int DIGITS = 4;
    private static final List<String> LARGE = List.of("k", "M", "G", "T", "P", "E", "Z", "Y");
    private static final List<String> SMALL = List.of("m", "u", "n", "p", "f", "a", "z", "y");
    private static final List<String> BINARY =
            List.of("ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi");

    private Humanize() {}

    /// Of a number, a duration or a text that is a number.
    static double number(Value value) {
        return switch (value) {
            case Value.Real real -> real.value();
            case Value.Whole whole -> whole.value();
            case Value.Span span -> span.nanos() / 1e9;
            case Value.Text(String text) -> {
                OptionalDouble number = GoNumber.parse(text);
                if (number.isEmpty()) {
                    throw new FunctionProblem(
                            "strconv.ParseFloat: parsing "
                                    + Quoting.quoted(text)
                                    + ": invalid syntax");
                }
                yield number.getAsDouble();
            }
            default -> throw new FunctionProblem("can't convert " + value.type() + " to float");
        };
    }

    private static String short4(double value) {
        return Decimals.general(value, DIGITS);
    }

    /// `1.235M`, `120m`.
    static String decimal(double value) {
        if (value == 0 || !Double.isFinite(value)) {
            return short4(value);
        }
        return Math.abs(value) >= 1 ? scaled(value, 1000, LARGE, "") : small(value, "");
    }

    /// `1Mi`.
    static String binary(double value) {
        boolean isPlain = Math.abs(value) <= 1 || !Double.isFinite(value);
        return isPlain ? short4(value) : scaled(value, 1024, BINARY, "");
    }

    private static String scaled(double value, double unit, List<String> prefixes, String after) {
        double rest = value;
        String prefix = "";
        for (String next : prefixes) {
            if (Math.abs(rest) < unit) {
                break;
            }
            prefix = next;
            rest /= unit;
        }
        return short4(rest) + prefix + after;
    }

    private static String small(double value, String after) {
        double rest = value;
        String prefix = "";
        for (String next : SMALL) {
            if (Math.abs(rest) >= 1) {
                break;
            }
            prefix = next;
            rest *= 1000;
        }
        return short4(rest) + prefix + after;
    }

    /// `1d 2h 3m 4s`, `12.35s`, `100ms`.
    static String duration(double seconds) {
        if (!Double.isFinite(seconds)) {
            return short4(seconds);
        }
        if (seconds == 0) {
            return short4(seconds) + "s";
        }
        if (Math.abs(seconds) < 1) {
            return small(seconds, "s");
        }
        String sign = seconds < 0 ? "-" : "";
        double size = Math.abs(seconds);
        long whole = (long) size;
        String minutes = whole / 60 % 60 + "m " + whole % 60 + "s";
        if (whole >= 86_400) {
            return sign + whole / 86_400 + "d " + whole / 3600 % 24 + "h " + minutes;
        }
        if (whole >= 3600) {
            return sign + whole / 3600 % 24 + "h " + minutes;
        }
        return sign + (whole >= 60 ? minutes : short4(size) + "s");
    }

    static String percentage(double value) {
        return short4(value * 100) + "%";
    }

    static String timestamp(double seconds) {
        return Double.isFinite(seconds)
                ? Printing.printed(new Value.Moment(instant(seconds)))
                : short4(seconds);
    }

    /// @param seconds since 1970
    static Instant instant(double seconds) {
        return Instant.ofEpochMilli(nanos(seconds, "timestamp") / 1_000_000);
    }

    /// A duration in nanoseconds.
    static long nanos(double seconds) {
        return nanos(seconds, "duration");
    }

    private static long nanos(double seconds, String what) {
        if (!Double.isFinite(seconds)) {
            throw new FunctionProblem("value is NaN or Inf");
        }
        double nanos = seconds * 1e9;
        if (nanos > Long.MAX_VALUE || nanos < Long.MIN_VALUE) {
            throw new FunctionProblem(
                    Numbers.general(seconds)
                            + " cannot be represented as a nanoseconds "
                            + what
                            + " since it overflows int64");
        }
        return (long) nanos;
    }
}
