package penstock.metrics.histogram;

/// The bounds of exponential buckets: bucket `index` of a schema ends at 2^(index · 2^-schema).
final class ExponentialBounds {
    private static final int STEPS = 1 << FloatHistogram.GREATEST_SCHEMA;

    /// The bounds from 0.5 to 1 of the finest schema.
    private static final double[] FRACTIONS = fractions();

    private ExponentialBounds() {}

    private static double[] fractions() {
        var fractions = new double[STEPS];
        for (int i = 0; i < STEPS; i++) {
            fractions[i] = Math.pow(2, (double) i / STEPS - 1);
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
