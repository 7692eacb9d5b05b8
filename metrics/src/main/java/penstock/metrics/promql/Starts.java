package penstock.metrics.promql;

import penstock.metrics.series.Samples;

/// What the times at which counters started say about resets. 0 is unknown.
final class Starts {
    private Starts() {}

    /// Whether the counter started anew between two samples.
    static boolean isReset(Samples samples, int previous, int current) {
        return isReset(
                samples.start(previous),
                samples.time(previous),
                samples.start(current),
                samples.time(current));
    }

    static boolean isReset(long previousStart, long previous, long start, long current) {
        boolean isKnown = start != 0 && start < current;
        if (!isKnown || start < previous) {
            return false;
        }
        if (start > previous) {
            return true;
        }
        // It starts where the previous sample ended: a delta if that one has a start too, and else
        // a start that is not known.
        return previousStart != 0 && previousStart < previous;
    }

    /// Whether a sample claims to have started before the one before it was taken, but not together with it.
    static boolean overlap(Samples samples, int previous, int current) {
        long start = samples.start(current);
        return start != 0 && start < samples.time(previous) && start != samples.start(previous);
    }
}
