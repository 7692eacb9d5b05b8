package penstock.bench.promql;

import java.util.SplittableRandom;
import penstock.metrics.labels.Labels;

/// A series of the benchmark and its value, which moves on with each step.
final class Simulated {
    private final Labels labels;
    private final SplittableRandom chance;
    private final Motion motion;
    private final long offset;
    private final int gap;
    private double value;

    /// @param offset milliseconds after the step at which its samples are, 1 to 999: those of one target have the same
    /// @param gap every so many steps, 60 in a row are missing; 0 for never
    Simulated(Labels labels, long seed, double start, long offset, int gap, Motion motion) {
        this.labels = labels;
        this.chance = new SplittableRandom(seed);
        this.motion = motion;
        this.offset = offset;
        this.gap = gap;
        this.value = start;
    }

    Labels labels() {
        return labels;
    }

    /// The value at the next step.
    double next() {
        value = motion.next(value, chance);
        return value;
    }

    boolean isMissing(int step) {
        return gap > 0 && step % gap >= gap - 60;
    }

    long offset() {
        return offset;
    }
}
