package penstock.metrics.promql;

import penstock.metrics.histogram.CounterReset;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.promql.syntax.Place;
import penstock.metrics.series.Samples;

/// The value of a series at a time, between its samples around it, as `smoothed` takes it; that of the sample before when there is
/// none after.
final class Smoothing {
    private final Execution execution;
    private final Interpolation interpolation;

    Smoothing(Execution execution, Place place, String metric) {
        this.execution = execution;
        interpolation = new Interpolation(execution::note, place, metric);
    }

    void put(Window window, long time, RowBuilder builder, int step) {
        if (window.floatCount() > 0 && window.histogramCount() > 0) {
            execution.note(
                    Notes.mixedFloatsAndHistograms(interpolation.place(), interpolation.metric()));
        } else if (window.floatCount() > 0) {
            putFloat(window, time, builder, step);
        } else if (window.histogramCount() > 0) {
            putHistogram(window, time, builder, step);
        }
    }

    private static void putFloat(Window window, long time, RowBuilder builder, int step) {
        Samples floats = window.floats();
        int next = Interpolation.from(floats, window.firstFloat(), window.endFloat(), time);
        boolean hasNext = next < window.endFloat();
        if (hasNext && floats.time(next) == time) {
            builder.put(step, floats.value(next));
        } else if (next > window.firstFloat()) {
            builder.put(
                    step,
                    hasNext
                            ? Interpolation.between(floats, next - 1, time, false)
                            : floats.value(next - 1));
        }
    }

    private void putHistogram(Window window, long time, RowBuilder builder, int step) {
        Samples samples = window.histograms();
        int next =
                Interpolation.from(samples, window.firstHistogram(), window.endHistogram(), time);
        boolean hasNext = next < window.endHistogram();
        if (hasNext && samples.time(next) == time) {
            builder.put(step, HistogramRate.at(samples, next));
        } else if (next > window.firstHistogram()) {
            FloatHistogram before = HistogramRate.at(samples, next - 1);
            FloatHistogram value =
                    hasNext
                            ? interpolation.betweenHistograms(
                                    samples, next - 1, time, isCounter(samples, next))
                            : before;
            if (value != null) {
                builder.put(step, value);
            }
        }
    }

    private static boolean isCounter(Samples samples, int next) {
        return HistogramRate.at(samples, next - 1).counterReset() != CounterReset.GAUGE
                || HistogramRate.at(samples, next).counterReset() != CounterReset.GAUGE;
    }
}
