package penstock.capabilities.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import penstock.capabilities.checks.CheckProgress.State;
import penstock.capabilities.checks.Outcome;

/// Check steps: how often is measured, what follows, and that nothing counts twice.
final class CheckingTest {
    private static final Duration TICK = Duration.ofSeconds(1);

    private static Scene step(String words) {
        return step(words, "");
    }

    /// @param words of the check
    /// @param plan more of the plan, with a comma before
    private static Scene step(String words, String plan) {
        return new Scene(
                        "{steps: [weight: 5%%, check: rate, weight: 100%%], checks: {rate: {promql: {query: up, min: 1}, %s}}%s}"
                                .formatted(words, plan))
                .ready(4)
                .confirmed(true)
                .notKnown(10);
    }

    private static Phase end(Scene scene) {
        return scene.status().phase();
    }

    @Test
    void aMeasurementThatPassesIsEnoughUnlessMoreAreAskedFor() {
        assertThat(end(step("every: 1m").finds("rate", Outcome.PASSED, "fine").settle()))
                .isEqualTo(Phase.COMPLETED);

        var five = step("every: 1m, count: 5").finds("rate", Outcome.PASSED, "fine").settle();
        five.pass(Duration.ofMinutes(3), TICK);
        assertThat(end(five)).isEqualTo(Phase.PROGRESSING);
        assertThat(five.progress("rate").passed()).isEqualTo(4);

        five.pass(Duration.ofMinutes(1), TICK);
        assertThat(end(five)).isEqualTo(Phase.COMPLETED);
        assertThat(five.measurements()).hasSize(5);
        assertThat(five.progress("rate").state()).isEqualTo(State.PASSED);
    }

    @Test
    void failsWhenMoreHaveFailedThanItsOwnLimit() {
        var scene =
                step("every: 1m, count: 9, failureLimit: 2")
                        .finds("rate", Outcome.FAILED, "bad")
                        .settle();

        scene.pass(Duration.ofMinutes(1), TICK);
        assertThat(end(scene)).isEqualTo(Phase.PROGRESSING);
        scene.pass(Duration.ofMinutes(1), TICK);

        assertThat(end(scene)).isEqualTo(Phase.ROLLED_BACK);
        assertThat(scene.status().reason()).isEqualTo("CheckFailed");
        assertThat(scene.status().message())
                .isEqualTo("check rate failed (0 passed, 3 failed): bad");
        assertThat(scene.status().failedChecks()).isZero();
    }

    @Test
    void aLastMeasurementThatFailsPassesNothing() {
        var scene =
                step("every: 1m, count: 2, failureLimit: -1")
                        .finds("rate", Outcome.FAILED, "bad")
                        .settle()
                        .pass(Duration.ofMinutes(3), TICK);
        assertThat(end(scene)).isEqualTo(Phase.PROGRESSING);

        scene.finds("rate", Outcome.PASSED, "fine").pass(Duration.ofMinutes(1), TICK);

        assertThat(end(scene)).isEqualTo(Phase.COMPLETED);
    }

    @Test
    void failedMeasurementsOfAllChecksAddUpToThePlansThreshold() {
        var scene =
                new Scene(
                                """
                                steps: [check: one, check: two, weight: 100%]
                                checks:
                                  one: { promql: { query: up, min: 1 }, every: 1m }
                                  two: { promql: { query: up, min: 1 }, every: 1m }
                                failureThreshold: 3
                                """)
                        .ready(4)
                        .confirmed(true)
                        .finds("one", Outcome.FAILED, "bad")
                        .finds("two", Outcome.FAILED, "bad")
                        .settle()
                        .pass(Duration.ofMinutes(1), TICK);
        assertThat(scene.status().failedChecks()).isEqualTo(2);

        scene.finds("one", Outcome.PASSED, "fine").pass(Duration.ofMinutes(1), TICK);

        assertThat(end(scene)).isEqualTo(Phase.FAILED);
        assertThat(scene.status().failedChecks()).isEqualTo(3);
        assertThat(scene.status().journal())
                .anyMatch(line -> line.message().equals("check two failed (3 of 3): bad"));
    }

