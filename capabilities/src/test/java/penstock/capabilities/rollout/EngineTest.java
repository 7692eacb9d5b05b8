package penstock.capabilities.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import penstock.capabilities.checks.Outcome;
import penstock.capabilities.services.Instance;
import penstock.model.Ref;
import penstock.model.Weight;

final class EngineTest {
    private static final String CANARY =
            """
            strategy: canary
            steps:
              - weight: 5%
              - hold: { until: not-worse, atMost: 2m }
              - weight: 50%
              - hold: 1m
              - weight: 100%
            """;

    @Test
    void everyPhaseButTheLastOnesHasOnesThatMayFollow() {
        for (var phase : Phase.values()) {
            boolean isOver =
                    List.of(Phase.COMPLETED, Phase.ROLLED_BACK, Phase.FAILED, Phase.SUPERSEDED)
                            .contains(phase);

            assertThat(phase.isTerminal()).as(phase.name()).isEqualTo(isOver);
            assertThat(phase.next()).doesNotContain(phase, Phase.PENDING);
        }
    }

    private static Scene atFivePercent() {
        return new Scene(CANARY)
                .ready(1)
                .settle()
                .confirmed(true)
                .notKnown(0)
                .settle()
                .confirmed(true);
    }

    @Test
    void noTrafficBeforeTheCandidateIsReady() {
        var scene = new Scene(CANARY).settle();

        assertThat(scene.status().phase()).isEqualTo(Phase.PREPARING);
        assertThat(scene.status().weight()).isEqualTo(Weight.NONE);
        assertThat(scene.status().candidateInstances()).isEqualTo(1);
    }

    @Test
    void theWeightIsStoredBeforeItIsPublishedAndTheJudgeBeginsFirst() {
        var scene = new Scene(CANARY).ready(1);
        scene.look();
        scene.look();

        scene.look();

        assertThat(scene.status().weight()).isEqualTo(Weight.percent(5));
        assertThat(scene.effects())
                .containsExactly(
                        new RolloutEffect.Judge(
                                Ref.in(
                                        Scene.PRODUCTION,
                                        "Rollout",
                                        new penstock.model.Name("shop-2")),
                                0,
                                Weight.percent(5)),
                        new RolloutEffect.Apply(Ref.in(Scene.PRODUCTION, "Service", Scene.SHOP)));
    }

    @Test
    void aWeightThatWasRecordedJustBeforeACrashIsJudgedAfterIt() {
        var scene = new Scene(CANARY).ready(1);
        scene.look();
        scene.look();
        scene.look();
        var effects = scene.effects();

        scene.withoutJudge().confirmed(true).look();

        assertThat(scene.effects()).isEqualTo(effects).hasSize(2);
        assertThat(scene.status().step()).isZero();
        assertThat(scene.settle().status().step()).isEqualTo(1);
    }

    @Test
    void goesThroughAllStepsToPromotionAndKeepsTheOldVersionWarm() {
        var scene = atFivePercent().notWorse().settle().ready(2).confirmed(false).settle();
        assertThat(scene.status().weight()).isEqualTo(Weight.percent(50));

        scene.confirmed(true)
                .later(Duration.ofSeconds(61))
                .settle()
                .later(Duration.ofSeconds(61))
                .settle()
                .ready(4)
                .settle();

        assertThat(scene.status().phase()).isEqualTo(Phase.COMPLETED);
        assertThat(scene.status().weight()).isEqualTo(Weight.ALL);
        assertThat(scene.status().isWarm()).isTrue();
        assertThat(scene.later(Duration.ofMinutes(16)).settle().status().isWarm()).isFalse();
    }

    @Test
    void aHoldForAVerdictIsNotPassedByTimeAlone() {
        var scene = atFivePercent().notKnown(1_000).later(Duration.ofMinutes(30)).settle();

        assertThat(scene.status().phase()).isEqualTo(Phase.PROGRESSING);
        assertThat(scene.status().weight()).isEqualTo(Weight.percent(5));
        assertThat(scene.status().reason()).isEqualTo("NotKnown");
    }

    @Test
    void aHoldForATimeIsNotPassedWithoutAnyData() {
        var scene =
                atFivePercent()
                        .notWorse()
                        .ready(2)
                        .settle()
                        .notKnown(0)
                        .later(Duration.ofMinutes(2))
                        .settle();

        assertThat(scene.status().weight()).isEqualTo(Weight.percent(50));
        assertThat(scene.status().message()).contains("had no requests");
    }

