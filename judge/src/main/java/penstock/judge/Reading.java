package penstock.judge;

import java.util.Locale;

/// What is known about one metric, in numbers that people can check.
///
/// @param metric what was compared
/// @param stable stable's figure over the same time
/// @param candidate the candidate's figure
/// @param worse evidence that the candidate is beyond the tolerances; 1 is none, it grows without limit
/// @param notWorse evidence that the candidate is within the margins of this stage
public record Reading(
        Metric metric, Figure stable, Figure candidate, double worse, double notWorse) {
    /// One version's figure.
    ///
    /// @param requests how many requests it is taken from
    /// @param value share of requests that failed, or seconds; not a number without requests
    public record Figure(long requests, double value) {
        static Figure of(Metric metric, Sample sample) {
            if (metric.isLatency()) {
                var latency = sample.latency();
                return latency.count() == 0
                        ? new Figure(0, Double.NaN)
                        : new Figure(
                                latency.count(),
                                Histogram.upperBound(latency.quantileIndex(metric.quantile())));
            }
            return sample.requests() == 0
                    ? new Figure(0, Double.NaN)
                    : new Figure(sample.requests(), (double) sample.failures() / sample.requests());
        }

        private String describe(Metric metric) {
            if (requests == 0) {
                return "no requests";
            }
            if (metric.isLatency()) {
                return value < 1
                        ? String.format(
                                Locale.ROOT, "%.3g ms of %,d requests", value * 1_000, requests)
                        : String.format(Locale.ROOT, "%.2f s of %,d requests", value, requests);
            }
            return String.format(
                    Locale.ROOT,
                    "%,d of %,d failed (%.2f %%)",
                    Math.round(value * requests),
                    requests,
                    value * 100);
        }
    }

    /// For people: "errors: candidate 12 of 240 failed (5.00 %), stable 3 of 4,560 failed (0.07 %)".
    public String sentence() {
        return metric.label()
                + ": candidate "
                + candidate.describe(metric)
                + ", stable "
                + stable.describe(metric);
    }
}
