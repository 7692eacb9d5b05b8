package penstock.metrics.labels;

import penstock.metrics.series.Samples;

/// How numbers are written and compared in PromQL and in messages: as Go does, with the fewest digits that give the same
/// number back.
public final class Numbers {
    private static final double LEAST_NORMAL = 0x1p-1022;

    private Numbers() {}

    /// As Go's `%g` and `%v`: with an exponent of two digits or more below 1e-4 and from 1e6.
    public static StringBuilder general(StringBuilder out, double value) {
        return isFinite(out, value) ? Digits.of(value).general(out) : out;
    }

    public static String general(double value) {
        return general(new StringBuilder(), value).toString();
    }

    /// As Go's `FormatFloat(value, 'f', -1, 64)`: never with an exponent. Prometheus writes samples so.
    public static StringBuilder plain(StringBuilder out, double value) {
        if (!isFinite(out, value) || ShortForm.isWritten(out, value)) {
            return out;
        }
        return Digits.of(value).plain(out);
    }

    public static String plain(double value) {
        return plain(new StringBuilder(), value).toString();
    }

    /// As Prometheus' HTTP API writes samples inside of quotes: with an exponent (of as few digits as can be) only below 1e-6
    /// and from 1e21.
    public static StringBuilder api(StringBuilder out, double value) {
        if (!isFinite(out, value)) {
            return out;
        }
        double size = Math.abs(value);
        boolean isPlain = size == 0 || (size >= 1e-6 && size < 1e21);
        return isPlain ? plain(out, value) : Digits.of(value).scientific(out, 1);
    }

    /// As OpenMetrics writes bounds and quantiles: as `%g`, but with `.0` where there is neither a point nor an exponent.
    public static StringBuilder openMetrics(StringBuilder out, double value) {
        int start = out.length();
        general(out, value);
        if (!Double.isFinite(value)
                || out.indexOf(".", start) >= 0
                || out.indexOf("e", start) >= 0) {
            return out;
        }
        return out.append(".0");
    }

    public static String openMetrics(double value) {
        return openMetrics(new StringBuilder(), value).toString();
    }

    /// Writes the number itself when it is not finite.
    private static boolean isFinite(StringBuilder out, double value) {
        if (Double.isFinite(value)) {
            return true;
        }
        out.append(Double.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf");
        return false;
    }

    /// Whether two numbers are the same but for a part of them, as in Prometheus' scripts: stale markers only equal stale markers,
    /// other NaN equal each other.
    ///
    /// @param part of the sum of both; for example 1e-6
    public static boolean almostEqual(double a, double b, double part) {
        if (Samples.isStale(a) || Samples.isStale(b)) {
            return Samples.isStale(a) && Samples.isStale(b);
        }
        if (a == b || (Double.isNaN(a) && Double.isNaN(b))) {
            return true;
        }
        double size = Math.abs(a) + Math.abs(b);
        double difference = Math.abs(a - b);
        if (a == 0 || b == 0 || size < LEAST_NORMAL) {
            return difference < part * LEAST_NORMAL;
        }
        return difference / Math.min(size, Double.MAX_VALUE) < part;
    }
}
