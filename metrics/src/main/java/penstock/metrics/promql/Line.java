package penstock.metrics.promql;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.labels.Labels;

/// The points of one series of a matrix, in the order of time. Immutable.
public final class Line {
    private final Labels labels;
    private final long[] times;
    private final double[] values;
    private final @Nullable FloatHistogram @Nullable [] histograms;

    Line(
            Labels labels,
            long[] times,
            double[] values,
            @Nullable FloatHistogram @Nullable [] histograms) {
        this.labels = labels;
        this.times = times;
        this.values = values;
        this.histograms = histograms;
    }

    public Labels labels() {
        return labels;
    }

    public int size() {
        return times.length;
    }

    /// Milliseconds since 1970.
    public long time(int index) {
        return times[index];
    }

    /// The number; of a histogram, its sum.
    public double value(int index) {
        return values[index];
    }

    /// The histogram, or `null` when the point is a number.
    public @Nullable FloatHistogram histogram(int index) {
        return histograms == null ? null : histograms[index];
    }

    /// What the histograms take in memory.
    long histogramBytes() {
        long bytes = 0;
        for (int i = 0; histograms != null && i < histograms.length; i++) {
            FloatHistogram histogram = histograms[i];
            bytes += histogram == null ? 0 : histogram.bytes();
        }
        return bytes;
    }

    @Override
    public String toString() {
        return labels
                + " "
                + Arrays.toString(values)
                + (histograms == null ? "" : Arrays.toString(histograms))
                + "@"
                + Arrays.toString(times);
    }
}
