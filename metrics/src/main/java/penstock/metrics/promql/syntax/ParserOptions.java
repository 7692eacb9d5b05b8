package penstock.metrics.promql.syntax;

/// Which parts of the language that are not settled yet are allowed.
///
/// @param experimentalFunctions functions and aggregators marked so
/// @param durationExpressions arithmetic in ranges, steps and offsets
/// @param extendedRanges `anchored` and `smoothed`
/// @param fill `fill`, `fill_left`, `fill_right`
public record ParserOptions(
        boolean experimentalFunctions,
        boolean durationExpressions,
        boolean extendedRanges,
        boolean fill) {
    public static final ParserOptions ALL = new ParserOptions(true, true, true, true);

    /// As Prometheus starts without feature flags.
    public static final ParserOptions STABLE = new ParserOptions(false, true, false, false);
}
