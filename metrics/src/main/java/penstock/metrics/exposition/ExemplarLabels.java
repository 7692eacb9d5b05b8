package penstock.metrics.exposition;

import penstock.metrics.labels.Labels;

/// The labels of an exemplar while they are being read. Exemplars are kept in a ring of a fixed number, so their size is bounded too: one
/// with more than that loses all of its labels, as a part of an identifier leads nowhere.
final class ExemplarLabels {
    /// Names and values together, in bytes with their framing: OpenMetrics allows 128 characters.
    private static final int MOST = 1_024;

    private final Labels.Builder labels = Labels.builder();
    private int bytes;

    /// Whether a label of so many bytes is still to be read.
    boolean hasRoomFor(int more) {
        if (bytes <= MOST) {
            bytes += Math.min(more, MOST) + 1;
        }
        return bytes <= MOST;
    }

    void set(String name, String value) {
        labels.set(name, value);
    }

    Labels build() {
        return bytes <= MOST ? labels.build() : Labels.EMPTY;
    }
}