    @Test
    void aSourceThatDoesNotAnswerNeverFailsTheReleaseAndThePlanSaysWhatThen() {
        var words = "every: 10s, consecutiveErrorLimit: 2";
        var waits = step(words).finds("rate", Outcome.ERROR, "no answer").settle();
        waits.pass(Duration.ofMinutes(30), Duration.ofSeconds(10));
        assertThat(end(waits)).isEqualTo(Phase.PROGRESSING);
        assertThat(waits.status().reason()).isEqualTo("NotKnown");
        assertThat(waits.progress("rate").errors()).isGreaterThan(100);

        waits.finds("rate", Outcome.PASSED, "fine").pass(Duration.ofSeconds(20), TICK);
        assertThat(end(waits)).isEqualTo(Phase.COMPLETED);

        var pauses =
                step(words, ", judge: {onUnknown: pause}")
                        .finds("rate", Outcome.ERROR, "no answer")
                        .settle()
                        .pass(Duration.ofMinutes(1), TICK);
        assertThat(end(pauses)).isEqualTo(Phase.PAUSED);
        assertThat(end(pauses.resume().settle())).isEqualTo(Phase.COMPLETED);

        var goesBack =
                step(words, ", judge: {onUnknown: rollback}")
                        .finds("rate", Outcome.ERROR, "no answer")
                        .settle()
                        .pass(Duration.ofMinutes(1), TICK);
        assertThat(end(goesBack)).isEqualTo(Phase.ROLLED_BACK);
        assertThat(goesBack.status().reason()).isEqualTo("NotKnown");
    }

    @Test
    void noDataNeverPassesHoweverOftenItIsMeasured() {
        var scene =
                step("every: 10s, count: 3, inconclusiveLimit: -1")
                        .finds("rate", Outcome.INCONCLUSIVE, "no data")
                        .settle()
                        .pass(Duration.ofMinutes(20), Duration.ofSeconds(10));

        assertThat(end(scene)).isEqualTo(Phase.PROGRESSING);
        assertThat(scene.progress("rate").known()).isZero();
        assertThat(scene.status().reason()).isEqualTo("NotKnown");
    }

    @Test
    void oneAnswerEndsTheErrorsInARow() {
        var scene =
                step("every: 10s, count: 9, consecutiveErrorLimit: 2")
                        .finds("rate", Outcome.ERROR, "no answer")
                        .settle()
                        .pass(Duration.ofSeconds(10), TICK)
                        .finds("rate", Outcome.PASSED, "fine")
                        .pass(Duration.ofSeconds(10), TICK)
                        .finds("rate", Outcome.ERROR, "no answer")
                        .pass(Duration.ofSeconds(20), TICK);

        assertThat(scene.progress("rate").consecutiveErrors()).isEqualTo(2);
        assertThat(scene.progress("rate").state()).isEqualTo(State.MEASURING);
    }

    @Test
    void aNumberOfSuccessesInARowMayBeAskedFor() {
        var scene =
                step("every: 10s, consecutiveSuccessLimit: 3, failureLimit: 5")
                        .finds("rate", Outcome.PASSED, "fine")
                        .settle()
                        .pass(Duration.ofSeconds(10), TICK)
                        .finds("rate", Outcome.FAILED, "bad")
                        .pass(Duration.ofSeconds(10), TICK)
                        .finds("rate", Outcome.PASSED, "fine")
                        .pass(Duration.ofSeconds(20), TICK);
        assertThat(end(scene)).isEqualTo(Phase.PROGRESSING);

        assertThat(end(scene.pass(Duration.ofSeconds(10), TICK))).isEqualTo(Phase.COMPLETED);
    }

    @Test
    void theFirstMeasurementWaitsForItsDelay() {
        var scene = step("initialDelay: 1m").finds("rate", Outcome.PASSED, "fine").settle();
        scene.pass(Duration.ofSeconds(59), TICK);
        assertThat(scene.measurements()).isEmpty();

        assertThat(end(scene.pass(Duration.ofSeconds(1), TICK))).isEqualTo(Phase.COMPLETED);
    }

    @Test
    void whatWasUnderWayWhenAServerEndedIsMeasuredAgainAndCountsOnce() {
        var scene = step("every: 1m, count: 3").finds("rate", Outcome.PASSED, "fine").settle();
        scene.hangs("rate").pass(Duration.ofMinutes(1), TICK);
        assertThat(scene.measurements()).hasSize(2);

        scene.restart().settle();
        assertThat(scene.measurements()).hasSize(3);
        assertThat(scene.progress("rate").measured()).isEqualTo(1);

        scene.finds("rate", Outcome.PASSED, "fine").settle();
        assertThat(scene.progress("rate").measured()).isEqualTo(2);
        assertThat(scene.progress("rate").measurements())
                .extracting(found -> found.number())
                .containsExactly(1, 2);
        assertThat(end(scene)).isEqualTo(Phase.PROGRESSING);
    }

