package penstock.capabilities.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import penstock.capabilities.checks.Outcome;
import penstock.model.Weight;

/// What each step of a plan says of the verdicts and of time that is up.
final class StepPolicyTest {
    private static final Duration LATER = Duration.ofMinutes(3);

    /// Both weights are held; what the first hold says is told by each test, the plan says otherwise.
    private static Scene at(String hold) {
        return of(hold, "{ onWorse: rollback, onUnknown: wait, margins: {} }");
    }

    private static Scene of(String hold, String judge) {
        var plan =
                """
                judge: %s
                steps:
                  - weight: 5%%
                  - hold: %s
                  - weight: 25%%
                  - hold: { until: not-worse, minimum: 5m, atMost: 10m }
                  - weight: 50%%
                  - hold: 5m
                  - weight: 100%%
                """
                        .formatted(judge, hold);
        return new Scene(plan).ready(4).settle().notKnown(10).confirmed(true).settle();
    }

    @ParameterizedTest
    @CsvSource({"wait, PROGRESSING, 5%", "pause, PAUSED, 5%", "rollback, ROLLED_BACK, 0%"})
    void aHoldSaysWhatComesOfNotKnownAndThePlanSpeaksForTheOthers(
            String then, Phase phase, String weight) {
        var scene = at("{ until: not-worse, atMost: 2m, onUnknown: " + then + " }");
        assertThat(scene.status().step()).isEqualTo(1);

        scene.later(LATER).settle();

        assertThat(scene.status().phase()).isEqualTo(phase);
        assertThat(scene.status().weight()).isEqualTo(Weight.parse(weight));
        assertThat(scene.status().reason()).isEqualTo("NotKnown");
        assertThat(scene.status().message()).contains("too few requests").contains("at most 2m");
    }

    @ParameterizedTest
    @CsvSource({"pause, PAUSED", "rollback, ROLLED_BACK"})
    void silenceInAHoldForATimeIsNotKnownToo(String then, Phase phase) {
        var scene = at("{ time: 1m, onUnknown: " + then + " }").notKnown(0).later(LATER).settle();

        assertThat(scene.status().phase()).isEqualTo(phase);
        assertThat(scene.status().message()).contains("had no requests during hold 1m");
    }

    @Test
    void whatIsNotKnownMayBecomeKnownWhileItWaitsButNotWhileAPersonIsAsked() {
        var waiting = at("{ until: not-worse, atMost: 2m, onUnknown: wait }").later(LATER).settle();
        var paused = at("{ until: not-worse, atMost: 2m, onUnknown: pause }").later(LATER).settle();

        waiting.notWorse().settle();
        paused.notWorse().settle();

        assertThat(waiting.status().weight()).isEqualTo(Weight.percent(25));
        assertThat(paused.status().phase()).isEqualTo(Phase.PAUSED);
        assertThat(paused.resume().settle().status().weight()).isEqualTo(Weight.percent(25));
    }

    @Test
    void worseCountsByTheHoldOfTheWeightFromTheWeightOn() {
        var hold = "{ until: not-worse, onWorse: pause }";
        var early = new Scene("{steps: [weight: 5%, hold: " + hold + "]}").ready(4);
        early.look();
        early.look();
        early.look();
        assertThat(early.status().step()).as("at the weight, before its hold").isZero();
        var held = at(hold);
        var later = at(hold).notWorse().settle().notKnown(10);
        assertThat(later.status().weight()).isEqualTo(Weight.percent(25));

        early.worse().look();
        held.worse().settle();
        later.worse().settle();

        assertThat(early.status().phase()).isEqualTo(Phase.PAUSED);
        assertThat(held.status().phase()).isEqualTo(Phase.PAUSED);
        assertThat(held.status().weight()).isEqualTo(Weight.percent(5));
        assertThat(later.status().phase()).as("the plan's word").isEqualTo(Phase.ROLLED_BACK);
    }

