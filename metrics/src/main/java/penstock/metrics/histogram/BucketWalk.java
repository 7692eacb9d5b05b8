package penstock.metrics.histogram;

/// Goes through the buckets of a histogram with their bounds, empty ones included. At the start it is before the first:
/// `for (var walk = BucketWalk.all(histogram); walk.next(); )`.
public final class BucketWalk {
    private enum Part {
        FIRST,
        ZERO,
        LAST,
        NONE
    }

    private final FloatHistogram histogram;
    private final boolean hasAll;
    private final boolean isCut;
    private Part part = Part.FIRST;
    private boolean isPositive;
    private Buckets buckets;
    private int step;
    private int span;
    private int within;
    private int place;
    private int index;
    private double lower;
    private double upper;
    private double count;
    private boolean isZeroBucket;

    private BucketWalk(
            FloatHistogram histogram, boolean hasAll, boolean isPositive, boolean isCut) {
        this.histogram = histogram;
        this.hasAll = hasAll;
        this.isPositive = isPositive;
        this.isCut = isCut;
        buckets = isPositive ? histogram.positive() : histogram.negative();
        begin(hasAll ? -1 : 1);
    }

    /// From the lowest to the highest value, with the zero bucket if it has a count; a bucket that reaches into the zero bucket
    /// begins or ends at its threshold.
    public static BucketWalk all(FloatHistogram histogram) {
        return new BucketWalk(histogram, true, false, true);
    }

    /// Like [#all], but with the bounds of the schema also where the zero bucket overlaps.
    static BucketWalk allUncut(FloatHistogram histogram) {
        return new BucketWalk(histogram, true, false, false);
    }

    /// From the highest to the lowest value, else like [#all].
    public static BucketWalk allDescending(FloatHistogram histogram) {
        return new BucketWalk(histogram, true, true, true);
    }

    /// The buckets above zero, or the custom ones, ascending.
    public static BucketWalk positive(FloatHistogram histogram) {
        return new BucketWalk(histogram, false, true, false);
    }

    /// The buckets below zero from the one next to zero, that is, descending.
    public static BucketWalk negative(FloatHistogram histogram) {
        return new BucketWalk(histogram, false, false, false);
    }

    private void begin(int direction) {
        step = direction;
        span = step > 0 ? 0 : buckets.spanCount() - 1;
        within = step > 0 ? -1 : buckets.spanCount() == 0 ? 0 : buckets.spanLength(span);
        place = step > 0 ? -1 : buckets.size();
    }

    /// Whether there is a further bucket; the other methods tell of it.
    public boolean next() {
        isZeroBucket = false;
        if ((part == Part.FIRST || part == Part.LAST) && advance()) {
            return true;
        }
        if (part == Part.FIRST && hasAll) {
            part = Part.ZERO;
            if (histogram.zeroCount() > 0) {
                isZeroBucket = true;
                lower = -histogram.zeroThreshold();
                upper = histogram.zeroThreshold();
                count = histogram.zeroCount();
                return true;
            }
        }
        if (part == Part.ZERO) {
            part = Part.LAST;
            isPositive = !isPositive;
            buckets = isPositive ? histogram.positive() : histogram.negative();
            begin(1);
            return advance();
        }
        part = Part.NONE;
        return false;
    }

    private boolean advance() {
        within += step;
        while (span >= 0
                && span < buckets.spanCount()
                && (within < 0 || within >= buckets.spanLength(span))) {
            span += step;
            if (span >= 0 && span < buckets.spanCount()) {
                within = step > 0 ? 0 : buckets.spanLength(span) - 1;
            }
        }
        if (span < 0 || span >= buckets.spanCount()) {
            return false;
        }
        place += step;
        index = buckets.spanStart(span) + within;
        count = buckets.count(place);
        bounds();
        return true;
    }

    private void bounds() {
        if (histogram.isCustom()) {
            lower = histogram.customBounds().at(index - 1);
            upper = histogram.customBounds().at(index);
            return;
        }
        double near = ExponentialBounds.upper(index - 1, histogram.schema());
        double far = ExponentialBounds.upper(index, histogram.schema());
        if (isCut && near < histogram.zeroThreshold()) {
            near = histogram.zeroThreshold();
        }
        lower = isPositive ? near : -far;
        upper = isPositive ? far : -near;
    }

    public double lower() {
        return lower;
    }

    public double upper() {
        return upper;
    }

    public double count() {
        return count;
    }

    /// Whether a value equal to the lower bound is in the bucket.
    public boolean includesLower() {
        return histogram.isCustom() ? index == 0 : lower < 0 || isZeroBucket;
    }

    /// Whether a value equal to the upper bound is in the bucket.
    public boolean includesUpper() {
        return histogram.isCustom() || upper > 0 || isZeroBucket;
    }

    public boolean isZeroBucket() {
        return isZeroBucket;
    }

    /// The place of its count among those of its sign; not for the zero bucket.
    int place() {
        return place;
    }

    /// The index within the schema; not for the zero bucket.
    public int index() {
        return index;
    }
}
