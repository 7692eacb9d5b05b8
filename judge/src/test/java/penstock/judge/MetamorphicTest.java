package penstock.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What must not change the evidence, and what must turn it around, for every kind of metric.
final class MetamorphicTest {
    private static final List<Metric> METRICS = Figures.METRICS;
    private static final Stage STAGE = Stage.warm(METRICS, 2_500);
    private static final JudgePolicy POLICY =
            JudgePolicy.STANDARD
                    .comparing(METRICS.toArray(Metric[]::new))
                    .withTimes(Duration.ZERO, WarmUp.NONE);

    private final Random random = new Random(3);

    /// Instances and gateways count for themselves, and report in any order.
    @Test
    void mergingShardsInAnyOrderChangesNoBit() {
        var judge = new Judge(POLICY);
        var one = judge.start(List.of(), STAGE);
        var two = judge.start(List.of(), STAGE);
        for (var at = 250; at < 30_000; at += 250) {
            var stable = requests(30, 0);
            var candidate = requests(10, 0.02);

            one = judge.observe(one, new Tick(at, sum(stable), sum(candidate)));
            two = judge.observe(two, new Tick(at, shuffledSum(stable), shuffledSum(candidate)));
        }

        assertThat(bits(two)).isEqualTo(bits(one));
        assertThat(judge.readings(two)).isEqualTo(judge.readings(one));
    }

    private List<Sample> requests(int count, double worse) {
        var requests = new ArrayList<Sample>();
        for (var i = 0; i < count; i++) {
            var latency = Histogram.indexOf(0.08 * Math.exp(0.6 * random.nextGaussian()));
            requests.add(
                    new Sample(
                                    1,
                                    random.nextDouble() < 0.01 + worse ? 1 : 0,
                                    Histogram.of(new int[] {latency}, new long[] {1}))
                            .with("orders", new Tally(1, random.nextDouble() < 0.3 ? 1 : 0))
                            .with("quality", Moments.of(0.6 + 0.4 * random.nextDouble()))
                            .with("cost", Moments.of(random.nextDouble() * random.nextDouble()))
                            .with("restarts", new Exposure(37, random.nextInt(200) == 0 ? 1 : 0)));
        }
        return requests;
    }

    private static Sample sum(List<Sample> requests) {
        return requests.stream().reduce(Sample.NONE, Sample::plus);
    }

    private Sample shuffledSum(List<Sample> requests) {
        var shuffled = new ArrayList<>(requests);
        Collections.shuffle(shuffled, random);
        var cut = random.nextInt(shuffled.size());
        return sum(shuffled.subList(cut, shuffled.size())).plus(sum(shuffled.subList(0, cut)));
    }

