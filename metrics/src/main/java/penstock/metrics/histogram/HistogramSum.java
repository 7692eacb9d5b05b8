package penstock.metrics.histogram;

/// A sum of histograms that keeps the rounding errors of every number apart, as Prometheus does for `sum`, `avg` and their
/// `_over_time` forms. Zero buckets, schemas and custom bounds that differ are reconciled at the cost of resolution.
public final class HistogramSum {
    private int schema;
    private double zeroThreshold;
    private double zeroCount;
    private double zeroError;
    private double count;
    private double countError;
    private double sum;
    private double sumError;
    private Side positive;
    private Side negative;
    private Bounds bounds;
    private CounterReset counterReset;
    private boolean hasSeenReset;
    private boolean hasSeenNotReset;
    private boolean hasBoundsReconciled;

    public HistogramSum(FloatHistogram first) {
        schema = first.schema();
        zeroThreshold = first.zeroThreshold();
        zeroCount = first.zeroCount();
        count = first.count();
        sum = first.sum();
        positive = Side.of(first.positive());
        negative = Side.of(first.negative());
        bounds = first.customBounds();
        counterReset = first.counterReset();
        see(counterReset);
    }

    private HistogramSum(HistogramSum other) {
        schema = other.schema;
        zeroThreshold = other.zeroThreshold;
        zeroCount = other.zeroCount;
        zeroError = other.zeroError;
        count = other.count;
        countError = other.countError;
        sum = other.sum;
        sumError = other.sumError;
        positive = other.positive.copy();
        negative = other.negative.copy();
        bounds = other.bounds;
        counterReset = other.counterReset;
        hasSeenReset = other.hasSeenReset;
        hasSeenNotReset = other.hasSeenNotReset;
        hasBoundsReconciled = other.hasBoundsReconciled;
    }

    HistogramSum copy() {
        return new HistogramSum(this);
    }

    /// One plain addition or subtraction.
    static Combined combine(FloatHistogram first, FloatHistogram second, double sign) {
        if (first.isAlignedWith(second)) {
            return combineAligned(first, second, sign);
        }
        var total = new HistogramSum(first);
        total.add(second, sign);
        return new Combined(
                total.uncorrected(), total.hasResetCollision(), total.hasBoundsReconciled);
    }

    private static Combined combineAligned(
            FloatHistogram first, FloatHistogram second, double sign) {
        var a = first.counterReset();
        var b = second.counterReset();
        boolean isCollision =
                (a == CounterReset.RESET && b == CounterReset.NOT_RESET)
                        || (a == CounterReset.NOT_RESET && b == CounterReset.RESET);
        var value =
                new FloatHistogram(
                        first.schema(),
                        first.zeroThreshold(),
                        first.zeroCount() + sign * second.zeroCount(),
                        first.count() + sign * second.count(),
                        first.sum() + sign * second.sum(),
                        first.positive().plus(second.positive(), sign),
                        first.negative().plus(second.negative(), sign),
                        first.customBounds(),
                        reconciled(a, b));
        return new Combined(value, isCollision, false);
    }

    /// Whether a histogram can be added: both have custom bounds, or neither has.
    public boolean accepts(FloatHistogram other) {
        return isCustom() == other.isCustom();
    }

    /// @throws IllegalArgumentException when it does not accept it
    public void add(FloatHistogram other) {
        add(other, 1);
    }

    private void add(FloatHistogram other, double sign) {
        if (!accepts(other)) {
            throw new IllegalArgumentException(
                    "schema: "
                            + other.schema()
                            + " (expected: custom bounds in both or in neither)");
        }
        reconcileHints(other.counterReset());
        if (isCustom()) {
            addScalars(other, sign);
            addCustom(other, sign);
            return;
        }
        double otherZeroCount = reconcileZeroBuckets(other);
        double zeroTotal = zeroCount + sign * otherZeroCount;
        zeroError = Kahan.error(zeroError, zeroCount, sign * otherZeroCount, zeroTotal);
        zeroCount = zeroTotal;
        addScalars(other, sign);
        int common = Math.min(schema, other.schema());
        positive = positive.reduced(schema - common);
        negative = negative.reduced(schema - common);
        schema = common;
        addSide(positive, other.positive(), other.schema() - common, sign);
        addSide(negative, other.negative(), other.schema() - common, sign);
    }

    private void addScalars(FloatHistogram other, double sign) {
        double countTotal = count + sign * other.count();
        countError = Kahan.error(countError, count, sign * other.count(), countTotal);
        count = countTotal;
        double sumTotal = sum + sign * other.sum();
        sumError = Kahan.error(sumError, sum, sign * other.sum(), sumTotal);
        sum = sumTotal;
    }

