package penstock.capabilities.services;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import penstock.model.Default;
import penstock.model.DurationText;

/// A comparison of whole windows of both versions, point by point, with the labels and the score of Kayenta's judge. It is
/// judged every `every` of the check; `initialDelay` is left out of the window as a warm-up.
///
/// @param metrics what is compared; 1 to 100
/// @param groups how many of 100 points each group of metrics has; what is left is shared by the others
/// @param lifetime from the end of the warm-up to the last judgement
/// @param step from one point of a series to the next
/// @param lookback how far back a judgement looks; without it to the end of the warm-up
/// @param marginal a score not above it fails, at any judgement
/// @param pass the score that the last judgement must have
public record KayentaSpec(
        List<Compared> metrics,
        Map<String, Double> groups,
        @Default("30m") Duration lifetime,
        @Default("1m") Duration step,
        Optional<Duration> lookback,
        @Default("75") double marginal,
        @Default("95") double pass)
        implements CheckSpec.Way {
    private static final int MOST_METRICS = 100;

    /// Points of a series in one judgement.
    public static final int MOST_POINTS = 5_000;

    public KayentaSpec {
        metrics = List.copyOf(metrics);
        groups = Map.copyOf(groups);
        requireMetrics(metrics);
        requireGroups(groups, metrics);
        Checks.positive("lifetime", lifetime);
        Checks.positive("step", step);
        lookback.ifPresent(length -> Checks.positive("lookback", length));
        if (step.compareTo(Duration.ofSeconds(1)) < 0
                || lifetime.dividedBy(step) < 1
                || lifetime.dividedBy(step) > MOST_POINTS) {
            throw new IllegalArgumentException(
                    "step: "
                            + DurationText.format(step)
                            + " (expected: 1s or more, 1 to "
                            + MOST_POINTS
                            + " of them in the lifetime of "
                            + DurationText.format(lifetime)
                            + ")");
        }
        if (!(marginal >= 0 && marginal <= pass && pass <= 100)) {
            throw new IllegalArgumentException(
                    "marginal: "
                            + marginal
                            + " (expected: 0 or more, and at most pass, which is "
                            + pass
                            + " and at most 100)");
        }
    }

    private static void requireMetrics(List<Compared> metrics) {
        if (metrics.isEmpty() || metrics.size() > MOST_METRICS) {
            throw new IllegalArgumentException(
                    "metrics: " + metrics.size() + " (expected: 1 to " + MOST_METRICS + ")");
        }
        var names = new HashSet<String>();
        for (var metric : metrics) {
            if (!names.add(metric.name())) {
                throw new IllegalArgumentException(
                        "metrics: \"" + metric.name() + "\" twice (expected: each name once)");
            }
        }
    }

    private static void requireGroups(Map<String, Double> groups, List<Compared> metrics) {
        var known = metrics.stream().map(Compared::group).distinct().sorted().toList();
        double sum = 0;
        for (var group : groups.entrySet()) {
            double weight = group.getValue();
            if (!known.contains(group.getKey())) {
                throw new IllegalArgumentException(
                        "groups: \"" + group.getKey() + "\" (expected: one of " + known + ")");
            }
            if (!(weight >= 0 && weight <= 100)) {
                throw new IllegalArgumentException(
                        "groups: " + group.getKey() + " " + weight + " (expected: 0 to 100)");
            }
            sum += weight;
        }
        if (sum > 100) {
            throw new IllegalArgumentException(
                    "groups: " + sum + " together (expected: at most 100)");
        }
    }

    /// How often it is judged.
    public int judgements(Duration interval) {
        long whole = lifetime.dividedBy(interval);
        boolean isExact = interval.multipliedBy(whole).equals(lifetime);
        return Math.toIntExact(Math.max(1, isExact ? whole : whole + 1));
    }

    /// One metric.
    ///
    /// @param query with `{{version}}` in it, which is the candidate's version once and stable's once
    /// @param group which of the groups it counts in
    /// @param direction in which a difference is bad
    /// @param gaps whether missing points are left out or count as 0
    /// @param outliers whether points far outside the others are left out
    /// @param importance what it means when it does not pass
    /// @param allowedIncrease an increase to less than this factor of stable's mean is no failure
    /// @param allowedDecrease a decrease to more than this factor of stable's mean is no failure
    public record Compared(
            String name,
            String query,
            @Default("metrics") String group,
            @Default("either") Direction direction,
            @Default("remove") Gaps gaps,
            @Default("keep") Outliers outliers,
            @Default("normal") Importance importance,
            @Default("1") double allowedIncrease,
            @Default("1") double allowedDecrease) {
        public Compared {
            QueryTemplate.require("query", query);
            if (!QueryTemplate.uses(query, "version")) {
                throw new IllegalArgumentException(
                        "query: \""
                                + query
                                + "\" (expected: {{version}} in it, or both versions have the same series)");
            }
            if (!(allowedIncrease >= 1) || Double.isInfinite(allowedIncrease)) {
                throw new IllegalArgumentException(
                        "allowedIncrease: " + allowedIncrease + " (expected: 1 or more)");
            }
            if (!(allowedDecrease > 0 && allowedDecrease <= 1)) {
                throw new IllegalArgumentException(
                        "allowedDecrease: "
                                + allowedDecrease
                                + " (expected: more than 0, at most 1)");
            }
        }
    }

    public enum Direction {
        INCREASE,
        DECREASE,
        EITHER
    }

    public enum Gaps {
        REMOVE,
        ZERO
    }

    public enum Outliers {
        KEEP,
        REMOVE
    }

    public enum Importance {
        /// It lowers the score; without data it counts neither way.
        NORMAL,
        /// Missing data is a failure.
        DATA_REQUIRED,
        /// A failure, or missing data, fails the whole.
        CRITICAL,
        /// Shown, never counted.
        MUTED
    }
}
