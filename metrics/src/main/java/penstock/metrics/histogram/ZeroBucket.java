package penstock.metrics.histogram;

/// A zero bucket that takes in the buckets next to it.
final class ZeroBucket {
    private final Side positive;
    private final Side negative;
    private final int schema;
    private final double countBefore;
    private final double errorBefore;
    private double threshold;
    private double count;
    private double error;

    ZeroBucket(
            double threshold,
            double count,
            double error,
            Side positive,
            Side negative,
            int schema) {
        this.threshold = threshold;
        this.count = count;
        this.error = error;
        this.positive = positive;
        this.negative = negative;
        this.schema = schema;
        countBefore = count;
        errorBefore = error;
    }

    static ZeroBucket of(FloatHistogram histogram) {
        return new ZeroBucket(
                histogram.zeroThreshold(),
                histogram.zeroCount(),
                0,
                Side.of(histogram.positive()),
                Side.of(histogram.negative()),
                histogram.schema());
    }

    double threshold() {
        return threshold;
    }

    double count() {
        return count;
    }

    double error() {
        return error;
    }

    /// Widens it to a threshold, or to the end of a bucket with a count that the threshold would cut. The buckets stay as they
    /// are.
    void widen(double wanted) {
        if (wanted <= threshold) {
            return;
        }
        threshold = wanted;
        double before;
        do {
            count = countBefore;
            error = errorBefore;
            takeIn(positive);
            before = threshold;
            takeIn(negative);
        } while (threshold != before);
    }

    private void takeIn(Side side) {
        for (int i = 0; i < side.size(); i++) {
            if (ExponentialBounds.upper(side.index(i) - 1, schema) >= threshold) {
                return;
            }
            increase(side.count(i));
            increase(side.error(i));
            double upper = ExponentialBounds.upper(side.index(i), schema);
            if (upper > threshold) {
                if (side.count(i) != 0) {
                    threshold = upper;
                }
                return;
            }
        }
    }

    private void increase(double increment) {
        double total = count + increment;
        error = Kahan.error(error, count, increment, total);
        count = total;
    }
}
