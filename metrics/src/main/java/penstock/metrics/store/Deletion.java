package penstock.metrics.store;

/// Samples of the head to be deleted: those from `from` to `to`, both included.
final class Deletion {
    private final long[] references;
    private final long from;
    private final long to;

    Deletion(long[] references, long from, long to) {
        this.references = references;
        this.from = from;
        this.to = to;
    }

    long[] references() {
        return references;
    }

    long from() {
        return from;
    }

    long to() {
        return to;
    }
}
