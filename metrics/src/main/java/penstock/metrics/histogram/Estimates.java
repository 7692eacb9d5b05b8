package penstock.metrics.histogram;

import penstock.metrics.histogram.Estimate.Note;

/// What can be read off a native histogram. Within an exponential bucket observations are taken to be spread evenly over its
/// logarithm; within a custom one and the zero bucket, evenly.
public final class Estimates {
    private static final double PER_LN_2 = 1 / Math.log(2);

    private Estimates() {}

    public static double average(FloatHistogram histogram) {
        return histogram.sum() / histogram.count();
    }

    /// The variance, with every observation taken for the middle of its bucket.
    public static double variance(FloatHistogram histogram) {
        double mean = average(histogram);
        double variance = 0;
        double error = 0;
        for (var walk = BucketWalk.all(histogram); walk.next(); ) {
            if (walk.count() == 0) {
                continue;
            }
            double distance = middle(histogram, walk) - mean;
            double increment = walk.count() * distance * distance;
            double total = variance + increment;
            error = Kahan.error(error, variance, increment, total);
            variance = total;
        }
        return (variance + error) / histogram.count();
    }

    public static double deviation(FloatHistogram histogram) {
        return Math.sqrt(variance(histogram));
    }

    private static double middle(FloatHistogram histogram, BucketWalk walk) {
        if (histogram.isCustom()) {
            return (walk.upper() + walk.lower()) / 2;
        }
        if (walk.lower() <= 0 && walk.upper() >= 0) {
            return 0;
        }
        double middle = Math.sqrt(walk.upper() * walk.lower());
        return walk.upper() < 0 ? -middle : middle;
    }

    /// The value below which a part of the observations are.
    ///
    /// @param part 0 to 1; below it is minus infinity, above it infinity
    public static Estimate quantile(double part, FloatHistogram histogram) {
        if (part < 0) {
            return Estimate.of(Double.NEGATIVE_INFINITY);
        }
        if (part > 1) {
            return Estimate.of(Double.POSITIVE_INFINITY);
        }
        if (histogram.count() == 0 || Double.isNaN(part)) {
            return Estimate.of(Double.NaN);
        }
        return new QuantileSearch(part, histogram).estimate();
    }

    /// The part of the observations between two values.
    public static Estimate fraction(double lower, double upper, FloatHistogram histogram) {
        if (histogram.count() == 0 || Double.isNaN(lower) || Double.isNaN(upper)) {
            return Estimate.of(Double.NaN);
        }
        if (lower >= upper) {
            return Estimate.of(0);
        }
        double lowerRank = Double.NaN;
        double upperRank = Double.NaN;
        double rank = 0;
        var walk = BucketWalk.all(histogram);
        while ((Double.isNaN(lowerRank) || Double.isNaN(upperRank)) && walk.next()) {
            var bucket = Bucket.of(walk, histogram);
            lowerRank = Double.isNaN(lowerRank) ? bucket.rankOf(lower, rank) : lowerRank;
            upperRank = Double.isNaN(upperRank) ? bucket.rankOf(upper, rank) : upperRank;
            rank += walk.count();
        }
        double observed = histogram.count();
        var note = Note.NONE;
        if (Double.isNaN(histogram.sum())) {
            while (walk.next()) {
                rank += walk.count();
            }
            observed = rank;
            note = observed < histogram.count() ? Note.NAN_EXCLUDED : Note.NONE;
        }
        double to = Double.isNaN(upperRank) ? observed : Math.min(upperRank, observed);
        double from = Double.isNaN(lowerRank) ? observed : Math.min(lowerRank, observed);
        return new Estimate((to - from) / histogram.count(), note);
    }

    /// Exact for powers of two.
    public static double log2(double value) {
        int exponent = Math.getExponent(value);
        if (exponent >= Double.MIN_EXPONENT
                && exponent <= Double.MAX_EXPONENT
                && value == Math.scalb(1.0, exponent)) {
            return exponent;
        }
        return Math.log(value) * PER_LN_2;
    }

    static double exp2(double value) {
        return Math.pow(2, value);
    }

    /// A bucket of a histogram as far as the shape of its content is known.
    private record Bucket(double lower, double upper, double count, boolean isLinear) {
        /// If there are observations on one side of zero only, the zero bucket ends at zero on the other.
        static Bucket of(BucketWalk walk, FloatHistogram histogram) {
            boolean isAtZero = walk.lower() <= 0 && walk.upper() >= 0;
            double lower = walk.lower();
            double upper = walk.upper();
            if (isAtZero && histogram.negative().isEmpty() && !histogram.positive().isEmpty()) {
                lower = 0;
            } else if (isAtZero
                    && histogram.positive().isEmpty()
                    && !histogram.negative().isEmpty()) {
                upper = 0;
            }
            return new Bucket(lower, upper, walk.count(), isAtZero || histogram.isCustom());
        }

        /// How many observations are below a value, or NaN when it is above this bucket.
        ///
        /// @param before how many observations are below this bucket
        double rankOf(double value, double before) {
            if (lower >= value) {
                return before;
            }
            if (upper <= value) {
                return Double.NaN;
            }
            if (isLinear) {
                return lower == Double.NEGATIVE_INFINITY
                        ? count
                        : before + count * (value - lower) / (upper - lower);
            }
            double logLower = log2(Math.abs(lower));
            double logUpper = log2(Math.abs(upper));
            double logValue = log2(Math.abs(value));
            double fraction =
                    value > 0
                            ? (logValue - logLower) / (logUpper - logLower)
                            : 1 - ((logValue - logUpper) / (logLower - logUpper));
            return before + count * fraction;
        }
    }
}