    /// Buckets that end within the zero bucket are in its count already.
    private void addSide(Side side, Buckets buckets, int doublings, double sign) {
        boolean isOutsideOfZero =
                side.size() == 0 || ExponentialBounds.upper(side.index(0), schema) > zeroThreshold;
        if (doublings == 0 && isOutsideOfZero && side.hasLayoutOf(buckets)) {
            side.add(buckets, sign);
            return;
        }
        var other = Side.of(buckets).reduced(doublings);
        int from = 0;
        while (from < other.size()
                && ExponentialBounds.upper(other.index(from), schema) <= zeroThreshold) {
            from++;
        }
        side.add(other, from, sign);
    }

    private void addCustom(FloatHistogram other, double sign) {
        boolean isSameBounds = bounds.isSameAs(other.customBounds());
        if (isSameBounds && positive.hasLayoutOf(other.positive())) {
            positive.add(other.positive(), sign);
            return;
        }
        var others = Side.of(other.positive());
        if (isSameBounds) {
            positive.add(others, 0, sign);
            return;
        }
        var shared = bounds.shared(other.customBounds());
        positive.addMapped(bounds, others, other.customBounds(), shared, sign);
        bounds = shared;
        hasBoundsReconciled = true;
    }

    private void see(CounterReset hint) {
        hasSeenReset |= hint == CounterReset.RESET;
        hasSeenNotReset |= hint == CounterReset.NOT_RESET;
    }

    private void reconcileHints(CounterReset other) {
        see(other);
        counterReset = reconciled(counterReset, other);
    }

    private static CounterReset reconciled(CounterReset a, CounterReset b) {
        if (a == b || a == CounterReset.GAUGE) {
            return a;
        }
        return b == CounterReset.GAUGE ? b : CounterReset.UNKNOWN;
    }

    /// Widens the zero bucket until it includes those of both and ends within no bucket that has a count.
    ///
    /// @return the count of the other's zero bucket, were it as wide
    private double reconcileZeroBuckets(FloatHistogram other) {
        double otherThreshold = other.zeroThreshold();
        double otherCount = other.zeroCount();
        while (otherThreshold < zeroThreshold || otherThreshold > zeroThreshold) {
            if (zeroThreshold > otherThreshold) {
                var wider = ZeroBucket.of(other);
                wider.widen(zeroThreshold);
                otherThreshold = wider.threshold();
                otherCount = wider.count();
            }
            if (otherThreshold > zeroThreshold) {
                var wider =
                        new ZeroBucket(
                                zeroThreshold, zeroCount, zeroError, positive, negative, schema);
                wider.widen(otherThreshold);
                zeroThreshold = wider.threshold();
                zeroCount = wider.count();
                zeroError = wider.error();
                positive.dropBelow(zeroThreshold, schema);
                negative.dropBelow(zeroThreshold, schema);
            }
        }
        return otherCount;
    }

    private boolean isCustom() {
        return schema == FloatHistogram.CUSTOM;
    }

    /// Whether one was known to be reset and another known not to be.
    public boolean hasResetCollision() {
        return hasSeenReset && hasSeenNotReset;
    }

    /// Whether custom bounds differed, so that only those are left that all had.
    public boolean hasBoundsReconciled() {
        return hasBoundsReconciled;
    }

    /// The sum so far.
    public FloatHistogram value() {
        return new FloatHistogram(
                schema,
                zeroThreshold,
                zeroCount + zeroError,
                count + countError,
                sum + sumError,
                positive.corrected(),
                negative.corrected(),
                bounds,
                counterReset);
    }

    void multiply(double factor) {
        zeroCount *= factor;
        zeroError *= factor;
        count *= factor;
        countError *= factor;
        sum *= factor;
        sumError *= factor;
        positive.multiply(factor);
        negative.multiply(factor);
    }

    void divide(double divisor) {
        zeroCount /= divisor;
        zeroError /= divisor;
        count /= divisor;
        countError /= divisor;
        sum /= divisor;
        sumError /= divisor;
        positive.divide(divisor);
        negative.divide(divisor);
    }

    boolean hasOverflow() {
        return uncorrected().hasOverflow();
    }

    /// The sum so far as if the errors were not known.
    FloatHistogram uncorrected() {
        return new FloatHistogram(
                schema,
                zeroThreshold,
                zeroCount,
                count,
                sum,
                positive.buckets(),
                negative.buckets(),
                bounds,
                counterReset);
    }
}
