package penstock.metrics.promql;

import penstock.metrics.histogram.Combined;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.Notes.Operation;
import penstock.metrics.promql.syntax.Extension;
import penstock.metrics.promql.syntax.Place;

/// What a function over ranges sees at one step of one series, and where it puts its result. The same object for all steps.
final class RangeStep {
    private final Execution execution;
    private final Window window;
    private final RangeInput.Span span;
    private final Extension extension;
    private final Place place;
    private final double[][] scalars;
    private final RowBuilder result;
    private Labels labels = Labels.EMPTY;
    private int step;
    private long time;

    /// What is the same for all series.
    ///
    /// @param place of the first argument
    record Setting(RangeInput.Span span, Extension extension, Place place) {}

    /// @param scalars the other arguments, at each step
    RangeStep(
            Execution execution,
            Window window,
            Setting setting,
            double[][] scalars,
            RowBuilder result) {
        this.execution = execution;
        this.window = window;
        this.span = setting.span();
        this.extension = setting.extension();
        this.place = setting.place();
        this.scalars = scalars;
        this.result = result;
    }

    void series(Labels of) {
        labels = of;
    }

    /// @param atTime of the step, in milliseconds since 1970
    void move(int toStep, long atTime) {
        step = toStep;
        time = atTime;
    }

    Window window() {
        return window;
    }

    Extension extension() {
        return extension;
    }

    /// The time of the step, in milliseconds since 1970.
    long time() {
        return time;
    }

    /// After what the range begins, in milliseconds since 1970.
    long start() {
        return span.end(time) - span.range();
    }

    /// Where the range ends, in milliseconds since 1970.
    long end() {
        return span.end(time);
    }

    /// The length of the range in seconds.
    double seconds() {
        return span.range() / 1000.0;
    }

    /// One of the other arguments at this step.
    double scalar(int index) {
        return scalars[index][step];
    }

    Place place() {
        return place;
    }

    String metric() {
        return labels.metricName();
    }

    boolean usesStarts() {
        return execution.traits().usesStarts();
    }

    void put(double value) {
        result.put(step, value);
    }

    void put(FloatHistogram histogram) {
        result.put(step, histogram);
    }

    void note(Annotation annotation) {
        execution.note(annotation);
    }

    void noteMixed() {
        note(Notes.mixedFloatsAndHistograms(place, metric()));
    }

    void noteMixedSchemas() {
        note(Notes.mixedSchemas(place, metric()));
    }

    void noteIgnored() {
        note(Notes.ignoredInRange(place, metric()));
    }

    /// Tells what came of adding histograms up.
    void noteAggregation(boolean hasResetCollision, boolean hasBoundsReconciled) {
        if (hasResetCollision) {
            note(Notes.resetCollision(place, Operation.AGGREGATION));
        }
        if (hasBoundsReconciled) {
            note(Notes.boundsReconciled(place, Operation.AGGREGATION));
        }
    }

    /// What came of it, having told that bounds were reconciled.
    FloatHistogram told(Combined combined, Operation operation) {
        if (combined.hasBoundsReconciled()) {
            note(Notes.boundsReconciled(place, operation));
        }
        return combined.value();
    }
}
