package penstock.metrics.store.chunk;

import java.util.ArrayList;
import java.util.List;
import penstock.metrics.histogram.Bounds;
import penstock.metrics.histogram.Buckets;
import penstock.metrics.histogram.CounterReset;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.histogram.Span;
import penstock.metrics.store.bytes.ByteReader;
import penstock.metrics.store.bytes.ByteWriter;
import penstock.metrics.store.bytes.DamageException;

/// What the histograms of a chunk have in common. The numbers of one are its columns: count, zero count, positive and negative buckets.
record Layout(
        int schema,
        double zeroThreshold,
        List<Span> positive,
        List<Span> negative,
        Bounds bounds,
        CounterReset counterReset) {
    private static final int MOST_BUCKETS = 1 << 20;

    static Layout of(FloatHistogram histogram) {
        return new Layout(
                histogram.schema(),
                histogram.zeroThreshold(),
                histogram.positive().spans(),
                histogram.negative().spans(),
                histogram.customBounds(),
                histogram.counterReset());
    }

    boolean isGauge() {
        return counterReset == CounterReset.GAUGE;
    }

    /// Whatever is said of resets, except that gauges are kept apart. As cheap as possible: it is asked for each sample.
    boolean isOf(FloatHistogram histogram) {
        return schema == histogram.schema()
                && Double.compare(zeroThreshold, histogram.zeroThreshold()) == 0
                && isGauge() == (histogram.counterReset() == CounterReset.GAUGE)
                && positive.equals(histogram.positive().spans())
                && negative.equals(histogram.negative().spans())
                && bounds.equals(histogram.customBounds());
    }

    int columns() {
        return 2 + buckets(positive) + buckets(negative);
    }

    private static int buckets(List<Span> spans) {
        int count = 0;
        for (var span : spans) {
            count += span.length();
        }
        return count;
    }

    static double column(FloatHistogram histogram, int column) {
        if (column < 2) {
            return column == 0 ? histogram.count() : histogram.zeroCount();
        }
        int bucket = column - 2;
        int positive = histogram.positive().size();
        return bucket < positive
                ? histogram.positive().count(bucket)
                : histogram.negative().count(bucket - positive);
    }

    FloatHistogram histogram(double[] columns, double sum, CounterReset reset) {
        int positives = buckets(positive);
        return new FloatHistogram(
                schema,
                zeroThreshold,
                columns[1],
                columns[0],
                sum,
                some(positive, columns, 2),
                some(negative, columns, 2 + positives),
                bounds,
                reset);
    }

    private static Buckets some(List<Span> spans, double[] columns, int from) {
        if (spans.isEmpty()) {
            return Buckets.NONE;
        }
        var counts = new double[buckets(spans)];
        System.arraycopy(columns, from, counts, 0, counts.length);
        return new Buckets(spans, counts);
    }

    void write(ByteWriter out) {
        out.signed(schema).u64(Double.doubleToRawLongBits(zeroThreshold));
        out.u8(code(counterReset));
        write(out, positive);
        write(out, negative);
        out.unsigned(bounds.size());
        for (int i = 0; i < bounds.size(); i++) {
            out.u64(Double.doubleToRawLongBits(bounds.upper(i)));
        }
    }

    private static int code(CounterReset counterReset) {
        return switch (counterReset) {
            case UNKNOWN -> 0;
            case RESET -> 1;
            case NOT_RESET -> 2;
            case GAUGE -> 3;
        };
    }

    private static CounterReset counterReset(int code) {
        return switch (code) {
            case 0 -> CounterReset.UNKNOWN;
            case 1 -> CounterReset.RESET;
            case 2 -> CounterReset.NOT_RESET;
            case 3 -> CounterReset.GAUGE;
            default -> throw new DamageException("counter reset: " + code + " (expected: 0 to 3)");
        };
    }

    private static void write(ByteWriter out, List<Span> spans) {
        out.unsigned(spans.size());
        for (var span : spans) {
            out.signed(span.offset()).unsigned(span.length());
        }
    }

    static Layout read(ByteReader in) {
        int schema = (int) in.signed();
        double zeroThreshold = Double.longBitsToDouble(in.u64());
        var counterReset = counterReset(in.u8());
        var positive = spans(in);
        var negative = spans(in);
        var bounds = new double[in.count(8)];
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = Double.longBitsToDouble(in.u64());
        }
        return new Layout(
                schema,
                zeroThreshold,
                positive,
                negative,
                bounds.length == 0 ? Bounds.NONE : new Bounds(bounds),
                counterReset);
    }

    private static List<Span> spans(ByteReader in) {
        int count = in.count(2);
        var spans = new ArrayList<Span>(count);
        long buckets = 0;
        for (int i = 0; i < count; i++) {
            int offset = (int) in.signed();
            long length = in.unsigned();
            buckets += length;
            if (length < 0 || buckets > MOST_BUCKETS) {
                throw new DamageException("buckets: " + buckets + " (expected: up to 2^20)");
            }
            spans.add(new Span(offset, (int) length));
        }
        return List.copyOf(spans);
    }
}
