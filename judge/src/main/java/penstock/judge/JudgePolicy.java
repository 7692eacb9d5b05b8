package penstock.judge;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;

/// How sure the judge must be, and about what.
///
/// @param alpha chance, over the whole rollout and all metrics, however often the judge looks, that a candidate within
///     the tolerances is called worse; 0.01 by default, measured far below on every family of the simulation
/// @param beta chance that a candidate beyond a margin is called not worse in one stage; 0.05 by default
/// @param metrics what is compared, with names of their own
/// @param minimumDwell shortest time before a stage can end with "not worse"; some faults need time to show, 90 s by default
/// @param warmUp while the candidate's durations do not count, since caches and compilers are cold; all else always counts
/// @param suspicion a stage does not end with "not worse" while the evidence for "worse" is at least this, of the
///     `1 / alpha` needed to say so; 5 by default
public record JudgePolicy(
        double alpha,
        double beta,
        List<Metric> metrics,
        Duration minimumDwell,
        WarmUp warmUp,
        double suspicion) {
    /// Production: safe for a service nobody has looked at before.
    public static final JudgePolicy STANDARD =
            new JudgePolicy(
                    0.01, 0.05, Metrics.STANDARD, Duration.ofSeconds(90), WarmUp.STANDARD, 5);

    public JudgePolicy {
        requireChance("alpha", alpha);
        requireChance("beta", beta);
        metrics = List.copyOf(metrics);
        if (metrics.isEmpty()) {
            throw new IllegalArgumentException("metrics: none (expected: at least one)");
        }
        var names = new HashSet<String>();
        for (var each : metrics) {
            if (!names.add(each.name())) {
                throw new IllegalArgumentException(
                        "metrics: two named " + each.name() + " (expected: a name for each)");
            }
        }
        Objects.requireNonNull(warmUp);
        if (minimumDwell.isNegative()) {
            throw new IllegalArgumentException(
                    "minimumDwell: " + Times.written(minimumDwell) + " (expected: not negative)");
        }
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

    public JudgePolicy comparing(Metric... compared) {
        return new JudgePolicy(alpha, beta, List.of(compared), minimumDwell, warmUp, suspicion);
    }

    public JudgePolicy withTimes(Duration dwell, WarmUp cold) {
        return new JudgePolicy(alpha, beta, metrics, dwell, cold, suspicion);
    }

    /// Share of α that a metric may use up; shares of the metrics compared sum up to one.
    double weight(Metric metric) {
        var all = 0.0;
        for (var each : metrics) {
            all += each.weight();
        }
        return metric.weight() / all;
    }
}
