package penstock.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// A candidate on the JVM: 3.2 times stable's latency at first, 1.3 times after 1,400 requests, as a real one
/// (docs/benchmarks.md). Tolerances are sharp: 5 %.
final class WarmUpTest {
    private static final Metric METRIC = Metrics.LATENCY_P50;
    private static final Stage SHARP = Stage.warm(List.of(METRIC), 2_500);
    private static final double COLD = 2.2;

    private static Judge judge(WarmUp warmUp) {
        return new Judge(JudgePolicy.STANDARD.comparing(METRIC).withTimes(Duration.ZERO, warmUp));
    }

    private static Sample sample(SplittableRandom random, double expected, double factor) {
        var buckets = new int[(int) expected];
        var counts = new long[buckets.length];
        for (var i = 0; i < buckets.length; i++) {
            var normal = -6.0;
            for (var k = 0; k < 12; k++) {
                normal += random.nextDouble();
            }
            buckets[i] = Histogram.indexOf(factor * 0.08 * Math.exp(0.6 * normal));
            counts[i] = 1;
        }
        return new Sample(buckets.length, 0, Histogram.of(buckets, counts));
    }

    /// Ten minutes of 12 requests/s.
    ///
    /// @param slower factor on the candidate's latency that stays
    private static JudgeState rollout(Judge judge, double cold, double slower, long seed) {
        var random = new SplittableRandom(seed);
        var state = judge.start(List.of(sample(random, 6_000, 1)), SHARP);
        for (var i = 1; i <= 2_400 && state.found == null; i++) {
            var served = 3 * i;
            var factor = slower * (1 + cold * Math.exp(-served / 700.0));
            state =
                    judge.observe(
                            state,
                            new Tick(i * 250L, sample(random, 18, 1), sample(random, 3, factor)));
        }
        return state;
    }

    @Test
    void aGoodCandidateIsNotCondemnedForBeingCold() {
        var bySettling = LongStream.range(0, 12).filter(seed -> isWorse(WarmUp.SETTLING, seed));
        var byTime = LongStream.range(0, 12).filter(seed -> isWorse(WarmUp.STANDARD, seed));

        assertThat(bySettling.count()).isLessThanOrEqualTo(1);
        assertThat(byTime.count()).isGreaterThanOrEqualTo(11);
    }

    private static boolean isWorse(WarmUp warmUp, long seed) {
        return rollout(judge(warmUp), COLD, 1, seed).found != null;
    }

    @Test
    void aCandidateThatIsSlowerIsFoundOnceItIsWarm() {
        for (var seed = 0; seed < 6; seed++) {
            var state = rollout(judge(WarmUp.SETTLING), COLD, 1.3, seed);

            assertThat(state.found).isNotNull();
            assertThat(state.age()).isGreaterThan(60_000);
        }
    }

    /// No warming explains five times stable's latency, so it is found right after the minute.
    @Test
    void aCandidateThatIsFarTooSlowIsFoundWhileItIsCold() {
        var state = rollout(judge(WarmUp.SETTLING), COLD, 5, 1);

        assertThat(state.found).isNotNull();
        assertThat(state.tracks[0].phase()).isEqualTo(WarmUp.Phase.SETTLING);
        assertThat(state.age()).isBetween(60_000L, 90_000L);
    }

    @Test
    void aCandidateThatGetsFasterForEverCountsInTheEnd() {
        var impatient = new WarmUp(Duration.ofSeconds(60), Duration.ofSeconds(90));

        var state = rollout(judge(impatient), COLD, 1, 1);

        assertThat(state.found).isNotNull();
        assertThat(state.age()).isBetween(90_000L, 180_000L);
    }

    @Test
    void theVerdictSaysThatTheCandidateIsWarmingUp() {
        var judge = judge(WarmUp.SETTLING);
        var random = new SplittableRandom(1);
        var state = judge.start(List.of(sample(random, 6_000, 1)), SHARP);
        for (var i = 1; i <= 280; i++) {
            var slow = sample(random, 3, 2);
            state = judge.observe(state, new Tick(i * 250L, sample(random, 18, 1), slow));
        }

        var verdict = (Verdict.NotKnown) judge.verdict(state);

        assertThat(verdict.missing()).isEqualTo(Verdict.Missing.WARM_UP);
        assertThat(verdict.timeNeeded()).contains(Duration.ofMillis(600_000 - state.age()));
        assertThat(verdict.sentence()).endsWith("; at most 8 min to go");
    }

    @Test
    void settlesByItsOwnPastOnly() {
        var falling = Warming.UNKNOWN;
        var level = Warming.UNKNOWN;
        for (var i = 0; i < 300; i++) {
            falling = falling.with(20, 20L * -i, 20L * i * i);
            level = level.with(20, 20L * -58, 20L * 58 * 58);
        }

        assertThat(falling.isSettled(2, 1)).isFalse();
        assertThat(falling.isSettled(2, -1)).isTrue();
        assertThat(level.isSettled(2, 1)).isTrue();
        assertThat(Warming.UNKNOWN.isSettled(2, 1)).isFalse();
    }

    @Test
    void refusesLimitsTheWrongWayRound() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new WarmUp(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .withMessage("most: 1s (expected: no less than 2s)");
    }
}
