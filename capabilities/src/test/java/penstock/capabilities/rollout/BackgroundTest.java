package penstock.capabilities.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import penstock.capabilities.checks.CheckProgress.State;
import penstock.capabilities.checks.Outcome;
import penstock.model.Weight;

/// Checks that go on in the background while the steps are carried out.
final class BackgroundTest {
    /// @param words of the check
    /// @param analysis how it is used
    private static Scene scene(String words, String analysis) {
        return new Scene(
                        """
                        steps: [weight: 5%%, hold: 5m, weight: 50%%, hold: 5m, weight: 100%%]
                        judge: { enabled: false }
                        checks: { rate: { promql: { query: up, min: 1 }, every: 30s, %s } }
                        analysis: [%s]
                        """
                                .formatted(words, analysis))
                .ready(4)
                .confirmed(true);
    }

    private static Scene scene(String words) {
        return scene(words, "rate");
    }

    @Test
    void goesOnThroughAllStepsFromTheFirstTrafficOn() {
        var scene = scene("timeout: 1s").finds("rate", Outcome.PASSED, "fine");
        scene.look();
        scene.look();
        assertThat(scene.status().checks()).isEmpty();

        scene.settle().pass(Duration.ofMinutes(9), Duration.ofSeconds(5));

        assertThat(scene.progress("rate").passed()).isBetween(18, 20);
        assertThat(scene.progress("rate").step()).isEmpty();
        scene.pass(Duration.ofMinutes(2), Duration.ofSeconds(5));
        assertThat(scene.status().phase()).isEqualTo(Phase.COMPLETED);
    }

