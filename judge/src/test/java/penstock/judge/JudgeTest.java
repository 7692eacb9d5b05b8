package penstock.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class JudgeTest {
    private static final JudgePolicy POLICY =
            JudgePolicy.STANDARD.withTimes(
                    Duration.ofSeconds(5), WarmUp.lasting(Duration.ofSeconds(2)));
    private static final Stage STAGE = Stage.warm(500);
    private static final Judge JUDGE = new Judge(POLICY);

    private static final Metric.Quantile P50 = (Metric.Quantile) Metrics.LATENCY_P50;

    private static final Sample QUIET = sample(24, 0);

    @Test
    void neverKnowsWithoutData() {
        var state = JUDGE.start(history(), STAGE);
        for (var tick = 1; tick <= 20_000; tick++) {
            state = JUDGE.observe(state, new Tick(tick * 250L, Sample.NONE, Sample.NONE));
        }

        var verdict = (Verdict.NotKnown) JUDGE.verdict(state);

        assertThat(verdict.missing()).isEqualTo(Verdict.Missing.CANDIDATE_REQUESTS);
        assertThat(verdict.sentence())
                .isEqualTo(
                        "not known: the candidate had no requests at this weight yet; errors: candidate no requests, stable no requests");
    }

    @Test
    void neverKnowsWhileOnlyStableHasTraffic() {
        var state = after(JUDGE.start(history(), STAGE), 4_000, sample(24, 3), Sample.NONE);

        assertThat(JUDGE.verdict(state)).isInstanceOf(Verdict.NotKnown.class);
    }

    @Test
    void neverKnowsWhileOnlyTheCandidateHasTraffic() {
        var state = after(JUDGE.start(history(), STAGE), 4_000, Sample.NONE, sample(5, 5));

        assertThat(JUDGE.verdict(state)).isInstanceOf(Verdict.NotKnown.class);
    }

    @Test
    void neverKnowsBeforeTheFirstTick() {
        assertThat(JUDGE.verdict(JUDGE.start(List.of(), STAGE)))
                .isInstanceOf(Verdict.NotKnown.class);
    }

    @Test
    void calls100PercentErrorsWorseAtTheThirdFailingRequest() {
        var state = JUDGE.start(history(), STAGE);
        var failures = 0;
        while (JUDGE.verdict(state) instanceof Verdict.NotKnown) {
            state = after(state, 1, QUIET, sample(1, 1));
            failures++;
        }

        var verdict = (Verdict.Worse) JUDGE.verdict(state);

        assertThat(failures).isEqualTo(3);
        assertThat(verdict.metric()).isEqualTo(Metrics.ERRORS);
        assertThat(verdict.evidence()).isGreaterThanOrEqualTo(verdict.threshold());
        assertThat(verdict.sentence())
                .startsWith(
                        "errors: candidate 3 of 3 (100.00 %), stable 0 of 72 (0.00 %); evidence ")
                .endsWith(" >= 100");
    }

    @Test
    void doesNotCallOneBurstInOneTickWorse() {
        var state = after(JUDGE.start(history(), STAGE), 1, QUIET, sample(20, 20));

        assertThat(JUDGE.verdict(state)).isInstanceOf(Verdict.NotKnown.class);
    }

    @Test
    void callsAFreshServiceWorseWithoutAnyHistory() {
        var state = after(JUDGE.start(List.of(), STAGE), 8, QUIET, Sample.NONE);

        assertThat(JUDGE.verdict(after(state, 4, QUIET, sample(1, 1))))
                .isInstanceOf(Verdict.Worse.class);
    }

    @Test
    void keepsAVerdictOfWorse() {
        var worse = after(JUDGE.start(history(), STAGE), 4, QUIET, sample(1, 1));

        var later = JUDGE.stage(after(worse, 4_000, QUIET, sample(24, 0)), STAGE);

        assertThat(JUDGE.verdict(later))
                .isEqualTo(JUDGE.verdict(worse))
                .isInstanceOf(Verdict.Worse.class);
    }

    @Test
    void callsAGoodCandidateNotWorse() {
        var state = after(JUDGE.start(history(), STAGE), 1_200, QUIET, sample(8, 0));

        var verdict = (Verdict.NotWorse) JUDGE.verdict(state);

        assertThat(verdict.evidence()).isGreaterThanOrEqualTo(verdict.threshold()).isFinite();
        assertThat(verdict.readings()).extracting(Reading::metric).isEqualTo(Metrics.STANDARD);
        assertThat(verdict.sentence()).contains("candidate ").endsWith(" >= 20 in every metric");
    }

    /// Two buckets beyond stable's median are 45 % of its requests and 49 % of the candidate's; 51 % would be too many. A bet on 45
    /// loses more and more.
    @Test
    void showsACandidateHalfWayToItsMarginToBeWithinIt() {
        var judge =
                new Judge(
                        POLICY.withTimes(Duration.ofSeconds(5), WarmUp.NONE)
                                .comparing(Metrics.LATENCY_P50));
        var stable = latency(49, 5, 1, 45);
        var state = judge.start(List.of(latency(4_900, 500, 100, 4_500)), Stage.warm(5_000));
        for (var i = 1; i <= 480; i++) {
            state = judge.observe(state, new Tick(i * 250L, stable, latency(45, 5, 1, 49)));
        }

        assertThat(state.track(P50).same()).isGreaterThan(1 / POLICY.beta());
    }

    private static Sample latency(long... counts) {
        var values = Histogram.of(new int[] {0, 1, 2, 3}, counts);
        return new Sample(values.count(), 0, values);
    }

    @Test
    void keepsQuietDuringTheMinimumTimeOfAStage() {
        var patient = new Judge(POLICY.withTimes(Duration.ofHours(1), WarmUp.NONE));
        var state = patient.start(history(), STAGE);
        for (var tick = 1; tick <= 2_000; tick++) {
            state = patient.observe(state, new Tick(tick * 250L, QUIET, sample(8, 0)));
        }

        assertThat(((Verdict.NotKnown) patient.verdict(state)).missing())
                .isEqualTo(Verdict.Missing.TIME);
    }

    @Test
    void countsOnlyTheEvidenceOfTheStageForNotWorse() {
        var shown = after(JUDGE.start(history(), STAGE), 1_200, QUIET, sample(8, 0));

        var next = JUDGE.stage(shown, Stage.warm(2_500));

        var verdict = (Verdict.NotKnown) JUDGE.verdict(next);
        assertThat(verdict.missing()).isEqualTo(Verdict.Missing.CANDIDATE_REQUESTS);
        assertThat(verdict.readings())
                .allSatisfy(
                        each -> {
                            assertThat(each.notWorse()).isEqualTo(1, within(1e-12));
                            assertThat(each.stable().size()).isZero();
                            assertThat(each.candidate().size()).isZero();
                        });
    }

    @Test
    void saysHowManyRequestsAreStillNeeded() {
        var state = after(JUDGE.start(history(), STAGE), 40, QUIET, sample(2, 0));

        var verdict = (Verdict.NotKnown) JUDGE.verdict(state);

        assertThat(verdict.missing()).isEqualTo(Verdict.Missing.EVIDENCE);
        assertThat(verdict.requestsNeeded().orElseThrow()).isBetween(100L, 1_000L);
        assertThat(verdict.timeNeeded().orElseThrow())
                .isBetween(Duration.ofSeconds(12), Duration.ofSeconds(125));
        assertThat(verdict.sentence())
                .contains(" candidate requests to go, ")
                .endsWith(" s at this rate");
    }

    @Test
    void ignoresLatencyWhileTheCandidateIsCold() {
        var slow = new Sample(2, 0, Histogram.of(Map.of(32, 2L)));
        var cold = new Judge(JudgePolicy.STANDARD);
        var state = cold.start(history(), STAGE);
        for (var tick = 1; tick <= 230; tick++) {
            state = cold.observe(state, new Tick(tick * 250L, QUIET, slow));
        }

        assertThat(((Verdict.NotKnown) cold.verdict(state)).missing())
                .isEqualTo(Verdict.Missing.WARM_UP);
        assertThat(state.track(Metrics.LATENCY_P50).worse()).isEqualTo(1, within(1e-12));
    }

    @Test
    void callsASlowCandidateWorseAndNamesTheLatency() {
        var slow = new Sample(2, 0, Histogram.of(Map.of(32, 2L)));

        var verdict =
                (Verdict.Worse)
                        JUDGE.verdict(after(JUDGE.start(history(), STAGE), 100, QUIET, slow));

        assertThat(verdict.metric()).isInstanceOf(Metric.Quantile.class);
        assertThat(verdict.sentence()).contains("candidate 4.00 s of ").contains("stable ");
    }

    @Test
    void toleratesADisturbanceThatBothVersionsShare() {
        var state = after(JUDGE.start(history(), STAGE), 240, QUIET, sample(4, 0));

        state = after(state, 40, sample(24, 6), sample(4, 1));

        assertThat(JUDGE.verdict(state)).isInstanceOf(Verdict.NotKnown.class);
    }

    @Test
    void findsATotalFailureEvenWhileStableIsDisturbed() {
        var state = after(JUDGE.start(history(), STAGE), 240, QUIET, sample(4, 0));
        state = after(state, 20, sample(24, 6), sample(4, 1));

        state = after(state, 60, sample(24, 6), sample(4, 4));

        assertThat(JUDGE.verdict(state)).isInstanceOf(Verdict.Worse.class);
    }

    /// The hardest case met in simulation: the weight was raised between the two.
    @Test
    void takesADisturbanceThatShowsLaterInTheCandidateForWhatItIs() {
        var state = after(JUDGE.start(history(), STAGE), 240, QUIET, sample(1, 0));
        state = after(state, 20, sample(24, 6), sample(1, 0));
        state = after(JUDGE.stage(state, STAGE), 20, sample(24, 6), sample(24, 6));

        state = after(state, 20, QUIET, sample(24, 6));

        assertThat(JUDGE.verdict(state)).isNotInstanceOf(Verdict.Worse.class);
    }

    @Test
    void takesRequestsThatAreSlowTogetherForLessEvidence() {
        var even = JUDGE.start(history(), STAGE);
        var bursts = JUDGE.start(history(), STAGE);
        for (var i = 1; i <= 400; i++) {
            var isBurst = i % 8 == 0;
            even = JUDGE.observe(even, new Tick(i * 250L, slow(96, 12), slow(96, 12)));
            bursts =
                    JUDGE.observe(
                            bursts,
                            new Tick(
                                    i * 250L,
                                    slow(96, isBurst ? 96 : 0),
                                    slow(96, isBurst ? 96 : 0)));
        }

        assertThat(bursts.baseline.dispersion(P50, 0)).isGreaterThan(20);
        assertThat(even.baseline.dispersion(P50, 0)).isEqualTo(1);
    }

    private static Sample slow(int requests, int slow) {
        return new Sample(
                requests, 0, Histogram.of(new int[] {-58, 10}, new long[] {requests - slow, slow}));
    }

    @Test
    void doesNotCallABetterCandidateWorseWhenTheLabelsAreSwapped() {
        var state = after(JUDGE.start(history(), STAGE), 400, sample(24, 6), sample(24, 0));
        var swapped = after(JUDGE.start(history(), STAGE), 400, sample(24, 0), sample(24, 6));

        assertThat(state.track(Metrics.ERRORS).worse()).isLessThan(1);
        assertThat(JUDGE.verdict(swapped)).isInstanceOf(Verdict.Worse.class);
    }

    @Test
    void answersTheSameBitsWhenShardsAreMergedInAnyOrder() {
        var ticks = new Traffic(100, 9).withFault(0.003, 2).next(0.25, 2_400);
        var one = JUDGE.start(history(), STAGE);
        var two = JUDGE.start(history(), STAGE);
        for (var tick : ticks) {
            one = JUDGE.observe(one, tick);
            var half = new Sample(tick.stable().requests() / 2, 0, tick.stable().latency());
            var rest =
                    new Sample(
                            tick.stable().requests() - half.requests(),
                            tick.stable().failures(),
                            Histogram.empty());
            two = JUDGE.observe(two, new Tick(tick.atMillis(), rest.plus(half), tick.candidate()));
        }

        assertThat(bits(one)).isEqualTo(bits(two));
    }

    @Test
    void answersTheSameBitsWhenReplayedAndLeavesEarlierStatesAlone() {
        var ticks = new Traffic(100, 9).withFault(0.003, 0).next(0.25, 2_400);
        var states = new ArrayList<JudgeState>();
        var seen = new ArrayList<List<Long>>();
        var state = JUDGE.start(history(), STAGE);
        for (var tick : ticks) {
            states.add(state);
            seen.add(bits(state));
            state = JUDGE.observe(state, tick);
        }

        var replayed = JUDGE.start(history(), STAGE);
        for (var i = 0; i < ticks.size(); i++) {
            assertThat(bits(replayed)).isEqualTo(seen.get(i)).isEqualTo(bits(states.get(i)));
            replayed = JUDGE.observe(replayed, ticks.get(i));
        }

        assertThat(JUDGE.verdict(replayed)).isEqualTo(JUDGE.verdict(state));
    }

    @Test
    void isNeverFasterWithAMetricThatHasNoData() {
        var alone = new Judge(POLICY.comparing(Metrics.ERRORS));
        var withDead =
                new Judge(POLICY.withTimes(Duration.ZERO, WarmUp.lasting(Duration.ofDays(1))));
        for (var seed = 0; seed < 20; seed++) {
            var traffic = new Traffic(100, seed).withFault(0.05, 0);
            var one = alone.start(history(), STAGE);
            var two = withDead.start(history(), STAGE);
            while (two.found == null) {
                var tick = traffic.next(0.05);
                one = alone.observe(one, tick);
                two = withDead.observe(two, tick);
                assertThat(one.found != null || two.found == null).isTrue();
            }
        }
    }

    @Test
    void comparesOnlyWhatItWasAskedToCompare() {
        var errors = new Judge(POLICY.comparing(Metrics.ERRORS));
        var state = errors.start(history(), STAGE);
        for (var tick = 1; tick <= 1_200; tick++) {
            state =
                    errors.observe(
                            state,
                            new Tick(
                                    tick * 250L,
                                    QUIET,
                                    new Sample(4, 0, Histogram.of(Map.of(32, 4L)))));
        }

        assertThat(errors.verdict(state)).isInstanceOf(Verdict.NotWorse.class);
    }

    @Test
    void refusesTicksThatAreOutOfOrder() {
        var state = after(JUDGE.start(history(), STAGE), 1, QUIET, QUIET);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> JUDGE.observe(state, new Tick(250, QUIET, QUIET)))
                .withMessage("tick.atMillis: 250 (expected: more than 250, the tick before)");
    }

    @Test
    void refusesImpossibleSettings() {
        var same = Bound.factor(1);
        assertThatIllegalArgumentException().isThrownBy(() -> new Limits(same, same));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> start(new Limits(Bound.factor(0.9), Bound.shift(0.01))))
                .withMessage("errors.factor: 0.9 (expected: 1 or more, since lower is better)");
        assertThatIllegalArgumentException().isThrownBy(() -> new Bound(1, -0.1));
        var narrow = STAGE.with("latency-p50", new Limits(same, Bound.factor(1.01)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JUDGE.start(history(), narrow))
                .withMessage(
                        "latency-p50.margin.factor: 1.01 (expected: 1.05 or more, since values are counted in buckets of 4.4 %)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> POLICY.comparing(Metrics.ERRORS, Metrics.ERRORS))
                .withMessage("metrics: two named errors (expected: a name for each)");
        assertThatIllegalArgumentException().isThrownBy(() -> POLICY.comparing());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> POLICY.withTimes(Duration.ofSeconds(-1), WarmUp.NONE));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Sample(1, 2, Histogram.empty()))
                .withMessage("failures: 2 (expected: 0..1)");
    }

    private static JudgeState start(Limits errors) {
        return JUDGE.start(history(), STAGE.with("errors", errors));
    }

    private static List<Sample> history() {
        return new Traffic(100, 5).history();
    }

    /// Requests of the usual latency: around 80 ms, a few far slower.
    private static Sample sample(int requests, int failures) {
        var buckets = new int[requests];
        var counts = new long[requests];
        for (var i = 0; i < requests; i++) {
            buckets[i] = -58 + (i * 7) % 19 - 9 + (i == 23 ? 24 : 0);
            counts[i] = 1;
        }
        return new Sample(requests, failures, Histogram.of(buckets, counts));
    }

    private static JudgeState after(JudgeState state, int ticks, Sample stable, Sample candidate) {
        var next = state;
        for (var i = 0; i < ticks; i++) {
            next = JUDGE.observe(next, new Tick(next.lastAt + 250, stable, candidate));
        }
        return next;
    }

    private static List<Long> bits(JudgeState state) {
        var bits = new ArrayList<Long>();
        for (var metric : Metrics.STANDARD) {
            bits.add(Double.doubleToLongBits(state.track(metric).worse()));
            bits.add(Double.doubleToLongBits(state.track(metric).same()));
        }
        return bits;
    }
}
