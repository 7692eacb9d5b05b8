package penstock.capabilities.telemetry;

import java.util.ArrayList;
import penstock.gateway.routes.LatencyHistogram;
import penstock.metrics.histogram.Bounds;
import penstock.metrics.histogram.Buckets;
import penstock.metrics.histogram.CounterReset;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.histogram.Span;

/// The gateway's histogram as a native one: the buckets are the same.
final class Latency {
    private static final int SCHEMA = 4;

    /// From the upper bound of a bucket to its geometric middle, where its requests are taken to be for the sum, which the gateway does
    /// not count: that is off by 2.2 % at most.
    private static final double MIDDLE = Math.pow(2, -1.0 / 32);

    static final FloatHistogram NOTHING = histogram(LatencyHistogram.EMPTY);

    private Latency() {}

    static FloatHistogram histogram(LatencyHistogram from) {
        var spans = new ArrayList<Span>();
        var counts = new double[from.size()];
        double sum = 0;
        int begun = 0;
        int end = 0;
        for (int n = 0; n < from.size(); n++) {
            counts[n] = from.countAt(n);
            sum += counts[n] * LatencyHistogram.upperBound(from.indexAt(n)) * MIDDLE;
            boolean isLastOfSpan =
                    n + 1 == from.size() || from.indexAt(n + 1) != from.indexAt(n) + 1;
            if (isLastOfSpan) {
                spans.add(new Span(from.indexAt(begun) - end, n + 1 - begun));
                end = from.indexAt(n) + 1;
                begun = n + 1;
            }
        }
        return new FloatHistogram(
                SCHEMA,
                0,
                0,
                from.count(),
                sum,
                new Buckets(spans, counts),
                Buckets.NONE,
                Bounds.NONE,
                CounterReset.UNKNOWN);
    }
}
