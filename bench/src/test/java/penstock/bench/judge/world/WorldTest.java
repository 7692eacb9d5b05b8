package penstock.bench.judge.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import penstock.judge.Histogram;

/// With fixed seeds; bounds are at least four standard errors wide.
final class WorldTest {
    private static final Trouble LEVEL = Trouble.none().level();

    /// What both versions did in some minutes at 50 %.
    private static Moment sum(Trouble trouble, long seed, int seconds) {
        return sum(trouble, seed, seconds, 0.5);
    }

    private static Moment sum(Trouble trouble, long seed, int seconds, double weight) {
        var world = new World(trouble, seed);
        world.history(_ -> {});
        var stable = Counted.NONE;
        var candidate = Counted.NONE;
        for (var i = 0; i < seconds * 4; i++) {
            var moment = world.next(weight);
            stable = stable.plus(moment.stable());
            candidate = candidate.plus(moment.candidate());
        }
        return new Moment(0, 0, weight, stable, candidate);
    }

    /// One by one, and in numbers of many.
    @ParameterizedTest
    @ValueSource(doubles = {100, 4_000})
    void theServiceIsAsDescribed(double rate) {
        var seconds = (int) (120_000 / rate);
        var stable = sum(LEVEL.rate(rate), 1, seconds).stable();

        assertThat(stable.requests()).isCloseTo(60_000, within(1_000L));
        assertThat((double) stable.errors() / stable.requests()).isCloseTo(0.001, within(0.0006));
        assertThat(stable.clients()).isEqualTo(stable.errors());
        assertThat(seconds(stable.latency(), 0.5)).isCloseTo(0.08, within(0.004));
        assertThat(seconds(stable.latency(), 0.99)).isCloseTo(0.323, within(0.02));
        var scores = stable.scores();
        var mean = scores.sum() / scores.n();
        assertThat(mean).isCloseTo(0.8, within(0.004));
        assertThat(Math.sqrt(scores.squares() / scores.n() - mean * mean))
                .isCloseTo(0.12, within(0.004));
    }

    private static double seconds(Histogram latency, double q) {
        return Histogram.upperBound(latency.quantileIndex(q));
    }

    @Test
    void equalVersionsDoTheSameButForChance() {
        var both = sum(Trouble.none(), 2, 600);

        assertThat(both.candidate().requests()).isCloseTo(both.stable().requests(), within(1_000L));
        assertThat(both.candidate().latency().quantileIndex(0.9))
                .isCloseTo(both.stable().latency().quantileIndex(0.9), within(1));
    }

    @Test
    void aFaultIsOnlyTheCandidates() {
        var both = sum(LEVEL.errors(0.05).slower(2).scoreDrop(0.05), 3, 600);

        assertThat((double) both.candidate().errors() / both.candidate().requests())
                .isCloseTo(0.051, within(0.006));
        assertThat(both.candidate().latency().quantileIndex(0.5))
                .isCloseTo(both.stable().latency().quantileIndex(0.5) + 16, within(1));
        assertThat(mean(both.candidate())).isCloseTo(mean(both.stable()) - 0.05, within(0.006));
    }

    private static double mean(Counted counted) {
        return counted.scores().sum() / counted.scores().n();
    }

    /// As many requests fail as without, and each failing client counts once.
    @Test
    void aClientThatFailsAgainAndAgainCountsOnce() {
        var stable = sum(LEVEL.rate(400).repeated(5, 0, 0.25), 4, 600).stable();

        assertThat((double) stable.errors() / stable.requests()).isCloseTo(0.001, within(0.0006));
        assertThat(stable.clients()).isCloseTo(stable.errors() / 5, within(4L));
    }

    @Test
    void aClientThatRepeatsAddsRequestsUntilItSucceeds() {
        var candidate = sum(LEVEL.errors(0.5).retries(5), 5, 200).candidate();

        assertThat(candidate.requests()).isGreaterThan(16_000);
        assertThat(candidate.clients()).isCloseTo(5_000, within(400L));
    }

    @Test
    void aUserIsAlwaysOnTheSameVersion() {
        var world = new World(Trouble.none().users(50), 6);
        world.history(_ -> {});
        var candidate = 0L;
        for (var i = 0; i < 400; i++) {
            candidate += world.next(0.001).candidate().requests();
        }

        assertThat(candidate).isZero();
    }

    @Test
    void lateCountersComeLater() {
        var world = new World(LEVEL.late(5_000), 7);
        world.history(_ -> {});
        var reported = 0L;
        for (var i = 0; i < 20; i++) {
            reported += world.next(0.5).candidate().requests();
        }

        assertThat(reported).isZero();
        assertThat(world.candidateRequests()).isPositive();
        assertThat(world.next(0.5).candidate().requests()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 8, 29, 31, 700})
    void numbersOfIndependentEventsHaveTheRightMeanAndSpread(double mean) {
        var dice = new Dice(8);
        var many = 40_000;
        var sum = 0.0;
        var squares = 0.0;
        for (var i = 0; i < many; i++) {
            double one = dice.poisson(mean);
            sum += one;
            squares += (one - mean) * (one - mean);
        }

        assertThat(sum / many / mean).isCloseTo(1, within(5 / Math.sqrt(mean * many)));
        assertThat(squares / many / mean).isCloseTo(1, within(0.06));
    }

    @Test
    void theSameSeedIsTheSameWorld() {
        for (var scenario : Scenarios.all()) {
            var one = new World(scenario.trouble(), 9);
            var other = new World(scenario.trouble(), 9);
            for (var i = 0; i < 100; i++) {
                assertThat(one.next(0.3)).as(scenario.name()).isEqualTo(other.next(0.3));
            }
        }
    }

    /// A version that has one request a second is not more often paused than one that has a hundred.
    @ParameterizedTest
    @CsvSource({"0.15, 3", "1, 9"})
    void pausesMeetTheSameShareOfRequestsWhateverTheWeight(double seconds, double between) {
        var both = sum(LEVEL.pauses(seconds, between), 7, 3_600, 0.01);

        assertThat(slow(both.candidate().latency()))
                .isCloseTo(slow(both.stable().latency()), within(0.03));
    }

    private static double slow(Histogram latency) {
        return (double) latency.countAbove(Histogram.indexOf(0.17)) / latency.count();
    }
}
