package penstock.capabilities.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import penstock.capabilities.services.JudgeSpec;
import penstock.judge.Bound;
import penstock.judge.Histogram;
import penstock.judge.Judge;
import penstock.judge.Metrics;
import penstock.judge.Sample;
import penstock.judge.Tick;
import penstock.judge.Verdict;
import penstock.model.Decoder;
import penstock.model.Text;
import penstock.model.Weight;

/// What is told beforehand beside what the judge then takes, in seeded simulations of a steady service: the middle is
/// told within a factor of two, and nine of ten take no longer than is told.
final class ForecastAccuracyTest {
    private static final int ROLLOUTS = 40;
    private static final double TICK_SECONDS = 0.25;
    private static final int[] DURATIONS = durations();

    private static int[] durations() {
        var all = new ArrayList<Integer>();
        ForecastTest.UNKNOWN
                .stable()
                .latency()
                .buckets()
                .forEach(
                        (bucket, count) ->
                                IntStream.range(0, (int) (long) count)
                                        .forEach(_ -> all.add(bucket)));
        return all.stream().mapToInt(Integer::intValue).toArray();
    }

    private static JudgeSpec spec(String yaml) {
        return Decoder.decode(
                JudgeSpec.class,
                Text.readYaml("{minimumDwell: 1s, warmUp: 1s" + yaml + "}", "judge").getFirst(),
                "",
                "judge");
    }

    @ParameterizedTest
    @CsvSource({
        "100, 5, ', compare: [errors]'",
        "10, 25, ', compare: [errors]'",
        "100, 50, ', compare: [errors], margins: {errors: 2%}'",
        "100, 5, ''",
        "100, 25, ', margins: {errors: 2%, p50: 1.25, p90: 1.25, p99: 1.5}'",
        "100, 25, ', compare: [latency]'"
    })
    void goodCandidatesAreShownToBeGoodWhenItIsTold(double rate, int percent, String yaml) {
        var spec = spec(yaml);
        var weight = Weight.percent(percent);
        var told = Span.NONE;
        for (var proof : new Needs(spec, ForecastTest.UNKNOWN.withRate(rate)).proofs(weight)) {
            told = told.max(proof.span());
        }

        var taken = simulated(new World(spec, weight, rate, 0), told.slow() * 2);

        assertThat(taken[ROLLOUTS / 2]).isBetween(told.typical() / 2, told.typical() * 2);
        assertThat(taken[ROLLOUTS * 9 / 10]).isLessThanOrEqualTo(told.slow());
        assertThat(taken[0]).as("the luckiest").isGreaterThan(told.fast());
    }

    @ParameterizedTest
    @CsvSource({"100, 5, 0.05", "100, 5, 0.9", "100, 25, 0.01", "10, 5, 0.2", "10, 50, 0.05"})
    void faultsAreFoundWhenItIsTold(double rate, int percent, double errors) {
        var spec = spec("");
        var weight = Weight.percent(percent);
        var needs = new Needs(spec, ForecastTest.UNKNOWN.withRate(rate));
        var told = needs.fault(weight, new Effect(Metrics.ERRORS, Bound.shift(errors)));

        var taken = simulated(new World(spec, weight, rate, errors), told.slow() * 4 + 5);

        assertThat(taken[ROLLOUTS / 2])
                .isBetween(told.typical() / 2, told.typical() * 2 + TICK_SECONDS);
        assertThat(taken[ROLLOUTS * 9 / 10]).isLessThanOrEqualTo(told.slow() * 1.2 + TICK_SECONDS);
    }

    private static double[] simulated(World world, double most) {
        var past = world.past();
        return IntStream.range(0, ROLLOUTS)
                .mapToDouble(seed -> world.seconds(past, seed, most))
                .sorted()
                .toArray();
    }

    /// @param errors more than stable's one in a thousand
    private record World(JudgeSpec spec, Weight weight, double rate, double errors) {
        List<Sample> past() {
            var random = new SplittableRandom(5);
            return Stream.generate(() -> sample(random, rate * 60, 0.001)).limit(5).toList();
        }

        /// Until the verdict, asked once a second.
        double seconds(List<Sample> past, long seed, double most) {
            var random = new SplittableRandom(seed);
            var judge = new Judge(new Terms(spec).policy());
            var state = judge.start(past, new Terms(spec).stage(weight));
            double share = weight.basisPoints() / 10_000.0;
            for (long tick = 1; tick * TICK_SECONDS <= most; tick++) {
                double requests = rate * TICK_SECONDS;
                var stable = sample(random, requests * (1 - share), 0.001);
                var candidate = sample(random, requests * share, 0.001 + errors);
                state = judge.observe(state, new Tick(tick * 250, stable, candidate));
                boolean isAsked = tick % 4 == 0 || tick < 20;
                if (isAsked && isKnown(judge.verdict(state))) {
                    return tick * TICK_SECONDS;
                }
            }
            return Double.POSITIVE_INFINITY;
        }

        private boolean isKnown(Verdict verdict) {
            return errors == 0
                    ? verdict instanceof Verdict.NotWorse
                    : verdict instanceof Verdict.Worse;
        }

        private static Sample sample(SplittableRandom random, double mean, double failing) {
            int requests = poisson(random, mean);
            var buckets = new int[requests];
            var counts = new long[requests];
            int failures = 0;
            for (int i = 0; i < requests; i++) {
                failures += random.nextDouble() < failing ? 1 : 0;
                buckets[i] = DURATIONS[random.nextInt(DURATIONS.length)];
                counts[i] = 1;
            }
            return new Sample(requests, failures, Histogram.of(buckets, counts));
        }

        private static int poisson(SplittableRandom random, double mean) {
            if (mean > 30) {
                return (int) Math.max(0, Math.round(random.nextGaussian(mean, Math.sqrt(mean))));
            }
            double least = Math.exp(-mean);
            int count = 0;
            for (double p = random.nextDouble(); p > least; p *= random.nextDouble()) {
                count++;
            }
            return count;
        }
    }
}
