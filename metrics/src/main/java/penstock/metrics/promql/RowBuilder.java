package penstock.metrics.promql;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.labels.Labels;
import penstock.metrics.series.Samples;

/// Collects the values of a row in the order of steps. Used again for one row after the other.
final class RowBuilder {
    private final double[] values;
    private @Nullable FloatHistogram @Nullable [] histograms;
    private int first = -1;
    private int end;

    RowBuilder(int steps) {
        values = new double[steps];
    }

    boolean isEmpty() {
        return first < 0;
    }

    void put(int step, double value) {
        advance(step);
        values[step] = value;
    }

    void put(int step, FloatHistogram histogram) {
        advance(step);
        values[step] = valueOf(histogram);
        if (histograms == null) {
            histograms = new FloatHistogram[values.length];
        }
        histograms[step] = histogram;
    }

    /// What stands among the numbers for a histogram: its sum, unless that looks like nothing.
    static double valueOf(FloatHistogram histogram) {
        double sum = histogram.sum();
        return Row.isAbsent(sum) ? Double.NaN : sum;
    }

    private void advance(int step) {
        if (first < 0) {
            first = step;
        } else if (step > end) {
            Arrays.fill(values, end, step, Samples.STALE);
        }
        end = step + 1;
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
                        Arrays.copyOfRange(values, first, end),
                        histograms == null ? null : Arrays.copyOfRange(histograms, first, end));
        first = -1;
        end = 0;
        histograms = null;
        return row;
    }
}
