package penstock.judge;

import java.util.Arrays;

/// Counts of one metric in one or several ticks that are judged as one. A tick in which one version had nothing says nothing by
/// itself, so it is joined with the next ones. When a block ends depends on how much there was and on time only, never on
/// what it was: that keeps the evidence valid.
final class Block {
    static final long ENOUGH = 10;

    /// Versions are compared at the same time, so a block is short even where traffic is thin.
    private static final long LONGEST_MILLIS = 10_000;

    /// Blocks of a second are enough where one burst of requests has one cause, or where nothing is as urgent as errors are.
    static final long USUAL_MILLIS = 1_000;

    static final int WORSE = 0;
    static final int SAME = Side.WIDTH;

    private final long[] counts;
    private long startedAt;
    private long stable;
    private long candidate;

    Block() {
        counts = new long[2 * Side.WIDTH];
    }

    private Block(Block other) {
        counts = other.counts.clone();
        startedAt = other.startedAt;
        stable = other.stable;
        candidate = other.candidate;
    }

    Block copy() {
        return new Block(this);
    }

    boolean isEmpty() {
        return stable == 0 && candidate == 0;
    }

    /// @param fromMillis when the tick began
    void add(Betting.Sides sides, long fromMillis, Sums stableSums, Sums candidateSums) {
        if (isEmpty()) {
            startedAt = fromMillis;
        }
        stable += stableSums.size();
        candidate += candidateSums.size();
        sides.worse().count(counts, WORSE, stableSums, candidateSums);
        sides.same().count(counts, SAME, stableSums, candidateSums);
    }

    boolean isDue(Metric metric, long atMillis) {
        var age = atMillis - startedAt;
        var isEnough = stable + candidate >= ENOUGH && age >= leastMillis(metric);
        return (hasBoth() && isEnough) || (!isEmpty() && age >= LONGEST_MILLIS);
    }

    static long leastMillis(Metric metric) {
        return metric instanceof Metric.Share ? 0 : USUAL_MILLIS;
    }

    boolean hasBoth() {
        return stable > 0 && candidate > 0;
    }

    long[] counts() {
        return counts;
    }

    void clear() {
        Arrays.fill(counts, 0);
        stable = 0;
        candidate = 0;
    }
}
