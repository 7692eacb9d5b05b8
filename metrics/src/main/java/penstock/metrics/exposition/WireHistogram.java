package penstock.metrics.exposition;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import penstock.metrics.histogram.Bounds;
import penstock.metrics.histogram.Buckets;
import penstock.metrics.histogram.CounterReset;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.histogram.Span;

/// The fields of one message `io.prometheus.client.Histogram`.
final class WireHistogram {
    /// A bucket of a classic histogram.
    record Bucket(double bound, double count, List<Exemplar> exemplars) {}

    /// The buckets of one sign of a native histogram: counts as numbers, or each as the difference to the one before.
    private static final class Native {
        private final List<Span> spans = new ArrayList<>();
        private double[] counts = new double[16];
        private int size;
        private boolean hasDeltas;

        private void add(double count) {
            if (size == counts.length) {
                counts = Arrays.copyOf(counts, 2 * size);
            }
            counts[size++] = count;
        }

        private Buckets buckets() {
            var absolute = Arrays.copyOf(counts, size);
            for (int i = 1; hasDeltas && i < size; i++) {
                absolute[i] += absolute[i - 1];
            }
            return new Buckets(spans, absolute);
        }
    }

    private final WireReader in;
    private final WireParts parts;
    private final List<Bucket> classic = new ArrayList<>();
    private final List<Exemplar> exemplars = new ArrayList<>();
    private final Native positive = new Native();
    private final Native negative = new Native();
    private double count;
    private double sum;
    private int schema;
    private double zeroThreshold;
    private double zeroCount;
    private long created = SampleView.NO_TIME;

    private WireHistogram(WireReader in, WireParts parts) {
        this.in = in;
        this.parts = parts;
    }

    static WireHistogram read(WireReader in, WireParts parts) {
        var histogram = new WireHistogram(in, parts);
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            histogram.field(field);
        }
        return histogram;
    }

    private void field(int field) {
        switch (field) {
            case 1 -> count = Math.max(count, WireParts.unsigned(in.number()));
            case 2 -> sum = in.real();
            case 3 -> bucket();
            case 4 -> count = Math.max(count, in.real());
            case 5 -> schema = (int) in.signedNumber();
            case 6 -> zeroThreshold = in.real();
            case 7 -> zeroCount = Math.max(zeroCount, WireParts.unsigned(in.number()));
            case 8 -> zeroCount = Math.max(zeroCount, in.real());
            case 9 -> span(negative);
            case 10 -> deltas(negative);
            case 11 -> counts(negative);
            case 12 -> span(positive);
            case 13 -> deltas(positive);
            case 14 -> counts(positive);
            case 15 -> created = parts.time();
            case 16 -> exemplars.add(parts.exemplar());
            default -> in.skip();
        }
    }

    private void bucket() {
        int outer = in.enter();
        double bound = 0;
        double observed = 0;
        List<Exemplar> exemplar = List.of();
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            switch (field) {
                case 1 -> observed = Math.max(observed, WireParts.unsigned(in.number()));
                case 2 -> bound = in.real();
                case 3 -> exemplar = List.of(parts.exemplar());
                case 4 -> observed = Math.max(observed, in.real());
                default -> in.skip();
            }
        }
        in.leave(outer);
        classic.add(new Bucket(bound, observed, exemplar));
    }

    private void span(Native side) {
        int outer = in.enter();
        long offset = 0;
        long length = 0;
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            switch (field) {
                case 1 -> offset = in.signedNumber();
                case 2 -> length = in.number();
                default -> in.skip();
            }
        }
        if (length < 0 || length > Integer.MAX_VALUE || offset != (int) offset) {
            throw in.problem("a span of " + length + " buckets at " + offset);
        }
        in.leave(outer);
        side.spans.add(new Span((int) offset, (int) length));
    }

    private void deltas(Native side) {
        side.hasDeltas = true;
        if (!in.isPacked()) {
            side.add(in.signedNumber());
            return;
        }
        int outer = in.enter();
        while (!in.isAtEnd()) {
            side.add(WireReader.unfold(in.varint()));
        }
        in.leave(outer);
    }

    private void counts(Native side) {
        if (!in.isPacked()) {
            side.add(in.real());
            return;
        }
        int outer = in.enter();
        while (!in.isAtEnd()) {
            side.add(Double.longBitsToDouble(in.fixed64()));
        }
        in.leave(outer);
    }

    /// Whether there is a native histogram; an empty one has a span without buckets.
    boolean isNative() {
        return !positive.spans.isEmpty()
                || !negative.spans.isEmpty()
                || zeroThreshold > 0
                || zeroCount > 0;
    }

    FloatHistogram toHistogram(CounterReset hint) {
        if (!FloatHistogram.isExponential(schema)) {
            throw in.problem("a histogram with the schema " + schema + " (expected: -4 to 8)");
        }
        try {
            var histogram =
                    new FloatHistogram(
                            schema,
                            zeroThreshold,
                            zeroCount,
                            count,
                            sum,
                            positive.buckets(),
                            negative.buckets(),
                            Bounds.NONE,
                            hint);
            var problem = histogram.problem();
            if (problem.isPresent()) {
                throw in.problem(problem.get());
            }
            return histogram;
        } catch (IllegalArgumentException e) {
            throw in.problem(
                    "histogram spans specify different number of buckets than provided: "
                            + e.getMessage());
        }
    }

    double count() {
        return count;
    }

    double sum() {
        return sum;
    }

    long created() {
        return created;
    }

    List<Bucket> classic() {
        return classic;
    }

    List<Exemplar> exemplars() {
        return exemplars;
    }
}
