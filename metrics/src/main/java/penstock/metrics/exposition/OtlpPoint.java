package penstock.metrics.exposition;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import penstock.metrics.histogram.Bounds;
import penstock.metrics.histogram.Buckets;
import penstock.metrics.histogram.CounterReset;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.series.Samples;

/// The fields of one data point that has more than a number.
final class OtlpPoint {
    /// OpenTelemetry's zero bucket may be of no width; ours then is as narrow as Prometheus makes it.
    private static final double NARROWEST_ZERO_BUCKET = 1e-128;

    private static final int MOST_QUANTILES = 1_000;

    /// Buckets of one sign: the index of the first, and the counts.
    private static final class Run {
        private static final Run NONE = new Run(0);

        private final int offset;
        private final double[] counts;

        private Run(int offset, double... counts) {
            this.offset = offset;
            this.counts = counts;
        }

        /// Merged by so many doublings of their width. Our index of a bucket is one more than theirs.
        private Buckets buckets(int doublings) {
            if (counts.length == 0) {
                return Buckets.NONE;
            }
            int first = offset >> doublings;
            var merged = new double[((offset + counts.length - 1) >> doublings) - first + 1];
            for (int i = 0; i < counts.length; i++) {
                merged[((offset + i) >> doublings) - first] += counts[i];
            }
            return Buckets.run(first + 1, merged);
        }
    }

    private final WireReader in;
    private final List<Exemplar> exemplars = new ArrayList<>(0);
    private final WireBuckets bounds = new WireBuckets();
    private final WireBuckets counts = new WireBuckets();
    private final List<WireParts.Quantile> quantiles = new ArrayList<>(0);
    private Run positive = Run.NONE;
    private Run negative = Run.NONE;
    private double count;
    private double sum;
    private boolean hasSum;
    private int scale;
    private double zeroCount;
    private double zeroThreshold;
    private boolean isMissing;

    OtlpPoint(WireReader in) {
        this.in = in;
    }

    /// A field of `HistogramDataPoint`.
    void explicitField(int field) {
        switch (field) {
            case 4 -> count = WireParts.unsigned(in.fixedNumber());
            case 5 -> readSum();
            case 6 -> fixedCounts();
            case 7 -> bounds.counts(in);
            case 8 -> OtlpValue.exemplar(in, exemplars);
            case 10 -> flags();
            default -> in.skip();
        }
    }

    /// A field of `ExponentialHistogramDataPoint`.
    void exponentialField(int field) {
        switch (field) {
            case 4 -> count = WireParts.unsigned(in.fixedNumber());
            case 5 -> readSum();
            case 6 -> scale = (int) in.signedNumber();
            case 7 -> zeroCount = WireParts.unsigned(in.fixedNumber());
            case 8 -> positive = run();
            case 9 -> negative = run();
            case 10 -> flags();
            case 11 -> OtlpValue.exemplar(in, exemplars);
            case 14 -> zeroThreshold = in.real();
            default -> in.skip();
        }
    }

    /// A field of `SummaryDataPoint`.
    void summaryField(int field) {
        switch (field) {
            case 4 -> count = WireParts.unsigned(in.fixedNumber());
            case 5 -> readSum();
            case 6 -> quantile();
            case 8 -> flags();
            default -> in.skip();
        }
    }

    private void quantile() {
        if (quantiles.size() == MOST_QUANTILES) {
            throw in.problem("a summary with more than " + MOST_QUANTILES + " quantiles");
        }
        quantiles.add(WireParts.quantile(in));
    }

    private void readSum() {
        sum = in.real();
        hasSum = true;
    }

    private void flags() {
        isMissing = (in.number() & 1) != 0;
    }

    private void fixedCounts() {
        if (!in.isPacked()) {
            counts.add(in, WireParts.unsigned(in.fixedNumber()));
            return;
        }
        int outer = in.enter();
        while (!in.isAtEnd()) {
            counts.add(in, WireParts.unsigned(in.fixed64()));
        }
        in.leave(outer);
    }

    private Run run() {
        int outer = in.enter();
        long offset = 0;
        var read = new WireBuckets();
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            switch (field) {
                case 1 -> offset = in.signedNumber();
                case 2 -> numbers(read);
                default -> in.skip();
            }
        }
        in.leave(outer);
        if (Math.abs(offset) > 1 << 30) {
            throw in.problem("buckets at " + offset);
        }
        return new Run((int) offset, read.values());
    }

    private void numbers(WireBuckets into) {
        if (!in.isPacked()) {
            into.add(in, WireParts.unsigned(in.number()));
            return;
        }
        int outer = in.enter();
        while (!in.isAtEnd()) {
            into.add(in, WireParts.unsigned(in.varint()));
        }
        in.leave(outer);
    }

    /// Whether there is no value: the series has ended.
    boolean isMissing() {
        return isMissing;
    }

    boolean hasSum() {
        return hasSum || isMissing;
    }

    double sum() {
        return isMissing ? Samples.STALE : sum;
    }

    double count() {
        return isMissing ? Samples.STALE : count;
    }

    double[] bounds() {
        return bounds.values();
    }

    /// The counts of buckets, one more than there are bounds.
    double[] counts() {
        var values = counts.values();
        int expected = bounds.values().length + 1;
        if (values.length != 0 && values.length != expected) {
            throw in.problem(
                    values.length
                            + " counts of buckets (expected: "
                            + expected
                            + ", one more than bounds)");
        }
        return Arrays.copyOf(values, expected);
    }

    List<WireParts.Quantile> quantiles() {
        return quantiles;
    }

    List<Exemplar> exemplars() {
        return List.copyOf(exemplars);
    }

    boolean hasReadableScale() {
        return scale >= FloatHistogram.LEAST_SCHEMA;
    }

    FloatHistogram toExponential() {
        int doublings = Math.clamp(scale - FloatHistogram.GREATEST_SCHEMA, 0, 31);
        return WireBuckets.checked(
                        in,
                        () ->
                                new FloatHistogram(
                                        Math.min(scale, FloatHistogram.GREATEST_SCHEMA),
                                        zeroThreshold == 0 ? NARROWEST_ZERO_BUCKET : zeroThreshold,
                                        zeroCount,
                                        count(),
                                        sum(),
                                        positive.buckets(doublings),
                                        negative.buckets(doublings),
                                        Bounds.NONE,
                                        CounterReset.UNKNOWN))
                .compact(0);
    }

    FloatHistogram toCustom() {
        return WireBuckets.checked(
                        in,
                        () ->
                                new FloatHistogram(
                                        FloatHistogram.CUSTOM,
                                        0,
                                        0,
                                        count(),
                                        sum(),
                                        Buckets.run(0, counts()),
                                        Buckets.NONE,
                                        bounds().length == 0 ? Bounds.NONE : new Bounds(bounds()),
                                        CounterReset.UNKNOWN))
                .compact(0);
    }
}