    @Test
    void aHoldMayBeStricterThanThePlan() {
        var scene =
                of(
                        "{ until: not-worse, onWorse: rollback, onUnknown: rollback, atMost: 2m }",
                        "{ onWorse: pause, onUnknown: wait }");

        assertThat(scene.worse().settle().status().phase()).isEqualTo(Phase.ROLLED_BACK);
    }

    @Test
    void proofAndWorseOutrankTimeThatIsUpAtTheSameMoment() {
        var hold = "{ until: not-worse, atMost: 2m, onUnknown: rollback, onWorse: pause }";

        var proven = at(hold).later(LATER).notWorse().settle();
        var worse = at(hold).later(LATER).worse().settle();

        assertThat(proven.status().weight()).isEqualTo(Weight.percent(25));
        assertThat(worse.status().phase()).isEqualTo(Phase.PAUSED);
        assertThat(worse.status().reason()).isEqualTo("CandidateWorse");
    }

    @Test
    void aMinimumKeepsTheHoldHoweverEarlyTheProofIs() {
        var scene = at("{ until: not-worse, minimum: 10m, atMost: 15m }").notWorse().settle();
        assertThat(scene.status().step()).isEqualTo(1);

        assertThat(scene.later(Duration.ofMinutes(9)).settle().status().step()).isEqualTo(1);
        assertThat(scene.later(Duration.ofMinutes(1)).settle().status().weight())
                .isEqualTo(Weight.percent(25));
    }

    @Test
    void theShortestMinimumIsTheJudgesAndTheOtherHoldsKeepThatOfThePlan() {
        var plan =
                """
                steps:
                  - weight: 5%
                  - hold: { until: not-worse, minimum: 10s }
                  - weight: 25%
                  - hold: { until: not-worse }
                  - weight: 50%
                """;
        var scene = new Scene(plan).ready(4).settle().notKnown(10).confirmed(true).settle();
        assertThat(scene.rollout().spec().plan().judging().minimumDwell())
                .isEqualTo(Duration.ofSeconds(10));

        scene.later(Duration.ofSeconds(10)).notWorse().settle();
        assertThat(scene.status().step()).as("the second hold").isEqualTo(3);

        assertThat(scene.later(Duration.ofSeconds(89)).settle().status().step()).isEqualTo(3);
        assertThat(scene.later(Duration.ofSeconds(1)).settle().status().phase())
                .isEqualTo(Phase.COMPLETED);
    }

    @Test
    void aHoldForATimeEndsEarlyOnlyWhereItSaysSo() {
        assertThat(at("5m").notWorse().settle().status().step()).isEqualTo(1);
        assertThat(at("{ time: 5m, onProven: next }").notWorse().settle().status().weight())
                .isEqualTo(Weight.percent(25));
        var slow = at("{ time: 5m, minimum: 1m, onProven: next }").notWorse().settle();
        assertThat(slow.status().step()).isEqualTo(1);
        assertThat(slow.later(Duration.ofMinutes(1)).settle().status().step()).isEqualTo(3);
    }

    @Test
    void proofThatFinishesEndsAllLaterHoldsButNoStepOfAnotherKind() {
        var plan =
                """
                judge: { margins: { errors: 0.5% } }
                steps:
                  - weight: 5%
                  - hold: { until: not-worse, onProven: finish }
                  - weight: 25%
                  - hold: 1h
                  - approve: { role: release-manager }
                  - weight: 50%
                  - hold: { until: not-worse, minimum: 1h }
                  - weight: 100%
                """;
        var scene = new Scene(plan).ready(4).settle().notKnown(10).confirmed(true).settle();

        scene.notWorse().settle().notKnown(0).settle();

        assertThat(scene.status().reason()).isEqualTo("WaitingForApproval");
        assertThat(scene.status().isProven()).isTrue();
        assertThat(scene.approve().settle().status().phase()).isEqualTo(Phase.COMPLETED);
        assertThat(scene.status().journal())
                .anyMatch(entry -> entry.message().contains("all later holds end at once"));
    }

