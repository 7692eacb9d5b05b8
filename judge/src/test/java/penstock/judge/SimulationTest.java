package penstock.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// False-alarm and detection rates on a simulated service, with fixed seeds: figures of chance, not of speed, and the same on
/// every machine. Bounds leave at least three standard errors to the rates of [Simulation]'s long form.
final class SimulationTest {
    private static final JudgePolicy POLICY = JudgePolicy.STANDARD;
    private static final Trouble STEADY = Trouble.none().steady();

    /// At a true rate of one in a thousand, more than two of 480 would be a chance of one in eighty; at
    /// the guaranteed α of 1 % most runs had more.
    @Test
    void hardlyEverCallsAnEqualCandidateWorseWhateverDisturbsBoth() {
        var wrong = 0L;
        for (var trouble : Simulation.nullFamilies(Trouble.none()).values()) {
            wrong +=
                    LongStream.range(0, 60)
                            .filter(
                                    seed ->
                                            Rollout.run(
                                                                    Rollout.Plan.scheduled(
                                                                            POLICY, 300),
                                                                    trouble,
                                                                    seed)
                                                            .outcome()
                                                    == Rollout.Outcome.ROLLED_BACK)
                            .count();
        }

        assertThat(wrong).isLessThanOrEqualTo(2);
    }

    /// What a JVM needs to get warm would be taken for a fault, if latency were judged as if it were warm.
    @Test
    void letsAGoodCandidateGetWarm() {
        var plan = Rollout.Plan.driven(POLICY).fresh();

        var rollouts = run(plan, Trouble.none().compiling(), 60);

        assertThat(Simulation.share(rollouts, Rollout.Outcome.PROMOTED)).isEqualTo(1);
        assertThat(Simulation.quantile(rollouts, 0.5, Rollout::seconds)).isLessThan(10 * 60);
    }

    @Test
    void findsALatencyTailOfAFreshCandidate() {
        var rollouts = run(Rollout.Plan.at(POLICY, 0.25, 900).fresh(), STEADY.tail(0.1), 100);

        assertThat(Simulation.quantile(rollouts, 0.95, Rollout::seconds))
                .isLessThanOrEqualTo(60 + 60);
    }

    /// The budget: weight 0 within 2 s at the 99th percentile, of which 150 ms are for the reaction, and ten requests.
    @Test
    void findsTotalFailureWithinTwoSecondsAndTenRequests() {
        var rollouts = run(Rollout.Plan.at(POLICY, 0.05, 60), STEADY.errors(1), 1_000);

        assertThat(Simulation.quantile(rollouts, 0.99, Rollout::seconds)).isLessThanOrEqualTo(1.85);
        assertThat(Simulation.quantile(rollouts, 0.99, Rollout::candidateRequests))
                .isLessThanOrEqualTo(10);
    }

    @Test
    void findsTotalFailureOfAServiceWithoutHistory() {
        var plan = new Rollout.Plan(POLICY, List.of(0.05), List.of(Stage.warm(500)), 60, 60, 0);

        assertThat(Simulation.quantile(run(plan, STEADY.errors(1), 300), 0.99, Rollout::seconds))
                .isLessThanOrEqualTo(1.85);
    }

    @ParameterizedTest
    @CsvSource({"0.2, 12", "0.05, 60", "0.02, 150", "0.01, 450"})
    void findsErrorsInTime(double share, double secondsAtP95) {
        var rollouts = run(Rollout.Plan.at(POLICY, 0.05, 900), STEADY.errors(share), 200);

        assertThat(Simulation.quantile(rollouts, 0.95, Rollout::seconds))
                .isLessThanOrEqualTo(secondsAtP95);
    }

    @Test
    void findsALatencyTailWithinAMinuteOfWarmth() {
        var five = run(Rollout.Plan.at(POLICY, 0.05, 900), STEADY.tail(0.1), 100);
        var more = run(Rollout.Plan.at(POLICY, 0.25, 900), STEADY.tail(0.1), 100);

        assertThat(Simulation.quantile(five, 0.95, Rollout::seconds)).isLessThanOrEqualTo(60 + 60);
        assertThat(Simulation.quantile(more, 0.95, Rollout::seconds)).isLessThanOrEqualTo(60 + 20);
    }

    @Test
    void findsAllRequestsBeingSlower() {
        var rollouts = run(Rollout.Plan.at(POLICY, 0.05, 900), STEADY.slower(1.3), 100);

        assertThat(Simulation.quantile(rollouts, 0.95, Rollout::seconds))
                .isLessThanOrEqualTo(60 + 210);
    }

    @Test
    void findsAFaultThatBeginsLate() {
        var rollouts = run(Rollout.Plan.at(POLICY, 0.05, 900), STEADY.errors(0.05).from(600), 100);

        assertThat(Simulation.quantile(rollouts, 0.95, Rollout::seconds))
                .isLessThanOrEqualTo(600 + 75);
    }

    @Test
    void promotesAGoodCandidateInLessThanSevenMinutes() {
        var rollouts = run(Rollout.Plan.driven(POLICY), Trouble.none(), 60);

        assertThat(Simulation.share(rollouts, Rollout.Outcome.PROMOTED)).isEqualTo(1);
        assertThat(Simulation.quantile(rollouts, 0.5, Rollout::seconds)).isLessThan(7 * 60);
    }

    @Test
    void promotesAGoodCandidateInADemonstrationInLessThanAMinute() {
        var rollouts = run(Simulation.demoPlan(List.of(0.1, 0.5)), STEADY.rate(200), 60);

        assertThat(Simulation.share(rollouts, Rollout.Outcome.PROMOTED)).isEqualTo(1);
        assertThat(Simulation.quantile(rollouts, 0.5, Rollout::seconds)).isLessThan(45);
    }

    /// A candidate exactly at the margin, which a tolerant rollback judge lets be: at most β of them
    /// pass. Three standard errors of 200 rollouts at 5 % are 4.6 %.
    @ParameterizedTest
    @CsvSource({
        "errors, 0.01, 1",
        "latency-p50, 0, 1.5",
        "latency-p90, 0, 1.5",
        "latency-p99, 0, 2"
    })
    void hardlyEverCallsACandidateAtTheMarginNotWorse(String name, double errors, double slower) {
        var metric = metric(name);
        var tolerant =
                Stage.warm(500)
                        .with("errors", new Limits(Bound.shift(0.05), Bound.shift(0.01)))
                        .with("latency-p50", new Limits(Bound.factor(3), Bound.factor(1.5)))
                        .with("latency-p90", new Limits(Bound.factor(3), Bound.factor(1.5)))
                        .with("latency-p99", new Limits(Bound.factor(4), Bound.factor(2)));
        var policy = POLICY.comparing(metric);
        var plan = new Rollout.Plan(policy, List.of(0.25), List.of(tolerant), 0, 600, 5);

        var rollouts = run(plan, STEADY.errors(errors).slower(slower), 200);

        assertThat(Simulation.share(rollouts, Rollout.Outcome.PROMOTED))
                .isLessThanOrEqualTo(0.05 + 0.046);
    }

    private static Metric metric(String name) {
        return Metrics.STANDARD.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<Rollout> run(Rollout.Plan plan, Trouble trouble, int count) {
        return LongStream.range(0, count)
                .mapToObj(seed -> Rollout.run(plan, trouble, 500_000 + seed))
                .toList();
    }
}
