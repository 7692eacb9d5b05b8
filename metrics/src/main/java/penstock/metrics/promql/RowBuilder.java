package penstock.metrics.promql;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.labels.Labels;
import penstock.metrics.series.Samples;

/// Collects the values of a row in the order of steps. Used again for one row after the other; takes as much memory as the longest
/// of them, from its first value to its last. What it takes, and the rows it builds, are held by the execution.
final class RowBuilder {
    private static final int SHORT = 16;

    private final Execution execution;
    private double[] values = new double[SHORT];
    private @Nullable FloatHistogram @Nullable [] histograms;
    private int first = -1;
    private int length;

    /// What the histograms of the row take, in values.
    private long weight;

    RowBuilder(Execution execution) {
        this.execution = execution;
        execution.hold(SHORT + Row.OVERHEAD);
    }

    boolean isEmpty() {
        return first < 0;
    }

    void put(int step, double value) {
        int index = advance(step);
        values[index] = value;
    }

    void put(int step, FloatHistogram histogram) {
        int index = advance(step);
        values[index] = valueOf(histogram);
        if (histograms == null) {
            add(values.length);
            histograms = new FloatHistogram[values.length];
        }
        if (index == 0 || !Row.isOne(histogram, histograms[index - 1])) {
            add(histogram.bytes() / Execution.VALUE_BYTES);
        }
        histograms[index] = histogram;
    }

    private void add(long more) {
        execution.hold(more);
        weight += more;
    }

    /// What stands among the numbers for a histogram: its sum, unless that looks like nothing.
    private static double valueOf(FloatHistogram histogram) {
        double sum = histogram.sum();
        return Row.isAbsent(sum) ? Double.NaN : sum;
    }

    private int advance(int step) {
        if (first < 0) {
            first = step;
        }
        int index = step - first;
        if (index >= values.length) {
            int capacity = Math.max(index + 1, 2 * values.length);
            execution.hold(capacity - values.length);
            values = Arrays.copyOf(values, capacity);
            if (histograms != null) {
                add(capacity - histograms.length);
                histograms = Arrays.copyOf(histograms, capacity);
            }
        }
        if (index > length) {
            Arrays.fill(values, length, index, Samples.STALE);
        }
        length = index + 1;
        return index;
    }

    /// The row, after which another may begin.
    Row build(Labels labels, boolean dropsName) {
        if (first < 0) {
            return Row.empty(labels);
        }
        var row =
                new Row(
                        labels,
                        dropsName,
                        first,
                        Arrays.copyOf(values, length),
                        histograms == null ? null : Arrays.copyOf(histograms, length));
        first = -1;
        length = 0;
        histograms = null;
        execution.release(weight);
        weight = 0;
        execution.hold(row.size());
        return row;
    }
}
