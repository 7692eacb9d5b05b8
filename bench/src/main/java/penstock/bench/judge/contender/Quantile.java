package penstock.bench.judge.contender;

import penstock.judge.Histogram;

/// A quantile between the ends of its bucket, as a monitoring system with fine buckets has it.
final class Quantile {
    private Quantile() {}

    /// In seconds; not a number without durations.
    static double of(Histogram latency, double q) {
        if (latency.count() == 0) {
            return Double.NaN;
        }
        var index = latency.quantileIndex(q);
        var above = latency.countAbove(index);
        var within = latency.countAbove(index - 1) - above;
        var below = latency.count() - above - within;
        var lower = Histogram.upperBound(index - 1);
        return lower
                + (Histogram.upperBound(index) - lower) * (q * latency.count() - below) / within;
    }
}
