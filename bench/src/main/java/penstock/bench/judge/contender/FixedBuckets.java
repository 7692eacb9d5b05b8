package penstock.bench.judge.contender;

import java.util.OptionalDouble;
import penstock.judge.Histogram;

/// Durations in fixed buckets, much as Prometheus' clients have them by default, with ends at the limits that are compared
/// with, as somebody who cares would set them; and what `histogram_quantile` makes of them.
final class FixedBuckets {
    private static final double[] BOUNDS = {
        0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 1, 2.5, 5, 10
    };

    private FixedBuckets() {}

    /// Linear inside a bucket; nothing without durations.
    static OptionalDouble quantile(Histogram latency, double q) {
        if (latency.count() == 0) {
            return OptionalDouble.empty();
        }
        var rank = q * latency.count();
        var lower = 0.0;
        var below = 0L;
        for (var bound : BOUNDS) {
            var upTo = latency.count() - latency.countAbove(Histogram.indexOf(bound));
            if (upTo >= rank && upTo > below) {
                return OptionalDouble.of(lower + (bound - lower) * (rank - below) / (upTo - below));
            }
            lower = bound;
            below = upTo;
        }
        return OptionalDouble.of(lower);
    }
}
