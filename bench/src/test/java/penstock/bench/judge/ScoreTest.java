package penstock.bench.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import penstock.bench.judge.contender.Contender;
import penstock.bench.judge.contender.Contenders;
import penstock.bench.judge.world.Scenario;
import penstock.bench.judge.world.Scenarios;

final class ScoreTest {
    private static final Contender JUDGE = Contenders.named(List.of("penstock")).getFirst();

    private static Ending ending(Ending.Outcome outcome, double seconds, Double... stages) {
        return new Ending(outcome, 1, seconds, 1_000, 10, List.of(stages));
    }

    private static Score score(Plan plan, Ending... endings) {
        return new Score(JUDGE, plan, 100, List.of(endings));
    }

    @Test
    void whatWasNeverRolledBackCountsWithTheWholePlan() {
        var score =
                score(
                        Plan.fixed(60),
                        ending(Ending.Outcome.ROLLED_BACK, 30),
                        ending(Ending.Outcome.UNDECIDED, 3_600),
                        ending(Ending.Outcome.UNDECIDED, 3_600));

        assertThat(score.share(Ending.Outcome.ROLLED_BACK).happened()).isEqualTo(1);
        assertThat(score.untilGone().sorted()).containsExactly(30.0, 3_600.0, 3_600.0);
        assertThat(score.of(Ending.Outcome.PROMOTED, Ending::seconds)).isEmpty();
    }

    @Test
    void stagesAreThoseOfThePromoted() {
        var score =
                score(
                        Plan.driven(60),
                        ending(Ending.Outcome.PROMOTED, 300, 90.0, 180.0, 300.0),
                        ending(Ending.Outcome.UNDECIDED, 3_600, 120.0));

        assertThat(score.stages()).containsExactly(90.0, 180.0, 300.0);
    }

    /// One in a hundred fails: of 8,640,000 requests in a day, less those of the hour before.
    @Test
    void aFaultThatWasNotFoundGoesOnForADay() {
        var left = ending(Ending.Outcome.UNDECIDED, 3_600, 120.0);
        var fixed = score(Plan.fixed(60), left);
        var driven = score(Plan.driven(60), left);

        assertThat(fixed.failingInADay(left)).isCloseTo(10 + 82_800, within(1e-6));
        assertThat(driven.failingInADay(left)).isCloseTo(10 + 82_800 * 0.25, within(1e-6));
        assertThat(fixed.failingInADay(ending(Ending.Outcome.ROLLED_BACK, 30))).isEqualTo(10);
    }

    private static Result result(String scenario, Plan plan, int wrong, Ending.Outcome outcome) {
        var endings = new ArrayList<Ending>();
        for (var i = 0; i < 200; i++) {
            endings.add(ending(i < wrong ? outcome : Ending.Outcome.UNDECIDED, 3));
        }
        Scenario found = Scenarios.named(List.of(scenario)).getFirst();
        return new Result(found, plan, List.of(new Score(JUDGE, plan, 100, endings)));
    }

    /// Eight of 200 are beyond 1 % with all of the interval, four may be chance.
    @Test
    void aPromiseIsBrokenWhenChanceHardlyExplainsIt() {
        var fixed = Plan.fixed(60);
        var back = Ending.Outcome.ROLLED_BACK;

        assertThat(Promises.broken(List.of(result("null", fixed, 4, back)))).isEmpty();
        assertThat(Promises.broken(List.of(result("null", fixed, 8, back))))
                .containsExactly(
                        "null fixed, penstock: 8 of 200 wrong rollbacks (expected: at most 1.0 %)");
        assertThat(Promises.broken(List.of(result("null-users", fixed, 8, back)))).isEmpty();
        var promoted = result("lat-at-promo-margin", fixed, 20, Ending.Outcome.PROMOTED);
        assertThat(Promises.broken(List.of(promoted)))
                .singleElement()
                .asString()
                .contains("20 of 200 wrong promotions (expected: at most 5.0 %)");
        assertThat(Promises.broken(List.of(result("err100%-steady", fixed, 200, back))))
                .singleElement()
                .asString()
                .contains("p99 3.00 s (expected: at most 2 s)");
    }

    @Test
    void wrongRollbacksOfAllEqualVersionsAddUp() {
        var fixed = Plan.fixed(60);
        var back = Ending.Outcome.ROLLED_BACK;
        var sums =
                Promises.sums(
                        List.of(
                                result("null", fixed, 1, back),
                                result("null-2rps", fixed, 2, back),
                                result("err1%", fixed, 200, back)));

        assertThat(sums).containsExactly(new Promises.Sum("penstock", new Proportion(3, 400)));
    }
}