    @Test
    void onlyTheLastMeasurementsAreKeptAndAllAreCounted() {
        var scene =
                step(
                                "every: 1s, count: 1000, measurementRetention: 4, failureLimit: -1",
                                ", limits: {validation: 1h}")
                        .finds("rate", Outcome.FAILED, "bad")
                        .settle()
                        .pass(Duration.ofMinutes(5), TICK);

        assertThat(scene.progress("rate").failed()).isEqualTo(301);
        assertThat(scene.progress("rate").measurements()).hasSize(4);
        assertThat(scene.status().journal()).hasSizeLessThan(10);
    }

    @Test
    void aDryRunIsShownAndLetsTheRolloutGoOnWhateverItFinds() {
        for (var outcome : Outcome.values()) {
            var scene =
                    step("every: 1s, dryRun: true")
                            .finds("rate", outcome, "so")
                            .settle()
                            .pass(Duration.ofSeconds(10), TICK);

            assertThat(end(scene)).as(outcome.name()).isEqualTo(Phase.COMPLETED);
            assertThat(scene.status().failedChecks()).isZero();
            assertThat(scene.progress("rate").dryRun()).isTrue();
            assertThat(scene.progress("rate").measured()).isPositive();
            assertThat(scene.status().journal())
                    .anyMatch(line -> line.message().startsWith("dry run: check rate"));
        }
    }

    @Test
    void aDryRunThatNeverAnswersLetsGoOnceItsTimeIsUp() {
        var scene = step("dryRun: true").settle();
        scene.pass(Duration.ofSeconds(599), Duration.ofSeconds(10));
        assertThat(end(scene)).isEqualTo(Phase.PROGRESSING);

        assertThat(end(scene.pass(Duration.ofSeconds(20), TICK))).isEqualTo(Phase.COMPLETED);
    }

    @Test
    void aComparisonOfWindowsIsJudgedUntilTheEndOfItsLifetime() {
        var plan =
                """
                steps: [weight: 5%, check: compare, weight: 100%]
                limits: { validation: 1h }
                checks:
                  compare:
                    kayenta: { lifetime: 30m, metrics: [{ name: e, query: 'x{version="{{version}}"}' }] }
                    every: 10m
                    initialDelay: 2m
                """;
        var scene =
                new Scene(plan)
                        .ready(4)
                        .confirmed(true)
                        .notKnown(10)
                        .finds("compare", Outcome.PASSED, "score 100")
                        .settle()
                        .pass(Duration.ofMinutes(31), Duration.ofSeconds(30));
        assertThat(end(scene)).isEqualTo(Phase.PROGRESSING);

        scene.pass(Duration.ofMinutes(1), Duration.ofSeconds(30));

        assertThat(end(scene)).isEqualTo(Phase.COMPLETED);
        assertThat(scene.measurements())
                .extracting(order -> order.window().toMinutes() + " " + order.isLast())
                .containsExactly("10 false", "20 false", "30 true");
    }

    @Test
    void aPlanWhoseChecksCannotBeOverInTimeIsRefused() {
        assertThatThrownBy(() -> step("every: 5m, count: 4"))
                .hasMessageContaining(
                        "plan.limits: validation 10m (expected: at least the 15m that the measurements of check \"rate\" take)");
    }

    @Test
    void whoGoesOnAfterAFailedCheckIsNotSparedTheNextOne() {
        var scene =
                new Scene(
                                """
                                steps: [check: { name: one, onFailed: pause }, check: two, weight: 100%]
                                checks:
                                  one: { promql: { query: up, min: 1 } }
                                  two: { promql: { query: up, min: 1 } }
                                """)
                        .ready(4)
                        .confirmed(true)
                        .finds("one", Outcome.FAILED, "bad")
                        .finds("two", Outcome.FAILED, "bad")
                        .settle();
        assertThat(end(scene)).isEqualTo(Phase.PAUSED);

        assertThat(end(scene.resume().settle())).isEqualTo(Phase.FAILED);
        assertThat(scene.status().message()).startsWith("check two failed");
    }

    @Test
    void theStatusKeepsABoundedNumberOfChecks() {
        var steps = "check: rate, ".repeat(80);
        var scene =
                new Scene(
                                "{steps: [%s weight: 100%%], checks: {rate: {promql: {query: up, min: 1}}}}"
                                        .formatted(steps))
                        .ready(4)
                        .confirmed(true)
                        .finds("rate", Outcome.PASSED, "fine");
        for (int i = 0; i < 10; i++) {
            scene.settleAtMost(50);
        }

        assertThat(end(scene)).isEqualTo(Phase.COMPLETED);
        assertThat(scene.measurements()).hasSize(80);
        assertThat(scene.status().checks()).hasSize(50);
        assertThat(scene.progress("rate").step()).contains(79);
    }
}
