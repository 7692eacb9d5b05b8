package penstock.metrics.histogram;

/// Cuts off what a histogram has observed above or below a value: PromQL's `</` and `>/`. The bucket that the value cuts is
/// divided by interpolation; count and sum become estimates once anything is cut.
public final class Trim {
    private final FloatHistogram histogram;
    private final double at;
    private final boolean keepsLower;
    private double count;
    private double sum;
    private boolean hasChanged;

    private Trim(FloatHistogram histogram, double at, boolean keepsLower) {
        this.histogram = histogram;
        this.at = at;
        this.keepsLower = keepsLower;
    }

    /// What is not above a value: `</`.
    public static FloatHistogram below(FloatHistogram histogram, double value) {
        return new Trim(histogram, value, true).result();
    }

    /// What is not below a value: `>/`.
    public static FloatHistogram above(FloatHistogram histogram, double value) {
        return new Trim(histogram, value, false).result();
    }

    /// How many observations are kept of a bucket, and the middle of what is kept.
    private record Kept(double count, double middle) {}

    private FloatHistogram result() {
        var positive = side(histogram.positive(), true);
        var negative = side(histogram.negative(), false);
        double zeroCount = zeroCount();
        if (!hasChanged) {
            return histogram;
        }
        return new FloatHistogram(
                        histogram.schema(),
                        histogram.zeroThreshold(),
                        zeroCount,
                        count,
                        sum,
                        positive,
                        negative,
                        histogram.customBounds(),
                        histogram.counterReset())
                .compact(0);
    }

    private Buckets side(Buckets buckets, boolean isPositive) {
        var counts = buckets.counts();
        var walk = isPositive ? BucketWalk.positive(histogram) : BucketWalk.negative(histogram);
        while (walk.next()) {
            if (walk.count() == 0) {
                continue;
            }
            var kept = kept(walk, isPositive);
            hasChanged |= kept.count != walk.count();
            counts[walk.place()] = kept.count;
            count += kept.count;
            sum += kept.middle * kept.count;
        }
        return buckets.withCounts(counts);
    }

    private Kept kept(BucketWalk bucket, boolean isPositive) {
        boolean isWhole = keepsLower ? bucket.upper() <= at : bucket.lower() >= at;
        if (isWhole) {
            return new Kept(bucket.count(), middle(bucket.lower(), bucket.upper(), isPositive));
        }
        boolean isGone = keepsLower ? bucket.lower() >= at : bucket.upper() <= at;
        if (isGone) {
            return new Kept(0, 0);
        }
        if (bucket.lower() == Double.NEGATIVE_INFINITY
                || bucket.upper() == Double.POSITIVE_INFINITY) {
            return keptOfInfinite(bucket);
        }
        double below = bucket.count() * fractionBelow(bucket, isPositive);
        return keepsLower
                ? new Kept(below, middle(bucket.lower(), at, isPositive))
                : new Kept(bucket.count() - below, middle(at, bucket.upper(), isPositive));
    }

    /// How the observations are spread in a bucket without end is not known: as a rule it is dropped. One from minus infinity to
    /// a bound above zero is taken to begin at zero.
    private Kept keptOfInfinite(BucketWalk bucket) {
        double upper = bucket.upper();
        boolean isFinite = upper != Double.POSITIVE_INFINITY;
        if (bucket.lower() != Double.NEGATIVE_INFINITY) {
            return keepsLower || at < bucket.lower()
                    ? new Kept(0, 0)
                    : new Kept(bucket.count(), at);
        }
        if (keepsLower && at > 0 && isFinite) {
            return new Kept(bucket.count() * at / upper, at / 2);
        }
        if (keepsLower && upper <= 0) {
            return new Kept(bucket.count(), at);
        }
        if (!keepsLower && at >= 0 && isFinite) {
            return new Kept(bucket.count() * (1 - at / upper), (at + upper) / 2);
        }
        return new Kept(0, 0);
    }

    private double fractionBelow(BucketWalk bucket, boolean isPositive) {
        if (histogram.isCustom()) {
            return (at - bucket.lower()) / (bucket.upper() - bucket.lower());
        }
        double logLower = Estimates.log2(Math.abs(bucket.lower()));
        double logUpper = Estimates.log2(Math.abs(bucket.upper()));
        double logAt = Estimates.log2(Math.abs(at));
        return isPositive
                ? (logAt - logLower) / (logUpper - logLower)
                : 1 - ((logAt - logUpper) / (logLower - logUpper));
    }

    private double middle(double lower, double upper, boolean isPositive) {
        if (Double.isInfinite(lower)) {
            if (Double.isInfinite(upper)) {
                return 0;
            }
            return upper > 0 ? upper / 2 : upper;
        }
        if (Double.isInfinite(upper)) {
            return lower;
        }
        if (histogram.isCustom()) {
            return (lower + upper) / 2;
        }
        double middle = Math.sqrt(Math.abs(lower * upper));
        return isPositive ? middle : -middle;
    }

    /// Counted last. If there are observations on one side of zero only, the zero bucket ends at zero on the other.
    private double zeroCount() {
        if (!(histogram.zeroCount() > 0)) {
            return histogram.zeroCount();
        }
        boolean hasPositive = hasAny(histogram.positive());
        boolean hasNegative = hasAny(histogram.negative());
        double lower = hasPositive && !hasNegative ? 0 : -histogram.zeroThreshold();
        double upper = hasNegative && !hasPositive ? 0 : histogram.zeroThreshold();
        var kept = keptOfZero(lower, upper);
        hasChanged |= kept.count != histogram.zeroCount();
        count += kept.count;
        sum += kept.middle * kept.count;
        return kept.count;
    }

    private Kept keptOfZero(double lower, double upper) {
        boolean isBefore = at <= lower;
        if (isBefore || at >= upper) {
            return isBefore == keepsLower
                    ? new Kept(0, 0)
                    : new Kept(histogram.zeroCount(), (lower + upper) / 2);
        }
        double fraction = (keepsLower ? at - lower : upper - at) / (upper - lower);
        double middle = keepsLower ? (lower + at) / 2 : (at + upper) / 2;
        return new Kept(histogram.zeroCount() * fraction, middle);
    }

    private static boolean hasAny(Buckets buckets) {
        for (int i = 0; i < buckets.size(); i++) {
            if (buckets.count(i) != 0) {
                return true;
            }
        }
        return false;
    }
}
