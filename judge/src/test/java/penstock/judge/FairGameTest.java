package penstock.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The guarantee rests on one thing: whatever was seen so far, the evidence expected after the next block is at most the
/// present evidence, if the candidate is just within the tolerances (or, for "not worse", just at the margin). Here that expectation is computed exactly, over all outcomes of a
/// block, from many pasts, and at the moments at which something is chosen anew: edges, bets, stakes. Whatever of it were
/// chosen from the block that it judges would make the game unfair and fail here.
final class FairGameTest {
    private static final int FAST = -80;
    private static final int SLOW = 60;
    private static final Stage STAGE = Stage.warm(2_500);

    private static final Judge JUDGE =
            new Judge(
                    JudgePolicy.STANDARD
                            .withTimes(Duration.ZERO, WarmUp.NONE)
                            .comparing(Metrics.ERRORS, Metrics.LATENCY_P50));

    /// The ticks of a block, a second apart, so that after each of them stable's last seconds are other ones; as few requests
    /// as make the block end with the last of them.
    private static final int[] STABLE = {3, 3, 4};

    private static final int[] CANDIDATE = {0, 0, 2};

    @ParameterizedTest
    @ValueSource(doubles = {0.02, 0.2, 0.45, 0.6, 0.9})
    void evidenceThatACandidateWithinTheTolerancesIsWorseIsNotExpectedToGrow(double share) {
        var tolerated = shift(STAGE.limits(Metrics.LATENCY_P50).tolerance(), true);
        for (var past : pasts(share)) {
            var outcomes = outcomes(past, share, tolerated);

            assertIsFair(past, outcomes, state -> state.track(Metrics.ERRORS).worse());
            assertIsFair(past, outcomes, state -> state.track(Metrics.LATENCY_P50).worse());
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.02, 0.2, 0.45, 0.6, 0.9})
    void evidenceThatACandidateAtTheMarginIsNotWorseIsNotExpectedToGrow(double share) {
        var margin = shift(STAGE.limits(Metrics.LATENCY_P50).margin(), false);
        for (var past : pasts(share)) {
            var outcomes = outcomes(past, share, margin);

            assertIsFair(past, outcomes, state -> state.track(Metrics.LATENCY_P50).same());
        }
    }

    private static int shift(Bound bound, boolean isTolerance) {
        var beyond =
                isTolerance
                        ? Beyond.tolerance(0, bound, Better.LOWER)
                        : Beyond.margin(0, bound, Better.LOWER);
        return beyond.candidate();
    }

    private static void assertIsFair(
            JudgeState past, List<Outcome> outcomes, ToDoubleFunction<JudgeState> evidence) {
        var chances = 0.0;
        var expected = 0.0;
        for (var each : outcomes) {
            chances += each.chance;
            expected += each.chance * evidence.applyAsDouble(each.state);
        }

        assertThat(chances).isEqualTo(1, within(1e-12));
        assertThat(expected / evidence.applyAsDouble(past)).isLessThanOrEqualTo(1 + 1e-12);
    }

    /// Thin traffic, so that three or four requests move stable's median of the last twenty seconds; each past ends with a
    /// block. Every other one ends with a minute, so that stakes for later faults are due in the next block; every third one was
    /// without a failure, so that the block may look like a disturbance.
    private static List<JudgeState> pasts(double share) {
        var pasts = new ArrayList<JudgeState>();
        var random = new SplittableRandom(20_261_125);
        for (var run = 0; run < 12; run++) {
            var history = List.of(sample(40, 20, 0), sample(20, run, 0));
            var state = JUDGE.start(history, STAGE);
            var blocks = run % 2 == 0 ? 20 + 20 * (run % 3) : 8 + run;
            var before = run % 3 == 0 ? 0 : share;
            for (var block = 0; block < blocks; block++) {
                for (var tick = 0; tick < STABLE.length; tick++) {
                    state = next(state, tick, random(random, STABLE[tick], before), 0, 0);
                }
            }
            for (var each : state.tracks) {
                assertThat(each.isBetweenBlocks()).isTrue();
            }
            pasts.add(state);
        }
        return pasts;
    }

