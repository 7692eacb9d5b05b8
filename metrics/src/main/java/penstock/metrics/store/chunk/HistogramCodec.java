package penstock.metrics.store.chunk;

import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.store.bytes.ByteReader;
import penstock.metrics.store.bytes.ByteWriter;

/// One histogram by itself, as the log has it; and when two are the same.
public final class HistogramCodec {
    private HistogramCodec() {}

    public static void write(ByteWriter out, FloatHistogram histogram) {
        var layout = Layout.of(histogram);
        layout.write(out);
        for (int i = 0; i < layout.columns(); i++) {
            long whole = Decimals.whole(Layout.column(histogram, i), Decimals.ONES);
            if (whole != Decimals.NONE) {
                out.signed(whole << 1);
            } else {
                out.signed(1).u64(Double.doubleToRawLongBits(Layout.column(histogram, i)));
            }
        }
        out.u64(Double.doubleToRawLongBits(histogram.sum()));
    }

    /// @throws penstock.metrics.store.bytes.DamageException when there is none
    public static FloatHistogram read(ByteReader in) {
        var layout = Layout.read(in);
        var columns = new double[layout.columns()];
        for (int i = 0; i < columns.length; i++) {
            long number = in.signed();
            columns[i] = (number & 1) == 0 ? number >> 1 : Double.longBitsToDouble(in.u64());
        }
        return layout.histogram(columns, Double.longBitsToDouble(in.u64()), layout.counterReset());
    }

    /// Whether all numbers have the same bits. What is said of resets does not count.
    public static boolean isSame(FloatHistogram a, FloatHistogram b) {
        var layout = Layout.of(a);
        if (!layout.isOf(b) || !isSame(a.sum(), b.sum())) {
            return false;
        }
        for (int i = 0; i < layout.columns(); i++) {
            if (!isSame(Layout.column(a, i), Layout.column(b, i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSame(double a, double b) {
        return Double.doubleToRawLongBits(a) == Double.doubleToRawLongBits(b);
    }
}
