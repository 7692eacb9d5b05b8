package penstock.metrics.promql;

import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.promql.syntax.Extension;
import penstock.metrics.series.Samples;

/// `changes` and `resets`: how often a sample differs from the one before it. Of numbers that is counted once for each series.
final class Transitions implements RangeFunction {
    private final boolean isResets;

    /// How often the numbers up to each index differ.
    private int[] counts = new int[16];

    Transitions(boolean isResets) {
        this.isResets = isResets;
    }

    @Override
    public void begin(RangeStep step) {
        Samples floats = step.window().floats();
        int size = floats.size();
        if (counts.length < size) {
            counts = new int[2 * size];
        }
        boolean usesStarts = isResets && step.usesStarts() && floats.hasStarts();
        for (int i = 1; i < size; i++) {
            boolean isStart = usesStarts && Starts.isReset(floats, i - 1, i);
            boolean isOther = isStart || differs(floats.value(i - 1), floats.value(i));
            counts[i] = counts[i - 1] + (isOther ? 1 : 0);
        }
    }

    private boolean differs(double previous, double value) {
        return isResets
                ? value < previous
                : value != previous && !(Double.isNaN(value) && Double.isNaN(previous));
    }

    @Override
    public void apply(RangeStep step) {
        Window window = step.window();
        int nextFloat = window.firstFloat();
        int nextHistogram = window.firstHistogram();
        if (step.extension() == Extension.ANCHORED) {
            long start = step.start();
            nextFloat = after(window.floats(), nextFloat, window.endFloat(), start);
            nextHistogram = after(window.histograms(), nextHistogram, window.endHistogram(), start);
            if (nextFloat == window.endFloat() && nextHistogram == window.endHistogram()) {
                return;
            }
            boolean hasFloat = nextFloat > window.firstFloat();
            boolean hasHistogram = nextHistogram > window.firstHistogram();
            if (hasFloat
                    && (!hasHistogram
                            || window.floats().time(nextFloat - 1)
                                    >= window.histograms().time(nextHistogram - 1))) {
                nextFloat--;
            } else if (hasHistogram) {
                nextHistogram--;
            }
        }
        if (nextHistogram == window.endHistogram()) {
            step.put((double) (counts[window.endFloat() - 1] - counts[nextFloat]));
        } else {
            step.put((double) count(step, nextFloat, nextHistogram));
        }
    }

    /// The first index whose time is after the start.
    private static int after(Samples samples, int first, int end, long start) {
        int index = first;
        while (index < end && samples.time(index) <= start) {
            index++;
        }
        return index;
    }

    private int count(RangeStep step, int firstFloat, int firstHistogram) {
        Window window = step.window();
        Samples floats = window.floats();
        Samples histograms = window.histograms();
        int nextFloat = firstFloat;
        int nextHistogram = firstHistogram;
        int count = 0;
        Samples lastOf = null;
        int last = 0;
        while (nextFloat < window.endFloat() || nextHistogram < window.endHistogram()) {
            boolean isFloat =
                    nextHistogram >= window.endHistogram()
                            || (nextFloat < window.endFloat()
                                    && floats.time(nextFloat) < histograms.time(nextHistogram));
            Samples of = isFloat ? floats : histograms;
            int index = isFloat ? nextFloat++ : nextHistogram++;
            if (lastOf != null && (lastOf != of || differs(of, last, index, step.usesStarts()))) {
                count++;
            }
            lastOf = of;
            last = index;
        }
        return count;
    }

    private boolean differs(Samples samples, int last, int index, boolean usesStarts) {
        FloatHistogram histogram = samples.histogram(index);
        FloatHistogram before = samples.histogram(last);
        if (isResets && usesStarts && Starts.isReset(samples, last, index)) {
            return true;
        }
        if (histogram != null && before != null) {
            return isResets ? histogram.isResetSince(before) : !histogram.hasDataOf(before);
        }
        return differs(samples.value(last), samples.value(index));
    }
}
