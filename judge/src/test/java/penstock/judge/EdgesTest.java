package penstock.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Where the judge looks for slow requests: where stable's quantiles were in the last five minutes, and where they are now
/// (in the last twenty seconds, or in a minute of thin traffic) if that is lower. That this keeps the guarantee is the matter of [FairGameTest].
final class EdgesTest {
    private static final JudgePolicy POLICY =
            JudgePolicy.STANDARD.withTimes(
                    Duration.ofSeconds(5), WarmUp.lasting(Duration.ofSeconds(2)));
    private static final Judge JUDGE = new Judge(POLICY);

    /// With the product's tolerances for a candidate at 25 %: latency 2 times, margin 2.5 times.
    private static final Stage STAGE = Stage.fresh(2_500);

    /// Most requests take 76 to 110 ms.
    private static final int USUAL = -58;

    /// What was stable's tail: 1.5 s for one request in ten.
    private static final int LONG = 10;

    /// What has become of it: 0.4 s for one in fifty.
    private static final int SHORT = -20;

    private static final List<Sample> LONG_PAST = Collections.nCopies(5, sample(6_000, 600, LONG));
    private static final List<Sample> SHORT_PAST =
            Collections.nCopies(5, sample(6_000, 120, SHORT));

    @Test
    void looksWhereStablesTailIsOnceItHasBecomeShorter() {
        var before = JUDGE.start(LONG_PAST, STAGE);

        var after = after(before, 80, sample(96, 2, SHORT), Sample.NONE);

        assertThat(edges(before, Metrics.LATENCY_P99)).isEqualTo(edges(LONG));
        assertThat(edges(after, Metrics.LATENCY_P99)).isEqualTo(edges(SHORT));
    }

    @Test
    void staysWhereTheTailWasWhileStableIsSlower() {
        var before = JUDGE.start(SHORT_PAST, STAGE);

        var after = after(before, 80, sample(96, 9, LONG), Sample.NONE);

        assertThat(edges(after, Metrics.LATENCY_P99))
                .isEqualTo(edges(before, Metrics.LATENCY_P99))
                .isEqualTo(edges(SHORT));
    }

    /// A thousand durations are needed to know where a p99 is; twenty seconds of this traffic have 400, a minute 1,200.
    @Test
    void looksAtAMinuteWhereTwentySecondsHaveTooFewRequests() {
        var before = JUDGE.start(LONG_PAST, STAGE);

        var early = after(before, 196, sample(5, 1, SHORT), Sample.NONE);
        var after = after(early, 44, sample(5, 1, SHORT), Sample.NONE);

        assertThat(edges(early, Metrics.LATENCY_P99)).isEqualTo(edges(LONG));
        assertThat(edges(after, Metrics.LATENCY_P99)).isEqualTo(edges(SHORT));
    }

    /// A minute of this traffic has 960.
    @Test
    void staysWhereTheTailWasWhileTooFewRequestsTellWhereItIs() {
        var state = JUDGE.start(LONG_PAST, STAGE);

        state = after(state, 480, sample(4, 1, SHORT), Sample.NONE);

        assertThat(edges(state, Metrics.LATENCY_P99)).isEqualTo(edges(LONG));
    }

    /// In one of 500 simulated rollouts with pauses of either version, such a stretch was followed by a rollback.
    @Test
    void callsNothingWorseByATailOfRequestsThatAreSlowTogether() {
        var state = JUDGE.start(LONG_PAST, STAGE);

        for (var i = 0; i < 80; i++) {
            state = after(state, 1, sample(96, i % 16 == 0 ? 24 : 0, SHORT), Sample.NONE);
        }

        var edges = edges(state, Metrics.LATENCY_P99);
        assertThat(edges.worse().stable()).isEqualTo(LONG);
        assertThat(edges.same().stable()).isEqualTo(SHORT - 1);
    }

    @Test
    void goesBackToTheFiveMinutesWhenTheTailReturns() {
        var state = JUDGE.start(LONG_PAST, STAGE);
        state = after(state, 80, sample(96, 2, SHORT), Sample.NONE);

        state = after(state, 80, sample(96, 9, LONG), Sample.NONE);

        assertThat(edges(state, Metrics.LATENCY_P99)).isEqualTo(edges(LONG));
    }

    /// At the old edge neither version has slow requests any more, which shows nothing.
    @Test
    void aGoodCandidateIsNotWorseSoonAfterStablesTailHasBecomeShorter() {
        var state = JUDGE.start(LONG_PAST, STAGE);

        state = after(state, 200, sample(96, 2, SHORT), sample(24, 0, SHORT));

        assertThat(JUDGE.verdict(state)).isInstanceOf(Verdict.NotWorse.class);
    }