    @Test
    void beginsNotBeforeItsStep() {
        var scene =
                scene("timeout: 1s", "{ check: rate, startingStep: 2 }")
                        .finds("rate", Outcome.FAILED, "bad")
                        .settle()
                        .pass(Duration.ofMinutes(4), Duration.ofSeconds(5));
        assertThat(scene.measurements()).isEmpty();

        scene.pass(Duration.ofMinutes(2), Duration.ofSeconds(5));

        assertThat(scene.status().phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(scene.status().reason()).isEqualTo("AnalysisFailed");
        assertThat(scene.status().message())
                .isEqualTo("check in the background rate failed (0 passed, 1 failed): bad");
    }

    @Test
    void oneThatFailsMayPauseAndAPersonMayOverruleIt() {
        var scene =
                scene("failureLimit: 1", "{ check: rate, onFailed: pause }")
                        .finds("rate", Outcome.FAILED, "bad")
                        .settle()
                        .pass(Duration.ofMinutes(1), Duration.ofSeconds(5));
        assertThat(scene.status().phase()).isEqualTo(Phase.PAUSED);
        assertThat(scene.status().step()).isEqualTo(1);
        assertThat(scene.status().weight()).isEqualTo(Weight.percent(5));

        scene.resume().settle().pass(Duration.ofMinutes(12), Duration.ofSeconds(5));

        assertThat(scene.status().phase()).isEqualTo(Phase.COMPLETED);
        assertThat(scene.progress("rate").isOverruled()).isTrue();
        assertThat(scene.progress("rate").failed()).isGreaterThan(10);
    }

    @Test
    void isMeasuredWhilePausedToo() {
        var scene =
                scene("failureLimit: 1")
                        .finds("rate", Outcome.PASSED, "fine")
                        .settle()
                        .pause()
                        .settle();
        assertThat(scene.status().phase()).isEqualTo(Phase.PAUSED);

        scene.finds("rate", Outcome.FAILED, "bad")
                .pass(Duration.ofMinutes(2), Duration.ofSeconds(5));

        assertThat(scene.status().phase()).isEqualTo(Phase.ROLLED_BACK);
    }

    @Test
    void theWeightIsNotRaisedWhileItIsNotKnown() {
        var scene =
                scene("timeout: 1s")
                        .finds("rate", Outcome.INCONCLUSIVE, "no data")
                        .settle()
                        .pass(Duration.ofMinutes(20), Duration.ofSeconds(10));
        assertThat(scene.status().weight()).isEqualTo(Weight.percent(5));
        assertThat(scene.status().step()).isEqualTo(2);
        assertThat(scene.status().reason()).isEqualTo("AnalysisNotKnown");

        scene.finds("rate", Outcome.PASSED, "fine")
                .pass(Duration.ofMinutes(1), Duration.ofSeconds(5));

        assertThat(scene.status().weight()).isEqualTo(Weight.percent(50));
    }

    @Test
    void whatIsNotKnownMayPauseOrGoBackInstead() {
        var pauses =
                scene("consecutiveErrorLimit: 1", "{ check: rate, onUnknown: pause }")
                        .finds("rate", Outcome.ERROR, "no answer")
                        .settle()
                        .pass(Duration.ofMinutes(1), Duration.ofSeconds(5));
        assertThat(pauses.status().phase()).isEqualTo(Phase.PAUSED);
        assertThat(pauses.status().reason()).isEqualTo("AnalysisNotKnown");

        pauses.resume().settle();
        assertThat(pauses.status().phase()).isEqualTo(Phase.PROGRESSING);
        assertThat(pauses.status().step()).isEqualTo(1);
        assertThat(pauses.progress("rate").state()).isEqualTo(State.MEASURING);

        var goesBack =
                scene("consecutiveErrorLimit: 1", "{ check: rate, onUnknown: rollback }")
                        .finds("rate", Outcome.ERROR, "no answer")
                        .settle()
                        .pass(Duration.ofMinutes(1), Duration.ofSeconds(5));
        assertThat(goesBack.status().phase()).isEqualTo(Phase.ROLLED_BACK);
    }

    @Test
    void thereIsNoPromotionWithoutASingleMeasurement() {
        var scene =
                scene("initialDelay: 1h", "rate")
                        .finds("rate", Outcome.PASSED, "fine")
                        .settle()
                        .pass(Duration.ofMinutes(50), Duration.ofSeconds(30));
        assertThat(scene.status().weight()).isEqualTo(Weight.percent(50));
        assertThat(scene.status().reason()).isEqualTo("WaitingForAnalysis");

        scene.pass(Duration.ofMinutes(11), Duration.ofSeconds(30));
        assertThat(scene.status().phase()).isEqualTo(Phase.COMPLETED);
    }

    @Test
    void oneWithACountIsOverBeforeThePromotionAndThenMeasuresNoMore() {
        var scene =
                scene("count: 40")
                        .finds("rate", Outcome.PASSED, "fine")
                        .settle()
                        .pass(Duration.ofMinutes(15), Duration.ofSeconds(10));
        assertThat(scene.status().weight()).isEqualTo(Weight.percent(50));

        scene.pass(Duration.ofMinutes(6), Duration.ofSeconds(10));

        assertThat(scene.status().phase()).isEqualTo(Phase.COMPLETED);
        assertThat(scene.measurements()).hasSize(40);
        assertThat(scene.status().journal())
                .anyMatch(line -> line.message().equals("check rate passed: fine"));
    }

    @Test
    void anOrderToPromoteWaitsForNothing() {
        var scene =
                scene("initialDelay: 1h").finds("rate", Outcome.PASSED, "fine").settle().promote();

        assertThat(scene.settle().status().phase()).isEqualTo(Phase.COMPLETED);
    }

    @Test
    void aDryRunEndsNothingAndHoldsNothing() {
        for (var outcome : Outcome.values()) {
            var scene =
                    scene("dryRun: true, failureLimit: 0")
                            .finds("rate", outcome, "so")
                            .settle()
                            .pass(Duration.ofMinutes(11), Duration.ofSeconds(5));

            assertThat(scene.status().phase()).as(outcome.name()).isEqualTo(Phase.COMPLETED);
            assertThat(scene.progress("rate").measured()).isGreaterThan(15);
        }
    }

    @Test
    void failuresInTheBackgroundAndInStepsAddUp() {
        var scene =
                new Scene(
                                """
                                steps: [weight: 5%, check: smoke, weight: 100%]
                                judge: { enabled: false }
                                checks:
                                  smoke: { http: /health, every: 1m }
                                  rate: { promql: { query: up, min: 1 }, every: 1m }
                                analysis: [rate]
                                failureThreshold: 4
                                """)
                        .ready(4)
                        .confirmed(true)
                        .finds("smoke", Outcome.FAILED, "bad")
                        .finds("rate", Outcome.FAILED, "bad")
                        .settle();
        assertThat(scene.status().failedChecks()).isEqualTo(2);

        scene.pass(Duration.ofMinutes(1), Duration.ofSeconds(5));

        assertThat(scene.status().phase()).isEqualTo(Phase.ROLLED_BACK);
    }

    @Test
    void aPlanOfChecksOrStepsThatAreNotThereIsRefused() {
        assertThatThrownBy(() -> scene("timeout: 1s", "other"))
                .hasMessageContaining(
                        "plan.analysis: check \"other\" (expected: one of the plan's checks [rate])");
        assertThatThrownBy(() -> scene("timeout: 1s", "{ check: rate, startingStep: 5 }"))
                .hasMessageContaining("startingStep 5 of check \"rate\" (expected: 0 to 4");
        assertThatThrownBy(() -> scene("timeout: 1s", "rate, rate"))
                .hasMessageContaining("check \"rate\" twice");
    }
}
