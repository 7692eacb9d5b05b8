package penstock.metrics.histogram;

/// The bounds of exponential buckets: bucket `index` of a schema ends at 2^(index · 2^-schema).
final class ExponentialBounds {
    private static final int STEPS = 1 << FloatHistogram.GREATEST_SCHEMA;

    /// By how many of the least steps of a number the bounds that Prometheus and its clients use, 0.5 to 1 in the finest schema,
    /// are below the exact ones as rounded by [StrictMath]: `b` is none, `c` one. Buckets are only the same to the bit with them.
    private static final String BELOW_EXACT =
            "bbbbbbcbbbcbbbbbbbcdbbccccccccccbbcbbbcbbcccbbccbbccbbccbbccbccc"
                    + "bbbbbbccccddcbccbbcbbbcbbbcbbbbbbbccbabbcbddbbccbbcbbbcbccdcbccc"
                    + "bbcccbddccdcbcdccbccccdccdddcceecbcbbbcbccddcbdcccddccdcccddccdc"
                    + "dcedccdcddedddddddddddeeeeffedfeccdcdddddceeccdddcedccddddfeddee";

    private static final double[] FRACTIONS = fractions();

    private ExponentialBounds() {}

    private static double[] fractions() {
        var fractions = new double[STEPS];
        for (int i = 0; i < STEPS; i++) {
            double exact = StrictMath.pow(2, (double) i / STEPS - 1);
            int below = BELOW_EXACT.charAt(i) - 'b';
            fractions[i] = Double.longBitsToDouble(Double.doubleToRawLongBits(exact) - below);
        }
        return fractions;
    }

    /// The last bucket of finite numbers ends at the greatest of them, so that the one after it holds the infinite.
    static double upper(int index, int schema) {
        if (schema < 0) {
            long exponent = (long) index << -schema;
            return exponent == 1024 ? Double.MAX_VALUE : powerOfTwo(1, exponent);
        }
        double fraction =
                FRACTIONS[
                        (index & ((1 << schema) - 1)) << (FloatHistogram.GREATEST_SCHEMA - schema)];
        int exponent = (index >> schema) + 1;
        return fraction == 0.5 && exponent == 1025
                ? Double.MAX_VALUE
                : powerOfTwo(fraction, exponent);
    }

    private static double powerOfTwo(double fraction, long exponent) {
        return Math.scalb(fraction, (int) Math.clamp(exponent, -5000L, 5000L));
    }

    /// The index of the same bucket when neighbours are merged by so many doublings.
    static int merged(int index, int doublings) {
        return ((index - 1) >> doublings) + 1;
    }
}
