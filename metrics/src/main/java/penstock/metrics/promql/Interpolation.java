package penstock.metrics.promql;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import penstock.metrics.histogram.Combined;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.promql.Notes.Operation;
import penstock.metrics.promql.syntax.Place;
import penstock.metrics.series.Samples;

/// Values on the straight line between two samples of a series. A counter that was reset between them began again at 0.
///
/// @param notes where is told what must be
/// @param metric the name of the series
record Interpolation(Consumer<Annotation> notes, Place place, String metric) {
    /// Between the number at an index and the one after it.
    static double between(Samples floats, int index, long time, boolean isCounter) {
        double start = floats.value(index);
        double end = floats.value(index + 1);
        if (isCounter && end < start) {
            start = 0;
        }
        long length = floats.time(index + 1) - floats.time(index);
        return start + (end - start) * (time - floats.time(index)) / length;
    }

    /// Between the histogram at an index and the one after it, or `null` when they do not go together.
    @Nullable FloatHistogram betweenHistograms(
            Samples samples, int index, long time, boolean isCounter) {
        FloatHistogram start = HistogramRate.at(samples, index);
        FloatHistogram end = HistogramRate.at(samples, index + 1);
        if (time == samples.time(index)) {
            return start;
        }
        if (time == samples.time(index + 1)) {
            return end;
        }
        double length = samples.time(index + 1) - samples.time(index);
        double share = (time - samples.time(index)) / length;
        if (isCounter && end.isResetSince(start)) {
            return end.times(share);
        }
        FloatHistogram growth = minus(end, start);
        return growth == null ? null : plus(growth.times(share), start);
    }

    @Nullable FloatHistogram plus(FloatHistogram first, FloatHistogram second) {
        if (!first.isCompatibleWith(second)) {
            notes.accept(Notes.mixedSchemas(place, metric));
            return null;
        }
        return told(first.plus(second), Operation.ADDITION);
    }

    @Nullable FloatHistogram minus(FloatHistogram first, FloatHistogram second) {
        if (!first.isCompatibleWith(second)) {
            notes.accept(Notes.mixedSchemas(place, metric));
            return null;
        }
        return told(first.minus(second), Operation.SUBTRACTION);
    }

    private FloatHistogram told(Combined combined, Operation operation) {
        if (combined.hasBoundsReconciled()) {
            notes.accept(Notes.boundsReconciled(place, operation));
        }
        return combined.value();
    }

    /// The first index of some whose time is not before another.
    static int from(Samples samples, int first, int end, long time) {
        int index = first;
        while (index < end && samples.time(index) < time) {
            index++;
        }
        return index;
    }
}
