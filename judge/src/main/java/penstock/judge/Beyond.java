package penstock.judge;

/// What counts as bad of the values of a quantile metric: those beyond an edge, which is another one for the candidate, by
/// what is tolerated.
///
/// @param stable the last bucket of stable's histogram that is not beyond, or, where higher is better, the last that is
/// @param candidate the same of the candidate's
record Beyond(int stable, int candidate, Better better) {
    /// How many values are beyond an edge: above it, or, where higher is better, not above it.
    static long edge(Histogram values, int edge, Better better) {
        var above = values.countAbove(edge);
        return better == Better.LOWER ? above : values.count() - above;
    }

    /// The candidate's edge for "worse" is never nearer than the bound, because whole buckets are counted.
    static Beyond tolerance(int edge, Bound bound, Better better) {
        return new Beyond(edge, shifted(edge, bound, better, better == Better.LOWER), better);
    }

    /// The candidate's edge for "not worse" is never further than the bound.
    static Beyond margin(int edge, Bound bound, Better better) {
        return new Beyond(edge, shifted(edge, bound, better, better == Better.HIGHER), better);
    }

    private static int shifted(int edge, Bound bound, Better better, boolean isUp) {
        if (bound.shift() == 0) {
            var buckets =
                    Histogram.BUCKETS_PER_DOUBLING
                            * StrictMath.log(bound.factor())
                            / StrictMath.log(2);
            return within(
                    edge + (int) (isUp ? Math.ceil(buckets - 1e-9) : Math.floor(buckets + 1e-9)));
        }
        var sign = better == Better.LOWER ? 1 : -1;
        var value = bound.factor() * Histogram.upperBound(edge) + sign * bound.shift();
        var index = Histogram.indexOf(value);
        return within(isUp || Histogram.upperBound(index) <= value ? index : index - 1);
    }

    private static int within(int edge) {
        return Math.clamp(edge, Histogram.LOWEST, Histogram.HIGHEST);
    }

    /// The nearer of two edges of stable: where fewer bad values are missed.
    static int nearer(int one, int two, Better better) {
        return better == Better.LOWER ? Math.min(one, two) : Math.max(one, two);
    }
}