    private static int random(SplittableRandom random, int requests, double share) {
        var slow = 0;
        for (var i = 0; i < requests; i++) {
            slow += random.nextDouble() < share ? 1 : 0;
        }
        return slow;
    }

    private record Outcome(double chance, JudgeState state) {}

    private static List<Outcome> outcomes(JudgeState past, double share, int shift) {
        var outcomes = List.of(new Outcome(1, past));
        for (var tick = 0; tick < STABLE.length; tick++) {
            var next = new ArrayList<Outcome>();
            for (var each : outcomes) {
                for (var stable = 0; stable <= STABLE[tick]; stable++) {
                    for (var candidate = 0; candidate <= CANDIDATE[tick]; candidate++) {
                        var chance =
                                binomial(STABLE[tick], stable, share)
                                        * binomial(CANDIDATE[tick], candidate, share);
                        next.add(
                                new Outcome(
                                        each.chance * chance,
                                        next(each.state, tick, stable, candidate, shift)));
                    }
                }
            }
            outcomes = next;
        }
        return outcomes;
    }

    private static double binomial(int n, int k, double share) {
        var ways = 1.0;
        for (var i = 0; i < k; i++) {
            ways = ways * (n - i) / (i + 1);
        }
        return ways * Math.pow(share, k) * Math.pow(1 - share, n - k);
    }

    private static JudgeState next(
            JudgeState state, int tick, int stable, int candidate, int shift) {
        return JUDGE.observe(
                state,
                new Tick(
                        state.lastAt + 1_000,
                        sample(STABLE[tick], stable, 0),
                        sample(CANDIDATE[tick], candidate, shift)));
    }

    /// A request that fails is slow as well; all take longer by a number of buckets.
    private static Sample sample(int requests, int failing, int shift) {
        var indexes = new int[] {FAST + shift, SLOW + shift};
        return new Sample(
                requests, failing, Histogram.of(indexes, new long[] {requests - failing, failing}));
    }

    /// Each version stalls in a tenth of the blocks, by itself, and then all its requests are slow.
    @ParameterizedTest
    @ValueSource(ints = {1, 5, 10, 25, 50, 75, 90})
    void isFairWhereAPauseOfOneVersionMakesAllItsRequestsSlow(int candidate) {
        var stable = 100 - candidate;
        var paused = 0.1;
        var effects = new double[] {0.1, 0.2, 0.4, 0.8, 1.6, 3};
        var bets = new double[effects.length];
        for (var i = 0; i < bets.length; i++) {
            var odds = paused / (1 - paused) * Math.exp(effects[i]);
            bets[i] = odds / (1 + odds);
        }
        // All or none of stable's requests: the variance is theirs times what chance explains.
        var side = ShareSide.ofDurations(new Beyond(0, 0, Better.LOWER), paused, bets, stable);

        for (var bet = 0; bet < bets.length; bet++) {
            var expected = 0.0;
            for (var outcome = 0; outcome < 4; outcome++) {
                var isStable = outcome % 2 == 1;
                var isCandidate = outcome / 2 == 1;
                var chance = (isStable ? paused : 1 - paused) * (isCandidate ? paused : 1 - paused);
                var counts = new long[2 * Side.WIDTH];
                counts[0] = stable;
                counts[1] = isStable ? stable : 0;
                counts[Side.CANDIDATE] = candidate;
                counts[Side.CANDIDATE + 1] = isCandidate ? candidate : 0;
                var e = Math.min(side.cap(counts, 0), side.value(bet, counts, 0));
                expected += chance * Math.exp(e);
            }

            // Only the variance is made right; larger moments leave 0.002 in the bolder bets.
            assertThat(expected).isLessThanOrEqualTo(1.003);
        }
    }
}
