package penstock.capabilities.telemetry;

import java.util.HashMap;
import java.util.Map;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.labels.Labels;
import penstock.metrics.series.Samples;
import penstock.metrics.store.Batch;
import penstock.metrics.store.TimeSeriesStore;

/// Writes figures into one store, moment by moment. A counter that is new begins with 0 at the moment before, so that what it counted
/// until now is an increase; a series that is told no more ends with a stale marker.
final class Recorder {
    private static final String TARGET = "penstock";

    private final TimeSeriesStore store;

    /// The series of the moment before, with their references.
    private Map<Labels, Long> known = new HashMap<>();

    private long before;

    /// @param since when counting began, milliseconds since 1970
    Recorder(TimeSeriesStore store, long since) {
        this.store = store;
        this.before = since;
    }

    boolean isOf(TimeSeriesStore other) {
        return store == other;
    }

    /// What is told at a moment.
    interface Source {
        void tell(Figures figures);
    }

    /// A clock that was set back costs one moment: nothing is written at it, and the next one comes after it.
    ///
    /// @param time milliseconds since 1970
    void record(long time, Source source) {
        if (time <= before) {
            before = time;
            return;
        }
        var moment = new Moment(store.batch(), time);
        source.tell(moment);
        known.forEach(
                (labels, reference) -> {
                    if (!moment.seen.containsKey(labels)) {
                        moment.batch.sample(reference, time, Samples.STALE);
                    }
                });
        moment.batch.commit();
        known = moment.seen;
        known.values().removeIf(reference -> reference == Batch.NONE);
        before = time;
    }

    private final class Moment implements Figures {
        private final Batch batch;
        private final long time;
        private final Map<Labels, Long> seen = new HashMap<>();

        Moment(Batch batch, long time) {
            this.batch = batch;
            this.time = time;
        }

        @Override
        public void counter(Labels labels, double value) {
            if (!known.containsKey(labels)) {
                write(labels, before, 0);
            }
            write(labels, time, value);
        }

        @Override
        public void gauge(Labels labels, double value) {
            write(labels, time, value);
        }

        @Override
        public void histogram(Labels labels, FloatHistogram value) {
            if (!known.containsKey(labels)) {
                write(labels, before, Latency.NOTHING);
            }
            write(labels, time, value);
        }

        private void write(Labels labels, long at, double value) {
            long reference = reference(labels);
            if (reference != Batch.NONE && !batch.sample(reference, at, value)) {
                batch.sample(renewed(labels), at, value);
            }
        }

        private void write(Labels labels, long at, FloatHistogram value) {
            long reference = reference(labels);
            if (reference != Batch.NONE && !batch.histogram(reference, at, value, 0)) {
                batch.histogram(renewed(labels), at, value, 0);
            }
        }

        private long reference(Labels labels) {
            return seen.computeIfAbsent(
                    labels,
                    _ -> {
                        var reference = known.get(labels);
                        return reference == null ? batch.series(labels, TARGET) : reference;
                    });
        }

        /// The store has forgotten the series meanwhile.
        private long renewed(Labels labels) {
            long reference = batch.series(labels, TARGET);
            seen.put(labels, reference);
            return reference;
        }
    }
}
