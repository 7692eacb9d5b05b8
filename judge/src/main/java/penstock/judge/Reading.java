package penstock.judge;

import java.util.Locale;

/// What is known about one metric, in numbers that people can check.
///
/// @param metric what was compared
/// @param stable stable's figure over the same time
/// @param candidate the candidate's figure
/// @param worse evidence that the candidate is beyond the tolerance; 1 is none, it grows without limit
/// @param notWorse evidence that the candidate is within the margin of this stage
public record Reading(
        Metric metric, Figure stable, Figure candidate, double worse, double notWorse) {
    /// One version's figure.
    ///
    /// @param size how much it is taken from: requests, values, or units of exposure
    /// @param value a share, or a figure in the unit of the metric; not a number if there is nothing to take it from
    public record Figure(long size, double value) {
        public static Figure of(Metric metric, Sums sums) {
            return new Figure(sums.size(), sums.size() == 0 ? Double.NaN : value(metric, sums));
        }

        private static double value(Metric metric, Sums sums) {
            return switch (sums) {
                case Tally tally -> (double) tally.y() / tally.n();
                case Histogram values when metric instanceof Metric.Quantile quantile ->
                        Histogram.upperBound(values.quantileIndex(quantile.q()));
                case Moments values when metric instanceof Metric.Mean mean ->
                        mean.low() + values.mean() * (mean.high() - mean.low());
                case Exposure seen when metric instanceof Metric.Rate rate ->
                        seen.events() / (seen.amount() / rate.per());
                case Histogram _, Moments _, Exposure _ -> Double.NaN;
            };
        }

        /// For people: "12 of 240 (5.00 %)".
        public String describe(Metric metric) {
            if (size == 0) {
                return "no requests";
            }
            return switch (metric) {
                case Metric.Share _ ->
                        String.format(
                                Locale.ROOT,
                                "%,d of %,d (%.2f %%)",
                                Math.round(value * size),
                                size,
                                value * 100);
                case Metric.Quantile quantile ->
                        amount(quantile.unit())
                                + String.format(Locale.ROOT, " of %,d requests", size);
                case Metric.Mean mean ->
                        amount(mean.unit()) + String.format(Locale.ROOT, " of %,d", size);
                case Metric.Rate rate ->
                        String.format(
                                Locale.ROOT,
                                "%,d in %,.4g %s (%.3g each)",
                                Math.round(value * (size / rate.per())),
                                size / rate.per(),
                                rate.unit(),
                                value);
            };
        }

        private String amount(String unit) {
            if (unit.equals("s")) {
                return value < 1
                        ? String.format(Locale.ROOT, "%.3g ms", value * 1_000)
                        : String.format(Locale.ROOT, "%.2f s", value);
            }
            return (String.format(Locale.ROOT, "%.4g ", value) + unit).strip();
        }
    }

    /// For people: "errors: candidate 12 of 240 (5.00 %), stable 3 of 4,560 (0.07 %)".
    public String sentence() {
        return metric.name()
                + ": candidate "
                + candidate.describe(metric)
                + ", stable "
                + stable.describe(metric);
    }
}