    @Test
    void proofThatFinishesNeedsMarginsThatDoNotNarrow() {
        assertThatThrownBy(
                        () ->
                                new Scene(
                                        "{steps: [weight: 5%, hold: {until: not-worse, onProven: finish}]}"))
                .hasMessageContaining("plan.steps: hold until not-worse, once proven finish")
                .hasMessageContaining("(expected: judge.margins beside it");
    }

    @Test
    void worseStillEndsItAfterTheProof() {
        var scene =
                at("{ until: not-worse, onProven: finish }").notWorse().confirmed(false).settle();
        assertThat(scene.status().isProven()).isTrue();

        assertThat(scene.worse().confirmed(true).settle().status().phase())
                .isEqualTo(Phase.ROLLED_BACK);
    }

    @Test
    void abortOutranksAPauseOfNotKnownAndAResumeAtTheSameMoment() {
        var scene = at("{ until: not-worse, atMost: 2m, onUnknown: pause }").later(LATER).settle();
        assertThat(scene.status().phase()).isEqualTo(Phase.PAUSED);

        scene.resume().promote().abort().look();

        assertThat(scene.status().phase()).isEqualTo(Phase.ROLLING_BACK);
        assertThat(scene.status().weight()).isEqualTo(Weight.NONE);
    }

    @Test
    void worseOutranksAResumeAtTheSameMoment() {
        var scene = at("{ until: not-worse, atMost: 2m, onUnknown: pause }").later(LATER).settle();

        scene.worse().resume().settle();

        assertThat(scene.status().phase()).isEqualTo(Phase.ROLLED_BACK);
    }

    @Test
    void aResumeBeforeThePauseDoesNotCount() {
        var scene = at("{ until: not-worse, atMost: 2m, onUnknown: pause }").resume().settle();

        scene.later(LATER).settle();

        assertThat(scene.status().phase()).isEqualTo(Phase.PAUSED);
        assertThat(scene.resume().settle().status().weight()).isEqualTo(Weight.percent(25));
    }

    @Test
    void aHoldIsNotWaitedForOnceWorseWasOverruled() {
        var scene = at("{ until: not-worse, onWorse: pause }").worse().settle();

        scene.resume().settle();

        assertThat(scene.status().step()).isEqualTo(5);
        assertThat(scene.later(Duration.ofMinutes(5)).settle().status().phase())
                .isEqualTo(Phase.COMPLETED);
    }

