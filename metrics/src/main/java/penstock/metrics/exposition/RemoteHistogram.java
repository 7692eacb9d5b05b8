package penstock.metrics.exposition;

import penstock.metrics.histogram.Bounds;
import penstock.metrics.histogram.CounterReset;
import penstock.metrics.histogram.FloatHistogram;

/// The fields of one message `Histogram` of remote write, which is the same in both versions.
final class RemoteHistogram {
    private static final CounterReset[] HINTS = {
        CounterReset.UNKNOWN, CounterReset.RESET, CounterReset.NOT_RESET, CounterReset.GAUGE
    };

    private final WireReader in;
    private final WireBuckets positive = new WireBuckets();
    private final WireBuckets negative = new WireBuckets();
    private final WireBuckets customBounds = new WireBuckets();
    private double count;
    private double sum;
    private int schema;
    private double zeroThreshold;
    private double zeroCount;
    private int hint;
    private long time;
    private long started;

    private RemoteHistogram(WireReader in) {
        this.in = in;
    }

    static RemoteHistogram read(WireReader in) {
        var histogram = new RemoteHistogram(in);
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            histogram.field(field);
        }
        return histogram;
    }

    private void field(int field) {
        switch (field) {
            case 1 -> count = WireParts.unsigned(in.number());
            case 2 -> count = in.real();
            case 3 -> sum = in.real();
            case 4 -> schema = (int) in.signedNumber();
            case 5 -> zeroThreshold = in.real();
            case 6 -> zeroCount = WireParts.unsigned(in.number());
            case 7 -> zeroCount = in.real();
            case 8 -> negative.span(in);
            case 9 -> negative.deltas(in);
            case 10 -> negative.counts(in);
            case 11 -> positive.span(in);
            case 12 -> positive.deltas(in);
            case 13 -> positive.counts(in);
            case 14 -> hint = (int) in.number();
            case 15 -> time = in.number();
            case 16 -> customBounds.counts(in);
            case 17 -> started = in.number();
            default -> in.skip();
        }
    }

    FloatHistogram toHistogram() {
        var bounds = customBounds.values();
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
                                bounds.length == 0 ? Bounds.NONE : new Bounds(bounds),
                                hint >= 0 && hint < HINTS.length
                                        ? HINTS[hint]
                                        : CounterReset.UNKNOWN));
    }

    /// Milliseconds since 1970.
    long time() {
        return time;
    }

    /// Milliseconds since 1970; 0 is unknown.
    long started() {
        return started;
    }
}
