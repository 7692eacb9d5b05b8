package penstock.capabilities.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.model.ProblemException;
import penstock.testkit.Property;

/// Judging a rollout's evidence once more leads to what was recorded, to the last bit; by another policy to what can be known of it.
final class ReplayTest {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final List<String> PLANS =
            List.of(
                    Trial.CANARY,
                    """
                    steps: [{weight: 10%}, {hold: 20s}, {weight: 50%}, {hold: 20s}, {weight: 100%}]
                    judge: {warmUp: 1s}
                    """,
                    """
                    steps: [{weight: 20%}, {hold: {until: not-worse, atMost: 15s}}, {weight: 100%}]
                    judge: {minimumDwell: 5s, warmUp: 1s, onUnknown: rollback, margins: {errors: 2%}}
                    """,
                    """
                    steps: [{weight: 30%}, {hold: {until: not-worse, minimum: 3s}}, {weight: 60%}, {hold: {until: not-worse}}]
                    judge: {compare: [errors], minimumDwell: 8s, onWorse: pause}
                    """);

    @TempDir private Path folder;
    private int trials;

    private record Case(String plan, long seed, double failing, double slow, int restarts) {}

    private static Case random(RandomGenerator random) {
        return new Case(
                PLANS.get(random.nextInt(PLANS.size())),
                random.nextLong(),
                List.of(0.0, 0.001, 0.01, 0.1, 0.6).get(random.nextInt(5)),
                List.of(0.0, 0.02, 0.3).get(random.nextInt(3)),
                random.nextInt(4));
    }

    private Trial trial(Case drawn) {
        var trial = trial(drawn.plan(), drawn.seed());
        if (drawn.seed() % 2 == 0) {
            trial.withPast();
        }
        trial.run(Duration.ofSeconds(3)).candidate(drawn.failing(), drawn.slow());
        for (int i = 0; i < drawn.restarts(); i++) {
            trial.run(Duration.ofSeconds(4)).restart();
        }
        return trial.run(Duration.ofSeconds(60)).abort().run(LONG);
    }

    private Trial trial(String plan, long seed) {
        return new Trial(folder.resolve("t" + trials++), plan, seed);
    }

    @Test
    void whateverThePlanAndHoweverOftenTheServerEndedItIsExactlyWhatWasRecorded() {
        Property.forAll(
                25,
                ReplayTest::random,
                drawn -> {
                    var trial = trial(drawn);

                    var replayed = trial.replayed();

                    assertThat(trial.status().phase().isTerminal()).isTrue();
                    assertThat(replayed.differences()).isEmpty();
                    assertThat(replayed.isSame()).isTrue();
                    assertThat(replayed.verdicts()).isPositive();
                    assertThat(replayed.decisions()).isPositive();
                    assertThat(replayed.note()).isEmpty();
                    assertThat(trial.replayed()).isEqualTo(replayed);
                    assertThat(trial.file().log()).doesNotExist();
                });
    }

    private static void change(Trial trial, String from, String to) throws IOException {
        var text =
                new String(
                        trial.file().text().readAllBytes(),
                        java.nio.charset.StandardCharsets.UTF_8);
        assertThat(text).containsPattern(from);
        Files.deleteIfExists(trial.file().packed());
        Files.writeString(trial.file().log(), text.replaceFirst(from, to));
    }

    @Test
    void aTickThatWasTamperedWithIsToldWithItsPlace() throws IOException {
        var trial = trial(Trial.CANARY, 3).candidate(0.2, 0.02).run(LONG);
        change(trial, "(?s)(tick \\d+ gateway 3 \\d+),\\d+,\\d+", "$1,9,9");

        var replayed = trial.replayed();

        assertThat(replayed.isSame()).isFalse();
        assertThat(replayed.differences().getFirst()).contains("tick", "recorded", "computed");
    }

    @Test
    void aVerdictThatIsNotRecordedIsTold() throws IOException {
        var trial = trial(Trial.CANARY, 3).candidate(0.2, 0.02).run(LONG);
        change(trial, "verdict \\d+ worse[^\\n]*\\n", "");

        var replayed = trial.replayed();

        assertThat(replayed.differences())
                .singleElement()
                .asString()
                .contains("verdict", "worse", "nothing is recorded");
    }

