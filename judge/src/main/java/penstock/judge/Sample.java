package penstock.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// What one version did in some span of time. Samples add up over instances, shards and moments.
///
/// @param requests requests that ended
/// @param failures distinct clients that saw a failure (an answer that counts as an error, a timeout, a broken
///     connection; also those that were rescued), each counted once in 60 s: repeated failures of one client are one
///     piece of evidence, not many
/// @param latency how long the answers took; may cover fewer requests than `requests`
/// @param series further figures by name; `errors` and `latency` are the two above
public record Sample(long requests, long failures, Histogram latency, Map<String, Sums> series) {
    /// The series of failing clients, which every sample has…
    public static final String ERRORS = "errors";

    /// …and that of durations.
    public static final String LATENCY = "latency";

    /// Nothing happened.
    public static final Sample NONE = new Sample(0, 0, Histogram.empty());

    public Sample {
        Objects.requireNonNull(latency);
        series = Map.copyOf(series);
        if (requests < 0) {
            throw new IllegalArgumentException("requests: " + requests + " (expected: 0 or more)");
        }
        if (failures < 0 || failures > requests) {
            throw new IllegalArgumentException(
                    "failures: " + failures + " (expected: 0.." + requests + ")");
        }
        if (series.containsKey(ERRORS) || series.containsKey(LATENCY)) {
            throw new IllegalArgumentException(
                    "series: "
                            + series.keySet()
                            + " (expected: other names than errors and latency, which every sample has)");
        }
    }

    public Sample(long requests, long failures, Histogram latency) {
        this(requests, failures, latency, Map.of());
    }

    /// The same with one more series, or more of it.
    public Sample with(String name, Sums sums) {
        return new Sample(requests, failures, latency, merged(series, Map.of(name, sums)));
    }

    /// What a metric is taken from; empty figures if there are none.
    ///
    /// @throws IllegalArgumentException if the series is of another kind
    public Sums of(Metric metric) {
        var sums =
                switch (metric.series()) {
                    case ERRORS -> new Tally(requests, failures);
                    case LATENCY -> latency;
                    default -> series.getOrDefault(metric.series(), metric.nothing());
                };
        if (sums.getClass() != metric.nothing().getClass()) {
            throw new IllegalArgumentException(
                    "series "
                            + metric.series()
                            + ": "
                            + sums.getClass().getSimpleName()
                            + " (expected: "
                            + metric.nothing().getClass().getSimpleName()
                            + ", for "
                            + metric.name()
                            + ")");
        }
        return sums;
    }

    public Sample plus(Sample other) {
        return new Sample(
                requests + other.requests,
                failures + other.failures,
                latency.merge(other.latency),
                merged(series, other.series));
    }

    /// All of them together, faster than one after the other.
    static Sample sum(List<Sample> samples) {
        var requests = 0L;
        var failures = 0L;
        var latencies = new ArrayList<Histogram>(samples.size());
        Map<String, Sums> series = Map.of();
        for (var each : samples) {
            requests += each.requests;
            failures += each.failures;
            latencies.add(each.latency);
            series = merged(series, each.series);
        }
        return new Sample(requests, failures, Histogram.sum(latencies), series);
    }

    private static Map<String, Sums> merged(Map<String, Sums> one, Map<String, Sums> two) {
        if (two.isEmpty()) {
            return one;
        }
        var both = new TreeMap<>(one);
        two.forEach((name, sums) -> both.merge(name, sums, Sums::plus));
        return both;
    }

    /// What was added since `earlier`, which must be part of this sample.
    public Sample minus(Sample earlier) {
        var rest = new TreeMap<>(series);
        earlier.series.forEach(
                (name, sums) ->
                        rest.compute(
                                name,
                                (_, mine) -> {
                                    if (mine == null) {
                                        throw new IllegalArgumentException(
                                                "earlier: has "
                                                        + name
                                                        + " (expected: no more than in this sample)");
                                    }
                                    return mine.minus(sums);
                                }));
        return new Sample(
                requests - earlier.requests,
                failures - earlier.failures,
                latency.minus(earlier.latency),
                rest);
    }

    /// Without what a cold version is slow in.
    Sample withoutDurations() {
        var rest = new TreeMap<>(series);
        rest.values().removeIf(each -> each instanceof Histogram);
        return new Sample(requests, failures, Histogram.empty(), rest);
    }
}