    @Test
    void aPromotionUnderWayKeepsItsWeightWhenTheCandidateIsWorseAndOneIsToDecide() {
        var plan = "{judge: {onWorse: pause}, steps: [weight: 50%, hold: 1m]}";
        var scene = new Scene(plan).ready(2).settle().notKnown(10).confirmed(true).settle();
        scene.later(LATER).settle();
        assertThat(scene.status().phase()).isEqualTo(Phase.PROMOTING);

        scene.worse().ready(4).settle();

        assertThat(scene.status().phase()).isEqualTo(Phase.PROMOTING);
        assertThat(scene.status().weight()).isEqualTo(Weight.percent(50));
        assertThat(scene.status().reason()).isEqualTo("CandidateWorse");
        assertThat(scene.resume().settle().status().phase()).isEqualTo(Phase.COMPLETED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PREPARING", "PROGRESSING", "PAUSED"})
    void theWholeRolloutHasALimitInEveryPhase(Phase phase) {
        var plan =
                "{limits: {rollout: 1h, ready: 3h}, steps: [weight: 5%, hold: {until: not-worse}, weight: 100%]}";
        var scene = new Scene(plan).settle();
        if (phase != Phase.PREPARING) {
            scene.ready(4).settle().notKnown(10).confirmed(true).settle();
        }
        if (phase == Phase.PAUSED) {
            scene.pause().settle();
        }
        assertThat(scene.status().phase()).isEqualTo(phase);
        assertThat(scene.later(Duration.ofHours(1)).settle().status().phase()).isEqualTo(phase);

        scene.later(Duration.ofSeconds(1)).confirmed(true).settle();

        assertThat(scene.status().phase())
                .isEqualTo(phase == Phase.PREPARING ? Phase.FAILED : Phase.ROLLED_BACK);
        assertThat(scene.status().reason()).isEqualTo("RolloutDeadline");
        assertThat(scene.status().message()).contains("not over within 1h (limits.rollout); at ");
    }

    @Test
    void thePromotionThatSomebodyAskedForOutranksTheLimitOfTheRollout() {
        var plan = "{limits: {rollout: 1h}, steps: [weight: 5%, pause]}";
        var scene = new Scene(plan).ready(4).settle().notKnown(10).confirmed(true).settle();

        scene.later(Duration.ofHours(2)).promote().settle();

        assertThat(scene.status().phase()).isEqualTo(Phase.COMPLETED);
    }

    @Test
    void aCheckMayAskAPersonWhoLetsItGoOn() {
        var plan =
                "{steps: [check: {name: smoke, onFailed: pause}, weight: 100%], checks: {smoke: {http: /health}}}";
        var failed = new Scene(plan).ready(4).finds("smoke", Outcome.FAILED, "bad").settle();
        var late = new Scene(plan).ready(4).settle().later(Duration.ofMinutes(11)).settle();

        assertThat(failed.status().phase()).isEqualTo(Phase.PAUSED);
        assertThat(failed.status().reason()).isEqualTo("CheckFailed");
        assertThat(late.status().reason()).isEqualTo("CheckTimedOut");
        assertThat(failed.resume().confirmed(true).settle().status().phase())
                .isEqualTo(Phase.COMPLETED);
    }

    @Test
    void anApprovalThatIsLateMayStillComeButAResumeIsNone() {
        var plan = "{steps: [weight: 5%, approve: {timeout: 1h, onTimeout: pause}, weight: 100%]}";
        var scene = new Scene(plan).ready(4).confirmed(true).settle();
        scene.later(Duration.ofMinutes(61)).settle();
        assertThat(scene.status().phase()).isEqualTo(Phase.PAUSED);

        assertThat(scene.resume().settle().status().reason()).isEqualTo("WaitingForApproval");
        scene.later(Duration.ofMinutes(61)).settle();
        assertThat(scene.status().phase()).isEqualTo(Phase.PAUSED);

        assertThat(scene.approve().settle().status().phase()).isEqualTo(Phase.COMPLETED);
    }

    @Test
    void aSkippedStepEndsAndNoOther() {
        var scene = at("{ until: not-worse }");

        scene.skip().settle();

        assertThat(scene.status().step()).isEqualTo(3);
        assertThat(scene.status().weight()).isEqualTo(Weight.percent(25));
        assertThat(scene.status().journal())
                .anyMatch(entry -> entry.message().equals("skipped by ann: because"));
    }

    @Test
    void lookingTwiceAtTheSameChangesNothing() {
        for (var hold :
                new String[] {
                    "{ until: not-worse, atMost: 2m, onUnknown: wait }",
                    "{ until: not-worse, atMost: 2m, onUnknown: pause }",
                    "{ until: not-worse, atMost: 2m, onUnknown: rollback }"
                }) {
            var scene = at(hold).later(LATER).settle();
            var status = scene.status();

            scene.look();

            assertThat(scene.status()).isEqualTo(status);
            assertThat(scene.effects()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ time: 5m, atMost: 1m } | atMost: 1m (expected: only with until: not-worse",
                "{ until: not-worse, minimum: 2m, atMost: 1m } | minimum: 2m (expected: at most 1m",
                "{ time: 1m, minimum: 30s } | minimum: 30s (expected: only with until: not-worse, or with onProven",
                "{ until: not-worse, onUnknown: go-on } | \"go-on\" (expected: one of wait, pause, rollback)",
                "{ atMost: 1m } | hold (expected: either a time or until: not-worse)",
            })
    void aContradictionIsRefusedByName(String hold, String message) {
        assertThatThrownBy(() -> at(hold))
                .hasMessageContaining("plan.steps[1].hold")
                .hasMessageContaining(message);
    }
}
