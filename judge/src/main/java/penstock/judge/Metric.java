package penstock.judge;

/// What is compared. A candidate is worse if it is worse in one metric, and not worse only if it is so in each.
///
/// There are four kinds, by what is known of the figure: how many requests were something, how durations (or other values)
/// are distributed, what the mean of a bounded value is, how often something happens in a span of time.
public sealed interface Metric {
    /// Unique among the metrics compared; for logs, answers and people.
    String name();

    /// The series of the [Sample]s that it is taken from. Several metrics may share one.
    String series();

    Better better();

    /// Share of the error budget α that this metric may use up, before scaling to the metrics compared.
    double weight();

    /// Share of requests (or clients, or other units that are independent of each other) that are something. The series
    /// is a [Tally].
    record Share(String name, String series, Better better, double weight) implements Metric {
        public Share {
            requireWords(name, series, weight);
        }
    }

    /// A quantile of durations or other positive values. The series is a [Histogram].
    ///
    /// @param q which one: 0.99 is exceeded by one value in a hundred
    /// @param unit for people; `s` for durations
    record Quantile(String name, String series, double q, String unit, Better better, double weight)
            implements Metric {
        public Quantile {
            requireWords(name, series, weight);
            if (!(q >= 0.001 && q <= 0.9999)) {
                throw new IllegalArgumentException("q: " + q + " (expected: 0.001..0.9999)");
            }
        }

        /// Share of all values on the bad side of it.
        double tail() {
            return better == Better.LOWER ? 1 - q : q;
        }

        /// Ten values beyond the quantile, or it is not known where it is.
        long leastValues() {
            return Math.round(10 / tail());
        }
    }

    /// The mean of a value that is bounded, or is made so: what has no end, as a cost, is counted as at most `high`. The
    /// series are [Moments] of the value's place in the range (0 is `low`, 1 is `high`).
    ///
    /// @param low least value there can be
    /// @param high largest value there can be, or the cap
    /// @param unit for people, may be empty
    record Mean(
            String name,
            String series,
            double low,
            double high,
            String unit,
            Better better,
            double weight)
            implements Metric {
        public Mean {
            requireWords(name, series, weight);
            if (!(low < high) || Double.isInfinite(high - low)) {
                throw new IllegalArgumentException(
                        "low: " + low + " and high: " + high + " (expected: low less than high)");
            }
        }

        /// A value's place in the range, from 0 to 1; one beyond an end is counted as that end.
        public double place(double value) {
            return Math.clamp((value - low) / (high - low), 0, 1);
        }
    }

    /// How often something happens: events for each unit of exposure (restarts in an instance hour). The series is an [Exposure].
    ///
    /// @param per how much exposure, in the unit of the series, makes one unit for people: 3,600,000 if the series counts
    ///     milliseconds and people think in hours
    /// @param unit for people: `hour`
    record Rate(String name, String series, double per, String unit, Better better, double weight)
            implements Metric {
        public Rate {
            requireWords(name, series, weight);
            if (!(per > 0 && per < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("per: " + per + " (expected: more than 0)");
            }
        }
    }

    private static void requireWords(String name, String series, double weight) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("name: empty (expected: a word)");
        }
        if (series.isBlank()) {
            throw new IllegalArgumentException("series: empty (expected: a word)");
        }
        if (!(weight > 0 && weight <= 1_000)) {
            throw new IllegalArgumentException(
                    name + ".weight: " + weight + " (expected: more than 0, at most 1000)");
        }
    }

    /// A new empty series of the kind that this metric is taken from.
    default Sums nothing() {
        return switch (this) {
            case Share _ -> Tally.NONE;
            case Quantile _ -> Histogram.empty();
            case Mean _ -> Moments.NONE;
            case Rate _ -> Exposure.NONE;
        };
    }
}
