package penstock.capabilities.rollout;

import java.util.Locale;
import java.util.Optional;
import penstock.judge.Exposure;
import penstock.judge.Histogram;
import penstock.judge.Metric;
import penstock.judge.Moments;
import penstock.judge.Sums;
import penstock.judge.Tally;
import penstock.judge.interval.AlwaysValid;
import penstock.judge.interval.Interval;

/// Where the true figure of a version lies, in the unit of its metric: with 95 %, however often one looks.
///
/// @param high absent when there is no upper end to say
/// @param words for people: `0.02..0.31 %`
record Range(double low, Optional<Double> high, String words) {
    private static final double ALPHA = 0.05;

    /// What is less is nothing, for people.
    private static final double LEAST = 0.0005;

    /// Rates are known best after so many units of theirs.
    private static final double USUAL_UNITS = 10;

    /// @return empty when nothing was counted
    static Optional<Range> of(Metric metric, Sums sums) {
        if (sums.size() == 0) {
            return Optional.empty();
        }
        var interval = interval(metric, sums);
        var high =
                Double.isInfinite(interval.high())
                        ? Optional.<Double>empty()
                        : Optional.of(interval.high());
        return Optional.of(new Range(interval.low(), high, words(metric, interval)));
    }

    private static Interval interval(Metric metric, Sums sums) {
        return switch (sums) {
            case Tally tally -> AlwaysValid.share(tally.n(), tally.y(), ALPHA);
            case Histogram values when metric instanceof Metric.Quantile quantile ->
                    AlwaysValid.quantile(values, quantile.q(), ALPHA);
            case Moments values when metric instanceof Metric.Mean mean -> mean(mean, values);
            case Exposure seen when metric instanceof Metric.Rate rate -> rate(rate, seen);
            case Histogram _, Moments _, Exposure _ -> new Interval(0, Double.POSITIVE_INFINITY);
        };
    }

    private static Interval mean(Metric.Mean mean, Moments values) {
        var place =
                AlwaysValid.mean(
                        values.n(), values.sum() * 0x1p-24, values.squares() * 0x1p-30, 0.5, ALPHA);
        double width = mean.high() - mean.low();
        return new Interval(mean.low() + width * place.low(), mean.low() + width * place.high());
    }

    private static Interval rate(Metric.Rate rate, Exposure seen) {
        double units = seen.amount() / rate.per();
        return AlwaysValid.rate(units, seen.events(), USUAL_UNITS, ALPHA);
    }

    private static String words(Metric metric, Interval interval) {
        double scale =
                switch (metric) {
                    case Metric.Share _ -> 100;
                    case Metric.Quantile quantile -> quantile.unit().equals("s") ? 1_000 : 1;
                    case Metric.Mean _, Metric.Rate _ -> 1;
                };
        var unit =
                switch (metric) {
                    case Metric.Share _ -> " %";
                    case Metric.Quantile quantile -> quantile.unit().equals("s") ? " ms" : "";
                    case Metric.Mean _, Metric.Rate _ -> "";
                };
        return Double.isInfinite(interval.high())
                ? "from " + text(interval.low() * scale) + unit
                : text(interval.low() * scale) + ".." + text(interval.high() * scale) + unit;
    }

    private static String text(double value) {
        if (value < LEAST) {
            return "0";
        }
        return value >= 100
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%.2g", value);
    }
}