    private static List<Long> bits(JudgeState state) {
        var bits = new ArrayList<Long>();
        for (var each : state.tracks) {
            bits.add(Double.doubleToLongBits(each.worse()));
            bits.add(Double.doubleToLongBits(each.same()));
        }
        return bits;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "errors",
                "latency-p50",
                "latency-p99",
                "orders",
                "quality",
                "cost",
                "restarts"
            })
    void swappingTheVersionsTurnsTheEvidenceAround(String name) {
        var metric = Figures.metric(name);
        var judge = new Judge(POLICY.comparing(metric));
        var stage = Stage.warm(List.of(metric), 5_000);
        var world = new Figures(metric, 5);
        var bad = Figures.muchWorse(metric);
        var history = List.of(world.sample(6_000, Figures.SAME));
        var state = judge.start(history, stage);
        var swapped = judge.start(history, stage);
        for (var i = 1; i <= 120; i++) {
            var good = world.sample(12, Figures.SAME);
            var worse = world.sample(12, bad);

            state = judge.observe(state, new Tick(i * 250L, good, worse));
            swapped = judge.observe(swapped, new Tick(i * 250L, worse, good));
        }

        assertThat(judge.verdict(state)).isInstanceOf(Verdict.Worse.class);
        assertThat(swapped.tracks[0].worse()).isLessThan(1);
        assertThat(swapped.tracks[0].same()).isGreaterThan(20);
    }

    @Test
    void aMetricWithoutFiguresNeverSpeedsARollback() {
        var metric = Metrics.ERRORS;
        var alone = new Judge(POLICY.comparing(metric));
        var withDead = new Judge(POLICY);
        for (var seed = 0; seed < 10; seed++) {
            var world = new Figures(metric, seed);
            var history = List.of(world.sample(6_000, Figures.SAME));
            var one = alone.start(history, STAGE);
            var two = withDead.start(history, STAGE);
            for (var i = 1; two.found == null; i++) {
                var tick =
                        new Tick(
                                i * 250L,
                                world.sample(20, Figures.SAME),
                                world.sample(5, Bound.shift(0.2)));
                one = alone.observe(one, tick);
                two = withDead.observe(two, tick);
                assertThat(one.found != null || two.found == null).isTrue();
            }
        }
    }

    /// Simpson's paradox: errors of both grow during the day, and with them the candidate's weight.
    @Test
    void aCandidateThatGotItsTrafficInABadHourIsNotWorse() {
        var pooled = day(0.0005, 0.05, 1, 400);

        assertThat(share(pooled.candidate)).isGreaterThan(3 * share(pooled.stable));
        assertThat(pooled.judge.verdict(pooled.state)).isNotInstanceOf(Verdict.Worse.class);
        assertThat(pooled.state.tracks[0].worse()).isLessThan(5);
    }

    /// The other way round: it got its traffic in a good hour, and looks better though it fails three times as often.
    @Test
    void aCandidateThatGotItsTrafficInAGoodHourIsWorseAllTheSame() {
        var pooled = day(0.05, 0.0005, 3, 400);

        assertThat(share(pooled.candidate)).isLessThan(share(pooled.stable));
        assertThat(pooled.judge.verdict(pooled.state)).isInstanceOf(Verdict.Worse.class);
    }

    private record Day(Judge judge, JudgeState state, Sample stable, Sample candidate) {}

    /// @param first share of stable's requests that fail while the candidate has 5 % of them
    /// @param second the same while it has 75 %
    private Day day(double first, double second, double times, int ticks) {
        var judge = new Judge(POLICY.comparing(Metrics.ERRORS));
        var limits = new Limits(Bound.factor(1.2), Bound.shift(0.01));
        var stage = STAGE.with("errors", limits);
        var state = judge.start(List.of(failing(6_000, first)), stage);
        var stable = Sample.NONE;
        var candidate = Sample.NONE;
        for (var i = 1; i <= 2 * ticks; i++) {
            var isFirst = i <= ticks;
            var share = isFirst ? first : second;
            var tick =
                    new Tick(
                            i * 250L,
                            failing(isFirst ? 95 : 25, share),
                            failing(isFirst ? 5 : 75, share * times));
            stable = stable.plus(tick.stable());
            candidate = candidate.plus(tick.candidate());
            state = judge.observe(state, tick);
        }
        return new Day(judge, state, stable, candidate);
    }

    private Sample failing(int requests, double share) {
        var failures = 0;
        for (var i = 0; i < requests; i++) {
            failures += random.nextDouble() < share ? 1 : 0;
        }
        return new Sample(requests, failures, Histogram.empty());
    }

    private static double share(Sample sample) {
        return (double) sample.failures() / sample.requests();
    }

    /// What a capped mean cannot show, the share beyond the cap can.
    @Test
    void aTailBeyondTheCapIsFoundAsAShare() {
        var mean = new Metric.Mean("cost", "cost", 0, 1, "EUR", Better.LOWER, 1);
        var beyond = new Metric.Share("costly", "beyond", Better.LOWER, 1);
        var judge = new Judge(POLICY.comparing(mean, beyond));
        var stage =
                Stage.warm(List.of(mean, beyond), 5_000)
                        .with("cost", new Limits(Bound.factor(1.2), Bound.factor(1.5)));
        var state = judge.start(List.of(costs(2_000, 0)), stage);
        for (var i = 1; i <= 400; i++) {
            state = judge.observe(state, new Tick(i * 250L, costs(12, 0), costs(12, 0.03)));
        }

        var verdict = (Verdict.Worse) judge.verdict(state);
        assertThat(verdict.metric()).isEqualTo(beyond);
        assertThat(state.track(mean).worse()).isLessThan(1);
    }

    private Sample costs(int requests, double runaway) {
        var sample = new Sample(requests, 0, Histogram.empty());
        for (var i = 0; i < requests; i++) {
            var cost = random.nextDouble() < runaway ? 100 : 0.2 + 0.6 * random.nextDouble();
            sample =
                    sample.with("cost", Moments.of(Math.min(cost, 1)))
                            .with("beyond", new Tally(1, cost > 1 ? 1 : 0));
        }
        return sample;
    }
}
