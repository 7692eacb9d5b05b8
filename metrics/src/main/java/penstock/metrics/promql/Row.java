package penstock.metrics.promql;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.labels.Labels;
import penstock.metrics.series.Samples;

/// The values of one series at the steps of a [Grid]: those from its first step that has one to its last. A step without a value
/// between them holds a stale marker, which is never a value itself. Belongs to whoever evaluates it last, and may be changed by
/// it.
final class Row {
    /// What a row takes in memory besides its values, counted in values: objects, labels, and the series it was read from.
    static final long OVERHEAD = 18;

    private static final double[] NOTHING = new double[0];

    private Labels labels;
    private boolean dropsName;
    private final int first;
    private final double[] values;
    private @Nullable FloatHistogram @Nullable [] histograms;

    Row(
            Labels labels,
            boolean dropsName,
            int first,
            double[] values,
            @Nullable FloatHistogram @Nullable [] histograms) {
        this.labels = labels;
        this.dropsName = dropsName;
        this.first = first;
        this.values = values;
        this.histograms = histograms;
    }

    static Row empty(Labels labels) {
        return new Row(labels, false, 0, NOTHING, null);
    }

    /// A row for what is chosen of another: with the same labels and steps, but no values yet.
    static Row blank(Row other) {
        var values = new double[other.values.length];
        Arrays.fill(values, Samples.STALE);
        return new Row(
                other.labels,
                other.dropsName,
                other.first,
                values,
                other.histograms == null ? null : new FloatHistogram[values.length]);
    }

    /// Takes what another row with the same steps has at one.
    void take(Row other, int step) {
        values[step - first] = other.values[step - first];
        if (histograms != null) {
            histograms[step - first] = other.histogram(step);
        }
    }

    /// The same value at all steps.
    static Row constant(Labels labels, double value, int steps) {
        var values = new double[steps];
        Arrays.fill(values, value);
        return new Row(labels, false, 0, values, null);
    }

    static boolean isAbsent(double value) {
        return Double.isNaN(value) && Samples.isStale(value);
    }

    Labels labels() {
        return labels;
    }

    void labels(Labels other) {
        labels = other;
    }

    /// Whether the metric's name is to go at the end of the query.
    boolean dropsName() {
        return dropsName;
    }

    void dropsName(boolean drops) {
        dropsName = drops;
    }

    /// The first step that may have a value.
    int first() {
        return first;
    }

    /// The step after the last that may have a value.
    int end() {
        return first + values.length;
    }

    boolean isEmpty() {
        return values.length == 0;
    }

    boolean has(int step) {
        int index = step - first;
        return index >= 0 && index < values.length && !isAbsent(values[index]);
    }

    /// The number at a step from [#first] to before [#end], or a stale marker; of a histogram, its sum.
    double value(int step) {
        return values[step - first];
    }

    /// The histogram at a step from [#first] to before [#end], or `null` when there is a number or nothing.
    @Nullable FloatHistogram histogram(int step) {
        return histograms == null ? null : histograms[step - first];
    }

    boolean hasHistograms() {
        return histograms != null;
    }

    /// Leaves numbers only.
    void dropHistograms() {
        if (histograms == null) {
            return;
        }
        for (int i = 0; i < values.length; i++) {
            if (histograms[i] != null) {
                values[i] = Samples.STALE;
            }
        }
        histograms = null;
    }

    /// Whether any step has a value.
    boolean hasAny() {
        for (double value : values) {
            if (!isAbsent(value)) {
                return true;
            }
        }
        return false;
    }

    /// The values themselves; the one at an index is that of the step `first() + index`.
    double[] values() {
        return values;
    }

    /// The histograms themselves, as the values; `null` when there are none.
    @Nullable FloatHistogram @Nullable [] histograms() {
        return histograms;
    }

    /// As many values as it occupies memory for. A histogram that is there at many steps in turn is one.
    long size() {
        long size = values.length + OVERHEAD + labels.longTexts() * 2L / Execution.VALUE_BYTES;
        if (histograms == null) {
            return size;
        }
        FloatHistogram last = null;
        for (FloatHistogram histogram : histograms) {
            if (histogram != null && !isOne(histogram, last)) {
                size += histogram.bytes() / Execution.VALUE_BYTES;
            }
            last = histogram;
        }
        return size + histograms.length;
    }

    /// Whether two are one and the same object, which is in memory once.
    @SuppressWarnings("ReferenceEquality") // equal ones take memory each
    static boolean isOne(FloatHistogram a, @Nullable FloatHistogram b) {
        return a == b;
    }

    /// Of the one step there is, as many as there are steps.
    Row spread(int steps) {
        if (isEmpty() || steps == 1) {
            return this;
        }
        var spread = new double[steps];
        Arrays.fill(spread, values[0]);
        @Nullable FloatHistogram[] spreadHistograms = null;
        if (histograms != null) {
            spreadHistograms = new FloatHistogram[steps];
            Arrays.fill(spreadHistograms, histograms[0]);
        }
        return new Row(labels, dropsName, 0, spread, spreadHistograms);
    }
}
