package penstock.metrics.exposition;

import java.util.ArrayList;
import java.util.List;
import penstock.metrics.histogram.Bounds;
import penstock.metrics.histogram.CounterReset;
import penstock.metrics.histogram.FloatHistogram;

/// The fields of one message `io.prometheus.client.Histogram`.
final class WireHistogram {
    /// A bucket of a classic histogram.
    record Bucket(double bound, double count, List<Exemplar> exemplars) {}

    private final WireReader in;
    private final WireParts parts;
    private final List<Bucket> classic = new ArrayList<>();
    private final List<Exemplar> exemplars = new ArrayList<>();
    private final WireBuckets positive = new WireBuckets();
    private final WireBuckets negative = new WireBuckets();
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
            case 9 -> negative.span(in);
            case 10 -> negative.deltas(in);
            case 11 -> negative.counts(in);
            case 12 -> positive.span(in);
            case 13 -> positive.deltas(in);
            case 14 -> positive.counts(in);
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

    /// Whether there is a native histogram; an empty one has a span without buckets.
    boolean isNative() {
        return positive.hasSpans() || negative.hasSpans() || zeroThreshold > 0 || zeroCount > 0;
    }

    FloatHistogram toHistogram(CounterReset hint) {
        return WireBuckets.checked(
                in,
                () ->
                        new FloatHistogram(
                                schema,
                                zeroThreshold,
                                zeroCount,
                                count,
                                sum,
                                positive.buckets(),
                                negative.buckets(),
                                Bounds.NONE,
                                hint));
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
