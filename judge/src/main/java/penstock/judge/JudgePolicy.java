package penstock.judge;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/// How sure the judge must be, and about what.
///
/// @param alpha chance, over the whole rollout and all metrics, however often the judge looks, that a candidate within
///     the tolerances is called worse; 0.01 by default, measured far below on every family of the simulation
/// @param beta chance that a candidate beyond a margin is called not worse in one stage; 0.05 by default
/// @param compare the metrics that count
/// @param minimumDwell shortest time before a stage can end with "not worse"; some faults need time to show, 90 s by default
/// @param latencyWarmUp time after the candidate's first request in which latency does not count, since caches and
///     compilers are cold; errors and timeouts always count; 60 s by default
/// @param suspicion a stage does not end with "not worse" while the evidence for "worse" is at least this, of the
///     `1 / alpha` needed to say so; 5 by default
public record JudgePolicy(
        double alpha,
        double beta,
        Set<Metric> compare,
        Duration minimumDwell,
        Duration latencyWarmUp,
        double suspicion) {
    /// Production: safe for a service nobody has looked at before.
    public static final JudgePolicy STANDARD =
            new JudgePolicy(
                    0.01,
                    0.05,
                    EnumSet.allOf(Metric.class),
                    Duration.ofSeconds(90),
                    Duration.ofSeconds(60),
                    5);

    public JudgePolicy {
        requireChance("alpha", alpha);
        requireChance("beta", beta);
        if (compare.isEmpty()) {
            throw new IllegalArgumentException("compare: nothing (expected: at least one metric)");
        }
        compare = Set.copyOf(compare);
        requireTime("minimumDwell", minimumDwell);
        requireTime("latencyWarmUp", latencyWarmUp);
        if (!(suspicion > 1)) {
            throw new IllegalArgumentException(
                    "suspicion: " + suspicion + " (expected: more than 1)");
        }
    }

    private static void requireChance(String name, double value) {
        if (!(value > 0 && value < 0.5)) {
            throw new IllegalArgumentException(
                    name + ": " + value + " (expected: more than 0 and less than 0.5)");
        }
    }

    private static void requireTime(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: not negative)");
        }
    }

    public JudgePolicy comparing(Set<Metric> metrics) {
        return new JudgePolicy(alpha, beta, metrics, minimumDwell, latencyWarmUp, suspicion);
    }

    public JudgePolicy withTimes(Duration dwell, Duration warmUp) {
        return new JudgePolicy(alpha, beta, compare, dwell, warmUp, suspicion);
    }

    /// Share of α that a metric may use up; shares of the metrics compared sum up to one.
    double weight(Metric metric) {
        if (!compare.contains(metric)) {
            return 0;
        }
        var all = 0.0;
        for (var each : Metric.ALL) {
            all += compare.contains(each) ? each.weight() : 0;
        }
        return metric.weight() / all;
    }
}
