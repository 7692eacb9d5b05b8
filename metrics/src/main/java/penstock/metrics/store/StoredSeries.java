package penstock.metrics.store;

import penstock.metrics.labels.Labels;
import penstock.metrics.series.Samples;
import penstock.metrics.series.Series;

/// A series that was selected. It may be read long afterwards, when its samples have moved on.
final class StoredSeries implements Series {
    private static final int NOWHERE = -1;

    private final Reader reader;
    private final Labels labels;
    private volatile Places places;

    StoredSeries(Reader reader, Labels labels, Places places) {
        this.reader = reader;
        this.labels = labels;
        this.places = places;
    }

    /// Where the samples of a series are in a snapshot.
    static final class Places {
        private final Snapshot snapshot;
        private final long reference;

        /// The number of the series in each block of the snapshot, or [#NOWHERE].
        private final int[] numbers;

        Places(Snapshot snapshot, long reference, int[] numbers) {
            this.snapshot = snapshot;
            this.reference = reference;
            this.numbers = numbers;
        }

        Snapshot snapshot() {
            return snapshot;
        }

        /// In the head, or 0.
        long reference() {
            return reference;
        }

        boolean isIn(int block) {
            return numbers[block] != NOWHERE;
        }

        int number(int block) {
            return numbers[block];
        }
    }

    @Override
    public Labels labels() {
        return labels;
    }

    @Override
    public void read(long from, long to, Samples into) {
        while (places.snapshot() != reader.snapshot() || !reader.read(places, from, to, into)) {
            places = reader.find(labels);
        }
    }

    @Override
    public String toString() {
        return labels.toString();
    }
}
