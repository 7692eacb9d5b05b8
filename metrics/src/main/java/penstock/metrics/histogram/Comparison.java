package penstock.metrics.histogram;

import penstock.metrics.labels.Numbers;

/// Compares histograms.
public final class Comparison {
    private Comparison() {}

    /// Whether all data are the same to the bit, empty buckets among them; the counter reset hint is not compared.
    static boolean isExact(FloatHistogram a, FloatHistogram b) {
        return a.schema() == b.schema()
                && isSame(a.count(), b.count())
                && isSame(a.sum(), b.sum())
                && a.zeroThreshold() == b.zeroThreshold()
                && isSame(a.zeroCount(), b.zeroCount())
                && (!a.isCustom() || a.customBounds().isSameAs(b.customBounds()))
                && isSame(a.positive(), b.positive())
                && isSame(a.negative(), b.negative());
    }

    private static boolean isSame(double a, double b) {
        return Double.doubleToRawLongBits(a) == Double.doubleToRawLongBits(b);
    }

    private static boolean isSame(Buckets a, Buckets b) {
        if (!a.hasLayoutOf(b)) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!isSame(a.count(i), b.count(i))) {
                return false;
            }
        }
        return true;
    }

    /// Whether the data are the same but for a part of each number, once both are without empty buckets, as Prometheus' scripts
    /// compare; schema, zero threshold and bounds exactly. The counter reset hint is not compared.
    ///
    /// @param part of the sum of both numbers, for example 1e-6
    public static boolean isAlmostEqual(FloatHistogram a, FloatHistogram b, double part) {
        var x = a.compact(0);
        var y = b.compact(0);
        return x.schema() == y.schema()
                && Numbers.almostEqual(x.count(), y.count(), part)
                && Numbers.almostEqual(x.sum(), y.sum(), part)
                && x.zeroThreshold() == y.zeroThreshold()
                && Numbers.almostEqual(x.zeroCount(), y.zeroCount(), part)
                && (!x.isCustom() || x.customBounds().isSameAs(y.customBounds()))
                && isAlmostEqual(x.positive(), y.positive(), part)
                && isAlmostEqual(x.negative(), y.negative(), part);
    }

    private static boolean isAlmostEqual(Buckets a, Buckets b, double part) {
        if (!a.hasLayoutOf(b)) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!Numbers.almostEqual(a.count(i), b.count(i), part)) {
                return false;
            }
        }
        return true;
    }
}