    /// A tail of 1.3 s: below the old edge, 3 times beyond the new one. Only the p99 is compared, because the
    /// p90, whose edge never moved, would tell as well.
    @Test
    void aCandidateThatKeepsTheTailThatStableHasLostIsWorse() {
        var judge = new Judge(POLICY.comparing(Metrics.LATENCY_P99));
        var state = judge.start(LONG_PAST, STAGE);
        for (var i = 1; i <= 200; i++) {
            var tick = new Tick(i * 250L, sample(96, 2, SHORT), sample(24, 3, LONG - 4));
            state = judge.observe(state, tick);
        }

        assertThat(judge.verdict(state)).isInstanceOf(Verdict.Worse.class);
    }

    /// A block of several ticks is counted with the edges it began with, though stable's tail moves meanwhile.
    @Test
    void edgesStandStillWhileABlockIsOpen() {
        var traffic = new Traffic(6, 3).choppy();
        var state = JUDGE.start(traffic.history(), STAGE);
        var open = 0;
        for (var i = 0; i < 8_000; i++) {
            var next = JUDGE.observe(state, traffic.next(0.25));
            for (var each : next.tracks) {
                if (!each.isBetweenBlocks()) {
                    assertThat(each.sides()).isSameAs(state.track(each.metric).sides());
                    open++;
                }
            }
            state = next;
        }

        assertThat(open).isGreaterThan(16_000);
    }

    /// What a restarted server does: it reads the same lines again, up to any moment, and goes on from there.
    @Test
    void aReplayAnswersTheSameBitsWithEdgesThatMove() {
        var traffic = new Traffic(100, 7).choppy();
        var history = traffic.history();
        var ticks = traffic.next(0.25, 1_200);
        var straight = states(JUDGE.start(history, STAGE), ticks);
        var moved = straight.stream().map(each -> edges(each, Metrics.LATENCY_P99)).distinct();

        for (var stop : List.of(1, 79, 80, 81, 241, 700, 1_199)) {
            var stopped = states(JUDGE.start(history, STAGE), ticks.subList(0, stop)).getLast();
            var resumed = states(stopped, ticks.subList(stop, ticks.size())).getLast();

            assertThat(bits(stopped)).isEqualTo(bits(straight.get(stop)));
            assertThat(bits(resumed)).isEqualTo(bits(straight.getLast()));
            assertThat(JUDGE.verdict(resumed)).isEqualTo(JUDGE.verdict(straight.getLast()));
        }
        assertThat(moved.count()).isGreaterThan(4);
    }

    private static List<JudgeState> states(JudgeState first, List<Tick> ticks) {
        var states = new ArrayList<JudgeState>();
        states.add(first);
        for (var tick : ticks) {
            states.add(JUDGE.observe(states.getLast(), tick));
        }
        return states;
    }

    private static List<Object> bits(JudgeState state) {
        var bits = new ArrayList<Object>();
        for (var metric : Metrics.STANDARD) {
            bits.add(Double.doubleToLongBits(state.track(metric).worse()));
            bits.add(Double.doubleToLongBits(state.track(metric).same()));
            if (metric instanceof Metric.Quantile) {
                bits.add(edges(state, metric));
            }
        }
        return bits;
    }

    private record Edges(Beyond worse, Beyond same) {}

    private static Edges edges(JudgeState state, Metric metric) {
        var sides = state.track(metric).sides();
        return new Edges(edge(sides.worse()), edge(sides.same()));
    }

    private static Beyond edge(Side side) {
        return Objects.requireNonNull(((ShareSide) side).beyond());
    }

    private static Edges edges(int tail) {
        var limits = STAGE.limits(Metrics.LATENCY_P99);
        return new Edges(
                Beyond.tolerance(tail, limits.tolerance(), Better.LOWER),
                Beyond.margin(tail - 1, limits.margin(), Better.LOWER));
    }

    private static Sample sample(int requests, int slow, int tail) {
        var buckets = new int[requests];
        var counts = new long[requests];
        for (var i = 0; i < requests; i++) {
            buckets[i] = i < slow ? tail : USUAL + (i * 7) % 9;
            counts[i] = 1;
        }
        return new Sample(requests, 0, Histogram.of(buckets, counts));
    }

    private static JudgeState after(JudgeState state, int ticks, Sample stable, Sample candidate) {
        var next = state;
        for (var i = 0; i < ticks; i++) {
            next = JUDGE.observe(next, new Tick(next.lastAt + 250, stable, candidate));
        }
        return next;
    }
}