    @Test
    void aDecisionThatItsTickDoesNotBearOutIsTold() throws IOException {
        var trial = trial(Trial.CANARY, 3).candidate(0.2, 0.02).run(LONG);
        change(
                trial,
                "\"verdict\":\"worse\",\"evidence\":",
                "\"verdict\":\"worse\",\"evidence\":1");

        var replayed = trial.replayed();

        assertThat(replayed.differences().getFirst())
                .contains("recorded worse with evidence 1", "computed worse");
    }

    @Test
    void aLogOfBeforeThereWereVerdictsInItIsJudgedByThePlanAndItsEndIsCompared()
            throws IOException {
        var trial = trial(Trial.CANARY, 3).candidate(0.2, 0.02).run(LONG);
        var old =
                new String(
                                trial.file().text().readAllBytes(),
                                java.nio.charset.StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> line.matches("(past|stage|tick).*"))
                        .map(line -> line.replaceFirst("^(stage \\d+ \\d+) .*", "$1"))
                        .toList();
        Files.delete(trial.file().packed());
        Files.write(trial.file().log(), old);

        var replayed = trial.replayed();

        assertThat(replayed.isSame()).isTrue();
        assertThat(replayed.note().orElseThrow()).contains("only the end is compared");
        assertThat(trial.explanation(false).answer()).contains("rolled back", "errors");
    }

    @Test
    void ofADamagedLogItIsToldHowFarItCanBeRead() throws IOException {
        var trial = trial(Trial.CANARY, 3).candidate(0.2, 0.02).run(LONG);
        change(trial, "tick (\\d+ gateway 4 )", "tock $1");

        var replayed = trial.replayed();

        assertThat(replayed.isSame()).isFalse();
        assertThat(replayed.note().orElseThrow()).contains("can be read up to line", "tock");
        assertThat(trial.explanation(true).because())
                .anyMatch(words -> words.contains("can be read up to line"));
    }

    @Test
    void aWiderMarginWouldHavePromotedEarlier() {
        var trial = trial(Trial.CANARY, 1).withPast().run(LONG);

        var what = trial.replayed("margins.errors=2%").whatIf().orElseThrow();

        assertThat(trial.status().phase()).isEqualTo(Phase.COMPLETED);
        assertThat(what.effect()).isEqualTo(WhatIf.Effect.PROMOTED_AT_ANOTHER_TIME);
        assertThat(what.seconds()).isPositive();
        assertThat(what.candidateRequests()).isPositive();
        assertThat(what.sentence()).contains("earlier", "fewer candidate requests");
    }

    /// What a margin of 2 % would have done to the last fifty releases, of which one in five was bad.
    @Test
    void fiftyReleasesAreJudgedOnceMoreByAnotherPolicy() {
        for (var release = 0; release < 50; release++) {
            var isBad = release % 5 == 0;
            var trial = trial(Trial.CANARY, release).withPast();
            trial.candidate(isBad ? 0.2 : 0.001, 0.02).run(LONG);

            var replayed = trial.replayed("margins.errors=2%");

            assertThat(replayed.isSame()).as("release %s", release).isTrue();
            assertThat(replayed.whatIf().orElseThrow().effect())
                    .as("release %s", release)
                    .isIn(
                            WhatIf.Effect.SAME,
                            isBad
                                    ? WhatIf.Effect.ROLLED_BACK_AT_ANOTHER_TIME
                                    : WhatIf.Effect.PROMOTED_AT_ANOTHER_TIME);
            assertThat(trial.status().phase())
                    .as("release %s", release)
                    .isEqualTo(isBad ? Phase.ROLLED_BACK : Phase.COMPLETED);
        }
    }

    @Test
    void theSamePolicyInOtherWordsChangesNothing() {
        var trial = trial(Trial.CANARY, 1).withPast().run(LONG);

        var what =
                trial.replayed(
                        "alpha=1%", "margins.p99=4x", "minimumDwell=10s", "settleWithin=10m");

        assertThat(trial.replayed("alpha=0.01").whatIf().orElseThrow().effect())
                .isEqualTo(WhatIf.Effect.SAME);
        assertThat(what.isSame()).isTrue();
    }

    @Test
    void aNarrowerMarginIsNotShownByThenAndWhatThenIsNotKnown() {
        var trial = trial(Trial.CANARY, 1).withPast().run(LONG);

        var what = trial.replayed("margins.errors=0.1%").whatIf().orElseThrow();

        assertThat(what.effect()).isEqualTo(WhatIf.Effect.NOT_KNOWN);
        assertThat(what.sentence()).contains("not shown at 5%", "not known");
    }

