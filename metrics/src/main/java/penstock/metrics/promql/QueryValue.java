package penstock.metrics.promql;

import java.util.List;
import org.jspecify.annotations.Nullable;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.labels.Labels;

/// What a query yields.
public sealed interface QueryValue {
    /// @param time milliseconds since 1970
    record Scalar(long time, double value) implements QueryValue {}

    /// @param time milliseconds since 1970
    record Text(long time, String text) implements QueryValue {}

    /// In the order the query asks for, if it does.
    record Vector(List<Sample> samples) implements QueryValue {
        public Vector {
            samples = List.copyOf(samples);
        }
    }

    /// Sorted by labels.
    record Matrix(List<Line> lines) implements QueryValue {
        public Matrix {
            lines = List.copyOf(lines);
        }
    }

    /// One sample of a vector.
    ///
    /// @param time milliseconds since 1970
    /// @param value the number; of a histogram, its sum
    /// @param histogram the histogram, or `null` when the sample is a number
    record Sample(Labels labels, long time, double value, @Nullable FloatHistogram histogram) {}
}