    @Test
    void aWorseCandidateIsRolledBackWithWeightZeroBeforeAnythingElse() {
        var scene = atFivePercent().worse().confirmed(false);

        scene.look();

        assertThat(scene.status().phase()).isEqualTo(Phase.ROLLING_BACK);
        assertThat(scene.status().weight()).isEqualTo(Weight.NONE);
        assertThat(scene.effects().getFirst()).isInstanceOf(RolloutEffect.Apply.class);
        assertThat(scene.confirmed(true).settle().status().phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(scene.status().reason()).isEqualTo("CandidateWorse");
        assertThat(scene.status().evidence()).isPresent();
    }

    @Test
    void abortOutranksEveryPhaseAndEveryOtherOrder() {
        for (var scene :
                new Scene[] {
                    new Scene(CANARY),
                    new Scene(CANARY).blocked(true).settle(),
                    new Scene(CANARY).settle(),
                    atFivePercent(),
                    atFivePercent().pause().settle(),
                    atFivePercent().notWorse().promote(),
                    atFivePercent().newer("shop-3")
                }) {
            scene.abort().look();

            assertThat(scene.status().weight()).isEqualTo(Weight.NONE);
            assertThat(scene.status().phase()).isEqualTo(Phase.ROLLING_BACK);
            assertThat(scene.status().message()).contains("aborted by ann");
        }
    }

    @Test
    void aRollbackIsNotOverUntilTheGatewayConfirmsIt() {
        var scene = atFivePercent().worse().confirmed(false).settle();
        assertThat(scene.status().phase()).isEqualTo(Phase.ROLLING_BACK);

        scene.later(Duration.ofMinutes(6)).settle();

        assertThat(scene.status().phase()).isEqualTo(Phase.ROLLING_BACK);
        assertThat(scene.status().message()).contains("manual intervention required");
    }

    @Test
    void aCandidateThatIsNeverReadyFailsWithoutTraffic() {
        var scene =
                new Scene(CANARY).settle().later(Duration.ofSeconds(301)).confirmed(true).settle();

        assertThat(scene.status().phase()).isEqualTo(Phase.FAILED);
        assertThat(scene.status().reason()).isEqualTo("NotReady");
        assertThat(scene.status().message()).contains("not ready within 5m");
        assertThat(scene.status().weightSince()).isPresent();
        assertThat(scene.status().weight()).isEqualTo(Weight.NONE);
    }

    @Test
    void aCrashLoopingCandidateIsTakenBack() {
        var scene = atFivePercent().broken(Instance.State.CRASH_LOOPING).settle();

        assertThat(scene.status().phase()).isEqualTo(Phase.ROLLED_BACK);
    }

    @Test
    void pausedItHoldsItsWeightAndAWorseVerdictStillCounts() {
        var scene = atFivePercent().pause().settle();
        assertThat(scene.status().phase()).isEqualTo(Phase.PAUSED);
        assertThat(scene.status().weight()).isEqualTo(Weight.percent(5));

        assertThat(scene.worse().settle().status().phase()).isEqualTo(Phase.ROLLED_BACK);
    }

    @Test
    void resumeGoesOnWhereItWas() {
        var scene = atFivePercent().pause().settle();

        scene.resume().settle();

        assertThat(scene.status().phase()).isEqualTo(Phase.PROGRESSING);
        assertThat(scene.status().step()).isEqualTo(1);
    }

    @Test
    void promoteSkipsTheStepsButNotTheReadiness() {
        var scene = atFivePercent().promote().settle();
        assertThat(scene.status().phase()).isEqualTo(Phase.PROMOTING);
        assertThat(scene.status().weight()).isEqualTo(Weight.percent(5));

        scene.ready(4).confirmed(true).settle();

        assertThat(scene.status().phase()).isEqualTo(Phase.COMPLETED);
    }

    @Test
    void aNewerReleaseTakesThePlaceOfThisOne() {
        var scene = atFivePercent().newer("shop-3").settle();

        assertThat(scene.status().phase()).isEqualTo(Phase.SUPERSEDED);
        assertThat(scene.status().weight()).isEqualTo(Weight.NONE);
    }

    @Test
    void aRolloutWaitsForTheOneBeforeIt() {
        var scene = new Scene(CANARY).blocked(true).settle();
        assertThat(scene.status().phase()).isEqualTo(Phase.PENDING);

        assertThat(scene.blocked(false).settle().status().phase()).isEqualTo(Phase.PREPARING);
    }

    @Test
    void aFirstReleaseGetsAllTrafficOnceAllInstancesAreReady() {
        var scene = new Scene(CANARY).withoutStable().settle();
        assertThat(scene.status().candidateInstances()).isEqualTo(4);

        scene.ready(4).confirmed(true).settle();

        assertThat(scene.status().phase()).isEqualTo(Phase.COMPLETED);
        assertThat(scene.status().isWarm()).isFalse();
    }

    @Test
    void checksAreRetriedUntilTheThreshold() {
        var scene =
                new Scene(
                        "{steps: [check: smoke, weight: 100%], checks: {smoke: {http: /health}}, failureThreshold: 2}");
        scene.ready(4).instances(4).finds("smoke", Outcome.FAILED, "bad").settle();
        assertThat(scene.status().failedChecks()).isEqualTo(1);
        assertThat(scene.status().phase()).isEqualTo(Phase.PROGRESSING);

        scene.confirmed(true).later(Duration.ofSeconds(5)).settle();

        assertThat(scene.status().phase()).isEqualTo(Phase.FAILED);
        assertThat(scene.status().reason()).isEqualTo("CheckFailed");
    }

    @Test
    void anApprovalLetsItGoOnAndSilenceTakesItBack() {
        var plan = "{steps: [weight: 5%, {approve: {timeout: 1h}}, weight: 100%]}";
        var scene = new Scene(plan).ready(4).confirmed(true).settle();
        assertThat(scene.status().reason()).isEqualTo("WaitingForApproval");
        assertThat(scene.approve().settle().status().phase()).isEqualTo(Phase.COMPLETED);

        var silent = new Scene(plan).ready(4).confirmed(true).settle();
        assertThat(silent.later(Duration.ofMinutes(61)).settle().status().phase())
                .isEqualTo(Phase.ROLLED_BACK);
    }

    @Test
    void aPauseStepWaitsForResume() {
        var scene =
                new Scene("{steps: [weight: 5%, pause, weight: 100%]}")
                        .ready(4)
                        .confirmed(true)
                        .settle();
        assertThat(scene.status().phase()).isEqualTo(Phase.PAUSED);

        assertThat(scene.resume().settle().status().phase()).isEqualTo(Phase.COMPLETED);
    }

    @Test
    void onWorseMayPauseInsteadAndAPersonMayOverrule() {
        var plan = "{judge: {onWorse: pause}, steps: [weight: 5%, hold: 1m, weight: 100%]}";
        var scene = new Scene(plan).ready(4).confirmed(true).settle().worse().settle();
        assertThat(scene.status().phase()).isEqualTo(Phase.PAUSED);

        scene.resume().settle().later(Duration.ofMinutes(2)).settle();

        assertThat(scene.status().phase()).isEqualTo(Phase.COMPLETED);
    }

    @Test
    void blueGreenStartsAFullSetBeforeTheFirstTraffic() {
        var scene = new Scene("{strategy: blue-green, steps: [weight: 100%]}").settle();

        assertThat(scene.status().candidateInstances()).isEqualTo(4);
    }

    @Test
    void theProgressDeadlineStartsOnlyOnceReady() {
        var plan = "{limits: {progress: 1m, ready: 10m}, steps: [weight: 5%]}";
        var scene = new Scene(plan).settle().later(Duration.ofMinutes(5)).settle();
        assertThat(scene.status().phase()).isEqualTo(Phase.PREPARING);

        scene.ready(1).settle();
        assertThat(scene.status().phase()).isEqualTo(Phase.PROGRESSING);
        scene.later(Duration.ofSeconds(61)).look();

        assertThat(scene.status().phase()).isEqualTo(Phase.ROLLING_BACK);
        assertThat(scene.status().reason()).isEqualTo("ProgressDeadline");
    }

    @Test
    void aDeletedServiceEndsItsRollout() {
        assertThat(atFivePercent().withoutService().settle().status().phase())
                .isEqualTo(Phase.FAILED);
    }
}