    @Test
    void aPolicyThatFindsNothingWorseDoesNotKnowWhatWouldHaveCome() {
        var trial = trial(Trial.CANARY, 3).candidate(0.2, 0.02).run(LONG);

        var what = trial.replayed("tolerances.errors=50%").whatIf().orElseThrow();

        assertThat(trial.status().reason()).isEqualTo("CandidateWorse");
        assertThat(what.effect()).isEqualTo(WhatIf.Effect.NOT_KNOWN);
        assertThat(what.sentence()).contains("not found worse by the time");
    }

    @Test
    void aBolderPolicyWouldHaveRolledBackEarlier() {
        var trial = trial(Trial.CANARY, 7).withPast().candidate(0.03, 0.02).run(LONG);

        var what = trial.replayed("alpha=20%").whatIf().orElseThrow();

        assertThat(what.effect()).isEqualTo(WhatIf.Effect.ROLLED_BACK_AT_ANOTHER_TIME);
        assertThat(what.seconds()).isPositive();
        assertThat(what.sentence()).startsWith("found worse").contains("earlier");
    }

    @Test
    void aPolicyThatWouldHaveRolledBackWhatWasPromotedSaysWhatItWouldHaveSaved() {
        var trial =
                trial(
                                PLANS.get(1)
                                        .replace(
                                                "warmUp: 1s",
                                                "warmUp: 1s, tolerances: {errors: 50%}"),
                                5)
                        .candidate(0.05, 0.02)
                        .run(LONG);

        var what = trial.replayed("tolerances.errors=0.05%").whatIf().orElseThrow();

        assertThat(trial.status().phase()).isEqualTo(Phase.COMPLETED);
        assertThat(what.effect()).isEqualTo(WhatIf.Effect.ROLLED_BACK_INSTEAD);
        assertThat(what.visibleFailures()).isPositive();
        assertThat(what.candidateRequests()).isPositive();
        assertThat(what.sentence()).contains("found worse at 10%", "fewer failures seen by users");
    }

    @Test
    void aPolicyThatWouldHaveGoneOnBeforeTheRolloutEndedSaysThatTheRestIsNotKnown() {
        var trial = trial(Trial.CANARY, 1).withPast().run(Duration.ofSeconds(25)).abort().run(LONG);

        var what = trial.replayed("margins.errors=5%").whatIf().orElseThrow();

        assertThat(what.effect()).isEqualTo(WhatIf.Effect.NOT_KNOWN);
        assertThat(what.sentence()).contains("would have gone on from 5%", "before it ended");
    }

    @Test
    void allMistakesOfAPolicyAreToldAtOnce() {
        assertThatThrownBy(() -> PolicyChange.parse(List.of("alhpa=1%", "margins.=2%", "=", "")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("alhpa=1%")
                .hasMessageContaining("margins.=2%")
                .hasMessageContaining("\"=\"")
                .hasMessageContaining("did you mean");
        var trial = trial(Trial.CANARY, 1).run(Duration.ofSeconds(20)).abort().run(LONG);
        assertThatThrownBy(
                        () ->
                                trial.replayed(
                                        "alpha=much",
                                        "beta=90%",
                                        "minimumDwell=-1s",
                                        "compare=errors,score",
                                        "margins.errors=0%",
                                        "margins.p99=0.5x",
                                        "tolerances.cost=2x",
                                        "suspicion=NaN",
                                        "margins.p50=1e999"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("alpha")
                .hasMessageContaining("beta")
                .hasMessageContaining("minimumDwell")
                .hasMessageContaining("\"score\" was not compared")
                .hasMessageContaining("margins.errors")
                .hasMessageContaining("lower is better")
                .hasMessageContaining("\"cost\" was not compared")
                .hasMessageContaining("margins.p50");
    }

    @Test
    void aLongRolloutTakesNoMoreRoomThanAShortOne() {
        var trial =
                trial(Trial.CANARY.replace("10s", "2h"), 1)
                        .perSecond(4)
                        .run(Duration.ofMinutes(20));

        var explanation = trial.explanation(true);

        assertThat(explanation.evidence().orElseThrow().ticks()).isGreaterThan(4_700);
        assertThat(explanation.curve().orElseThrow().seconds()).hasSizeBetween(300, 722);
        assertThat(explanation.verdicts()).hasSizeLessThanOrEqualTo(1_000);
    }
}
