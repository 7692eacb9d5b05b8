package penstock.metrics.rules;

import org.jspecify.annotations.Nullable;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.labels.Labels;
import penstock.metrics.series.Samples;

/// A sample that a rule writes.
///
/// @param time milliseconds since 1970
/// @param histogram `null` when the sample is a number
public record Point(Labels labels, long time, double value, @Nullable FloatHistogram histogram) {
    static Point of(Labels labels, long time, double value) {
        return new Point(labels, time, value, null);
    }

    /// Says that a series has ended.
    static Point stale(Labels labels, long time) {
        return of(labels, time, Samples.STALE);
    }
}
