package penstock.capabilities.rollout;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import penstock.capabilities.services.JudgeSpec;
import penstock.capabilities.services.JudgeSpec.Compared;
import penstock.gateway.routes.Trouble;
import penstock.judge.Better;
import penstock.judge.Bound;
import penstock.judge.JudgePolicy;
import penstock.judge.Limits;
import penstock.judge.Metric;
import penstock.judge.Metrics;
import penstock.judge.Stage;
import penstock.model.Weight;

/// What of the gateway's counts a plan compares, and how sharply unless it says so itself.
final class ComparedMetrics {
    private static final Metric CLIENT_ERRORS = share("client-errors");
    private static final Metric LIMITED = share("limited");
    private static final Metric TIMEOUTS = share("timeouts");

    /// The classes that can be asked for besides errors and latency.
    static final Map<Compared, Metric> CLASSES =
            Map.of(
                    Compared.CLIENT_ERRORS, CLIENT_ERRORS,
                    Compared.LIMITED, LIMITED,
                    Compared.TIMEOUTS, TIMEOUTS);

    private static final Map<String, Trouble> TROUBLES =
            Map.of(
                    CLIENT_ERRORS.series(), Trouble.CLIENT_ERROR,
                    LIMITED.series(), Trouble.LIMITED,
                    TIMEOUTS.series(), Trouble.TIMEOUT);

    private static final int SMALL = 2_000;
    private static final int MIDDLE = 4_000;

    private ComparedMetrics() {}

    private static Metric share(String name) {
        return new Metric.Share(name, name, Better.LOWER, 0.2);
    }

    static List<Metric> of(JudgeSpec spec) {
        var standard =
                Metrics.STANDARD.stream()
                        .filter(
                                each ->
                                        spec.compare()
                                                .contains(
                                                        each.equals(Metrics.ERRORS)
                                                                ? Compared.ERRORS
                                                                : Compared.LATENCY));
        return Stream.concat(standard, classes(spec)).toList();
    }

    private static Stream<Metric> classes(JudgeSpec spec) {
        return spec.compare().stream()
                .distinct()
                .sorted()
                .flatMap(each -> Optional.ofNullable(CLASSES.get(each)).stream());
    }

    /// The classes that a policy compares, by the name of their series.
    static Map<String, Trouble> series(JudgePolicy policy) {
        var series = new TreeMap<String, Trouble>();
        for (var metric : policy.metrics()) {
            var trouble = TROUBLES.get(metric.series());
            if (trouble != null) {
                series.put(metric.series(), trouble);
            }
        }
        return series;
    }

    /// The limits of a stage that starts with a candidate.
    static Stage fresh(Weight weight) {
        int share = weight.basisPoints();
        return Stage.fresh(share)
                .with(TIMEOUTS.name(), Limits.fresh(TIMEOUTS, share))
                .with(CLIENT_ERRORS.name(), answers(share))
                .with(LIMITED.name(), answers(share));
    }

    /// Answers 4xx come from what clients ask, which differs more between two groups of them than what fails.
    private static Limits answers(int share) {
        var margin =
                share < SMALL
                        ? new Bound(1.5, 0.02)
                        : share < MIDDLE ? new Bound(1.25, 0.01) : new Bound(1.2, 0.01);
        return new Limits(new Bound(1.1, 0.005), margin);
    }
}
