package penstock.capabilities.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.model.Encoder;

/// Why a rollout ended as it did, for each end there is: the answer first, and figures that anybody can check.
final class ExplanationTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    @TempDir private Path folder;

    private Trial trial(String plan) {
        return new Trial(folder, plan, 1);
    }

    private static String because(Explanation explanation) {
        return String.join("\n", explanation.because());
    }

    @Test
    void ofAPromotionItTellsWhatWasShownWhenAndWhichMetricWasTheLast() {
        var explanation = trial(Trial.CANARY).withPast().run(LONG).explanation(false);

        assertThat(explanation.answer())
                .startsWith("shop-2: 1.1.0 was promoted after ")
                .endsWith("it was shown not worse than 1.0.0 at 5% and 25% of users");
        assertThat(because(explanation))
                .contains("At 5%: not worse shown after", "errors was the last metric");
        assertThat(explanation.stages())
                .extracting(Explanation.Stage::verdict)
                .containsOnly("not-worse");
        assertThat(explanation.stages().getFirst().metrics())
                .allSatisfy(
                        metric -> {
                            assertThat(metric.notWorse()).isGreaterThanOrEqualTo(20);
                            assertThat(metric.shownAfter()).isPresent();
                        });
        assertThat(explanation.stages().getFirst().metrics().getFirst().stableRange().orElseThrow())
                .satisfies(
                        range -> {
                            assertThat(range.low()).isLessThan(0.001);
                            assertThat(range.high().orElseThrow()).isBetween(0.001, 0.01);
                        });
        assertThat(explanation.plan()).contains("weight 5%", "hold until not-worse", "promote");
        assertThat(explanation.open()).isEmpty();
        assertThat(explanation.evidence().orElseThrow().differences()).isEmpty();
        assertThat(explanation.curve()).isEmpty();
    }

    @Test
    void ofAWorseCandidateItTellsWhichMetricDecidedSinceWhenAndWhatUsersSaw() {
        var trial =
                trial(Trial.CANARY)
                        .withPast()
                        .run(Duration.ofSeconds(20))
                        .candidate(0.2, 0.02)
                        .run(LONG);

        var explanation = trial.explanation(true);

        assertThat(explanation.answer())
                .contains(
                        "was rolled back",
                        "at 5% of users: it was worse than 1.0.0. errors: candidate")
                .contains("of the 100 needed");
        assertThat(because(explanation))
                .containsPattern(
                        "Decided by errors: its evidence rose from (19|2[0-9])\\.\\d s after")
                .contains("since then candidate")
                .containsPattern(
                        "Users: \\d+ requests went to the candidate; \\d+ failed, of which stable answered \\d+ instead");
        assertThat(explanation.users().orElseThrow().failed()).isPositive();
        assertThat(explanation.stages().getLast().verdict()).isEqualTo("worse");
        var curve = explanation.curve().orElseThrow();
        assertThat(curve.worse().getLast()).isGreaterThanOrEqualTo(100);
        assertThat(curve.worse()).hasSameSizeAs(curve.seconds());
        assertThat(curve.worseByMetric())
                .containsOnlyKeys("errors", "latency-p50", "latency-p90", "latency-p99");
    }

    @Test
    void ofALatencyRegressionItTellsTheFiguresSinceItBegan() {
        var trial =
                trial(Trial.CANARY)
                        .withPast()
                        .run(Duration.ofSeconds(20))
                        .candidate(0.001, 0.9)
                        .run(LONG);

        var explanation = trial.explanation(false);

        assertThat(explanation.reason()).isEqualTo("CandidateWorse");
        assertThat(because(explanation))
                .contains("Decided by latency-", "since then candidate 420 ms of");
    }

    @Test
    void ofAnAbortItTellsWhoAndWhatWasMissing() {
        var trial = trial(Trial.CANARY).withPast().run(Duration.ofSeconds(15)).abort().run(LONG);

        var explanation = trial.explanation(false);

        assertThat(explanation.answer())
                .contains("was rolled back", "aborted by ann: because", "the verdict is not known");
        assertThat(because(explanation))
                .contains(
                        "Missing: too few requests to tell (errors: evidence",
                        "candidate requests more",
                        "at the rate there was");
        var open = explanation.open().orElseThrow();
        assertThat(open.requests().orElseThrow()).isBetween(20L, 1_000L);
        assertThat(open.seconds().orElseThrow()).isBetween(2.0, 200.0);
    }

    @Test
    void ofAHoldThatWasOverItTellsWhatWouldHaveBeenNeeded() {
        var plan =
                """
                steps: [{weight: 5%}, {hold: {until: not-worse, atMost: 12s}}, {weight: 100%}]
                judge: {minimumDwell: 5s, warmUp: 1s, onUnknown: rollback}
                """;

        var explanation = trial(plan).withPast().run(LONG).explanation(false);

        assertThat(explanation.reason()).isEqualTo("NotKnown");
        assertThat(explanation.answer())
                .contains("was rolled back", "not known: too few requests to tell", "at most 12s");
        assertThat(because(explanation))
                .contains("Missing: ", "of the 20 needed", "candidate requests more");
    }

    @Test
    void aHoldThatIsOverAndWaitsOnIsWrittenDownOnceWithWhatWasKnown() {
        var plan =
                """
                steps: [{weight: 5%}, {hold: {until: not-worse, atMost: 6s}}, {weight: 100%}]
                judge: {minimumDwell: 2s, warmUp: 1s, onUnknown: wait}
                """;

        var trial = trial(plan).withPast().run(Duration.ofSeconds(20));

        var over =
                trial.explanation(false).decisions().stream()
                        .filter(entry -> entry.textAt("message").contains("at most 6s"))
                        .toList();
        assertThat(over).hasSize(1);
        assertThat(over.getFirst().textAt("basis", "verdict")).isEqualTo("not-known");
        assertThat(trial.replayed().differences()).isEmpty();
    }

    @Test
    void withoutAnyRequestItSaysSo() {
        var plan =
                """
                steps: [{weight: 5%}, {hold: 10s}, {weight: 100%}]
                judge: {onUnknown: rollback}
                """;

        var explanation = trial(plan).perSecond(0).run(LONG).explanation(true);

        assertThat(explanation.answer()).contains("the candidate had no requests during hold 10s");
        assertThat(because(explanation))
                .contains(
                        "Users: 0 requests went to the candidate",
                        "Missing: the candidate had no requests");
        assertThat(explanation.users()).isEmpty();
    }

    @Test
    void ofACandidateThatNeverBecameReadyItTellsThatThereWasNoTraffic() {
        var explanation = trial(Trial.CANARY).notReady().run(LONG).explanation(true);

        assertThat(explanation.phase()).isEqualTo(Phase.FAILED);
        assertThat(explanation.answer())
                .startsWith("shop-2: 1.1.0 never had traffic: not ready within 5m");
        assertThat(because(explanation)).contains("There is no evidence");
        assertThat(explanation.evidence()).isEmpty();
        assertThat(explanation.curve()).isEmpty();
        assertThat(explanation.decisions()).isNotEmpty();
    }

    @Test
    void ofASupersededRolloutItTellsByWhat() {
        var explanation =
                trial(Trial.CANARY)
                        .withPast()
                        .run(Duration.ofSeconds(8))
                        .newer()
                        .run(LONG)
                        .explanation(false);

        assertThat(explanation.phase()).isEqualTo(Phase.SUPERSEDED);
        assertThat(explanation.answer())
                .contains("gave way", "superseded by shop-9", "the verdict is not known");
    }

    @Test
    void ofAFirstReleaseAndOfOneThatSomebodyPromotedItTellsThat() {
        var first = trial(Trial.CANARY).withoutStable().run(LONG).explanation(false);
        var pushed =
                new Trial(folder, Trial.CANARY, 1, 3)
                        .run(Duration.ofSeconds(5))
                        .promote()
                        .run(LONG)
                        .explanation(false);

        assertThat(first.answer()).contains("was promoted", "no other version to compare it with");
        assertThat(pushed.answer())
                .contains(
                        "was promoted", "by ann, who said \"because\"", "the verdict is not known");
    }

    @Test
    void ofARolloutUnderWayItTellsWhereItStands() {
        var explanation =
                trial(Trial.CANARY).withPast().run(Duration.ofSeconds(8)).explanation(true);

        assertThat(explanation.answer())
                .startsWith("shop-2: 1.1.0 is at 5% of users")
                .contains("the verdict is not known");
        assertThat(explanation.evidence().orElseThrow().differences()).isEmpty();
    }

    @Test
    void withoutItsLogItTellsWhatTheRecordSays() throws Exception {
        var trial = trial(Trial.CANARY).withPast().candidate(0.2, 0.02).run(LONG);
        java.nio.file.Files.delete(trial.file().packed());

        var explanation = trial.explanation(true);

        assertThat(explanation.answer())
                .contains("was rolled back", "it was worse than 1.0.0. errors: candidate");
        assertThat(because(explanation)).contains("Its evidence log is missing", "worse");
    }

    @Test
    void aLogThatWasCopiedTellsTheSameAlsoWhatPeopleOrdered() {
        var trial = trial(Trial.CANARY).withPast().run(Duration.ofSeconds(5)).promote().run(LONG);
        var evidences = new Evidences(Path.of("nowhere"));

        var copied = evidences.explanation(() -> trial.file().text(), false);

        assertThat(copied.textAt("answer"))
                .contains("by ann, who said")
                .isEqualTo(trial.explanation(false).answer());
    }

    @Test
    void askedTwiceItAnswersTheSame() {
        var trial = trial(Trial.CANARY).withPast().run(Duration.ofSeconds(20)).restart().run(LONG);

        var first = Encoder.encode(trial.explanation(true)).plain();
        var second = Encoder.encode(trial.explanation(true)).plain();

        assertThat(first).isEqualTo(second);
    }
}
