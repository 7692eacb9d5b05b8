package penstock.metrics.histogram;

import penstock.metrics.histogram.Estimate.Note;

/// Looks for the bucket of a quantile from the nearer end, and for the value within it.
final class QuantileSearch {
    private final double part;
    private final FloatHistogram histogram;

    /// With observations of NaN only the lower end has a known rank.
    private final boolean isAscending;

    private final BucketWalk walk;
    private double seen;
    private double lower;
    private double upper;
    private double count;

    QuantileSearch(double part, FloatHistogram histogram) {
        this.part = part;
        this.histogram = histogram;
        isAscending = Double.isNaN(histogram.sum()) || part < 0.5;
        walk = isAscending ? BucketWalk.all(histogram) : BucketWalk.allDescending(histogram);
    }

    Estimate estimate() {
        double rank = (isAscending ? part : 1 - part) * histogram.count();
        find(rank);
        if (histogram.isCustom()) {
            if (lower == Double.NEGATIVE_INFINITY) {
                if (upper <= 0) {
                    return Estimate.of(upper);
                }
                lower = 0;
            } else if (upper == Double.POSITIVE_INFINITY) {
                return Estimate.of(lower);
            }
        } else {
            cutAtZero();
        }
        seen = Math.min(seen, histogram.count());
        if (seen < rank) {
            return Double.isNaN(histogram.sum())
                    ? new Estimate(Double.NaN, Note.NAN_RESULT)
                    : Estimate.of(upper);
        }
        double within = isAscending ? rank - (seen - count) : seen - rank;
        double value = at(within / count);
        return new Estimate(value, isSkewed() ? Note.NAN_SKEWED : Note.NONE);
    }

    private void find(double rank) {
        while (walk.next()) {
            lower = walk.lower();
            upper = walk.upper();
            count = walk.count();
            seen += count;
            if (count != 0 && seen >= rank) {
                return;
            }
        }
    }

    /// If there are observations on one side of zero only, the zero bucket ends at zero on the other.
    private void cutAtZero() {
        if (lower >= 0 || upper <= 0) {
            return;
        }
        boolean hasPositive = !histogram.positive().isEmpty();
        boolean hasNegative = !histogram.negative().isEmpty();
        if (hasPositive && !hasNegative) {
            lower = 0;
        } else if (hasNegative && !hasPositive) {
            upper = 0;
        }
    }

    private double at(double fraction) {
        if (histogram.isCustom() || (lower <= 0 && upper >= 0)) {
            return lower + (upper - lower) * fraction;
        }
        double logLower = Estimates.log2(Math.abs(lower));
        double logUpper = Estimates.log2(Math.abs(upper));
        return lower > 0
                ? Estimates.exp2(logLower + (logUpper - logLower) * fraction)
                : -Estimates.exp2(logUpper + (logLower - logUpper) * (1 - fraction));
    }

    /// Infinite observations of both signs make the sum NaN too, but they are in buckets.
    private boolean isSkewed() {
        if (!Double.isNaN(histogram.sum())) {
            return false;
        }
        double total = seen;
        while (walk.next()) {
            total += walk.count();
        }
        return total < histogram.count();
    }
}
