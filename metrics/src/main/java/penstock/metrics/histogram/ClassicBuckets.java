package penstock.metrics.histogram;

import java.util.Arrays;
import java.util.Optional;
import penstock.metrics.labels.Numbers;

/// The buckets of a classic histogram: upper bounds (`le`) with cumulative counts, in any order. To be used again after
/// [#clear].
public final class ClassicBuckets {
    /// Counts that differ by a smaller part differ because of rounding only.
    private static final double NOISE = 1e-12;

    private double[] bounds = new double[16];
    private double[] counts = new double[16];
    private int size;

    /// A quantile, and whether counts had to be raised so that none is lower than that of a lower bound: between which bounds,
    /// and by how much at most.
    public record Quantile(
            double value,
            boolean isForced,
            double lowestForced,
            double highestForced,
            double greatestRise) {
        private static Quantile of(double value) {
            return new Quantile(value, false, 0, 0, 0);
        }

        private Quantile with(double other) {
            return new Quantile(other, isForced, lowestForced, highestForced, greatestRise);
        }
    }

    public void clear() {
        size = 0;
    }

    public int size() {
        return size;
    }

    /// @param bound the upper bound, infinite for the last
    /// @param count of the observations up to the bound
    public void add(double bound, double count) {
        if (size == bounds.length) {
            bounds = Arrays.copyOf(bounds, 2 * size);
            counts = Arrays.copyOf(counts, 2 * size);
        }
        int place = size;
        while (place > 0 && bounds[place - 1] > bound) {
            bounds[place] = bounds[place - 1];
            counts[place] = counts[place - 1];
            place--;
        }
        bounds[place] = bound;
        counts[place] = count;
        size++;
    }

    /// The value below which a part of the observations are, taken to be spread evenly within a bucket. NaN without an infinite
    /// bound, without a second one, or without observations.
    ///
    /// @param part 0 to 1; below it is minus infinity, above it infinity
    public Quantile quantile(double part) {
        if (Double.isNaN(part) || part < 0 || part > 1) {
            return Quantile.of(
                    part < 0
                            ? Double.NEGATIVE_INFINITY
                            : part > 1 ? Double.POSITIVE_INFINITY : part);
        }
        if (!isComplete()) {
            return Quantile.of(Double.NaN);
        }
        mergeEqualBounds();
        var forced = makeMonotonic();
        double observations = counts[size - 1];
        if (size < 2 || observations == 0) {
            return Quantile.of(Double.NaN);
        }
        return forced.with(interpolate(part * observations));
    }

    private double interpolate(double rank) {
        int bucket = 0;
        while (bucket < size - 1 && !(counts[bucket] >= rank)) {
            bucket++;
        }
        if (bucket == size - 1) {
            return bounds[size - 2];
        }
        if (bucket == 0) {
            return bounds[0] <= 0 ? bounds[0] : bounds[0] * (rank / counts[0]);
        }
        double start = bounds[bucket - 1];
        double within = counts[bucket] - counts[bucket - 1];
        return start + (bounds[bucket] - start) * ((rank - counts[bucket - 1]) / within);
    }

    /// The part of the observations between two values.
    public double fraction(double lower, double upper) {
        if (!isComplete()) {
            return Double.NaN;
        }
        mergeEqualBounds();
        double observations = counts[size - 1];
        if (observations == 0 || Double.isNaN(lower) || Double.isNaN(upper)) {
            return Double.NaN;
        }
        return lower >= upper ? 0 : (rank(upper) - rank(lower)) / observations;
    }

    /// How many observations are below a value.
    private double rank(double value) {
        double start = bounds[0] <= 0 ? Double.NEGATIVE_INFINITY : 0;
        double before = 0;
        for (int i = 0; i < size; i++) {
            if (start >= value) {
                return Math.min(before, counts[size - 1]);
            }
            if (bounds[i] > value) {
                double rank =
                        start == Double.NEGATIVE_INFINITY
                                ? counts[i]
                                : before
                                        + (counts[i] - before)
                                                * (value - start)
                                                / (bounds[i] - start);
                return rank > counts[size - 1] ? counts[size - 1] : rank;
            }
            start = bounds[i];
            before = counts[i];
        }
        return counts[size - 1];
    }

    private boolean isComplete() {
        return size > 0 && bounds[size - 1] == Double.POSITIVE_INFINITY;
    }

    private void mergeEqualBounds() {
        int last = 0;
        for (int i = 1; i < size; i++) {
            if (bounds[i] == bounds[last]) {
                counts[last] += counts[i];
            } else {
                last++;
                bounds[last] = bounds[i];
                counts[last] = counts[i];
            }
        }
        size = last + 1;
    }

    /// Raises counts that are lower than those before them, without a word where rounding explains it.
    private Quantile makeMonotonic() {
        double lowest = Double.POSITIVE_INFINITY;
        double highest = Double.NEGATIVE_INFINITY;
        double rise = 0;
        boolean isForced = false;
        double previous = counts[0];
        for (int i = 1; i < size; i++) {
            double count = counts[i];
            if (count == previous) {
                continue;
            }
            if (Numbers.almostEqual(previous, count, NOISE)) {
                counts[i] = previous;
            } else if (count < previous) {
                counts[i] = previous;
                isForced = true;
                lowest = Math.min(lowest, bounds[i]);
                highest = Math.max(highest, bounds[i]);
                rise = Math.max(rise, previous - count);
            } else {
                previous = count;
            }
        }
        return new Quantile(Double.NaN, isForced, lowest, highest, rise);
    }

    /// A native histogram with the same bounds; empty when there are no buckets or the counts are not cumulative.
    ///
    /// @param total the count of all observations; NaN if it is not known, then that of the highest bucket counts
    public Optional<FloatHistogram> toHistogram(double total, double sum) {
        if (size == 0) {
            return Optional.empty();
        }
        double count = Double.isNaN(total) ? counts[size - 1] : total;
        if (!isComplete()) {
            add(Double.POSITIVE_INFINITY, count);
        }
        var upper = Arrays.copyOf(bounds, size - 1);
        var buckets = new double[size];
        double before = 0;
        for (int i = 0; i < size; i++) {
            if (counts[i] < before || Double.isNaN(bounds[i])) {
                return Optional.empty();
            }
            buckets[i] = counts[i] - before;
            before = counts[i];
        }
        return Optional.of(
                new FloatHistogram(
                        FloatHistogram.CUSTOM,
                        0,
                        0,
                        count,
                        sum,
                        Buckets.run(0, buckets),
                        Buckets.NONE,
                        upper.length == 0 ? Bounds.NONE : new Bounds(upper),
                        CounterReset.UNKNOWN));
    }
}
