package penstock.capabilities.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.capabilities.services.JudgeSpec;
import penstock.gateway.routes.Clients;
import penstock.gateway.routes.GatewayReport;
import penstock.gateway.routes.LatencyHistogram;
import penstock.gateway.routes.Observation;
import penstock.gateway.routes.Protection;
import penstock.gateway.routes.Role;
import penstock.gateway.routes.StatusCounts;
import penstock.gateway.routes.Trouble;
import penstock.gateway.routes.Troubles;
import penstock.gateway.routes.Unserved;
import penstock.judge.Verdict;
import penstock.model.Decoder;
import penstock.model.Name;
import penstock.model.Ref;
import penstock.model.Text;
import penstock.model.Weight;

/// What of the gateway's reports is compared.
final class ComparedTest {
    private static final String ROUTE = "production/shop";
    private static final Ref ROLLOUT = Ref.in(Scene.PRODUCTION, "Rollout", new Name("shop-2"));

    /// Of the table that has a baseline.
    private static final long WHOLE = 7;

    @TempDir Path folder;
    private Instant now = Instant.parse("2026-11-26T08:00:00Z");
    private long number;

    private static JudgeSpec spec(String text) {
        return Decoder.decode(
                JudgeSpec.class, Text.readYaml(text, "judge").getFirst(), "", "judge");
    }

    private Judging judging(String spec) {
        var judging = new Judging(folder, () -> now);
        judging.onBaseline((route, table) -> route.equals(ROUTE) && table == WHOLE);
        judging.stage(ROLLOUT, ROUTE, "2", spec(spec), 0, Weight.percent(25));
        return judging;
    }

    private void report(Judging judging, long table, Observation... observations) {
        now = now.plusMillis(250);
        judging.accept(
                new GatewayReport("gateway", ++number, table, List.of(observations), List.of()));
    }

    private static Observation observation(
            String version, Role role, long requests, long failing, Unserved unserved) {
        return new Observation(
                ROUTE,
                version,
                role,
                requests,
                new StatusCounts(0, requests - failing, 0, 0, failing),
                0,
                failing + unserved.shed(),
                failing,
                0,
                LatencyHistogram.of(new int[] {-40}, new long[] {requests}),
                failing == 0
                        ? Troubles.NONE
                        : new Troubles(
                                Map.of(Trouble.SERVER_ERROR, new Troubles.Count(failing, failing))),
                unserved,
                Optional.of(
                        new Clients(
                                requests / 10,
                                failing / 10,
                                Map.of(),
                                LatencyHistogram.of(new int[] {-40}, new long[] {1}))),
                Protection.NONE);
    }

    private static Observation observation(String version, Role role, long requests, long failing) {
        return observation(version, role, requests, failing, Unserved.NONE);
    }

    private Judgement.Opinion opinion(Judging judging) {
        return judging.opinion(ROLLOUT).orElseThrow();
    }

    private static final String FRESH = "{baseline: fresh, minimumDwell: 1s, compare: [errors]}";

    @Test
    void withAFreshBaselineTheCandidateIsComparedWithThatAndNotWithStable() {
        var judging = judging(FRESH);

        // all of stable fails, the candidate and its baseline do not
        for (var i = 0; i < 400; i++) {
            report(
                    judging,
                    WHOLE,
                    observation("1", Role.STABLE, 50, 50),
                    observation("1", Role.BASELINE, 25, 0),
                    observation("2", Role.CANDIDATE, 25, 0));
        }

        assertThat(opinion(judging).stable().requests()).isEqualTo(25 * 400);
        assertThat(opinion(judging).verdict()).isInstanceOf(Verdict.NotWorse.class);
    }

    @Test
    void whatBothShareIsNotHeldAgainstTheCandidateThoughStableDoesNotHaveIt() {
        var judging = judging(FRESH);

        for (var i = 0; i < 100; i++) {
            report(
                    judging,
                    WHOLE,
                    observation("1", Role.STABLE, 50, 0),
                    observation("1", Role.BASELINE, 25, 5),
                    observation("2", Role.CANDIDATE, 25, 5));
        }

        assertThat(opinion(judging).verdict()).isNotInstanceOf(Verdict.Worse.class);
    }

    @Test
    void withoutABaselineNothingIsComparedAndTheVerdictIsNotKnown() {
        var judging = judging(FRESH);

        for (var i = 0; i < 100; i++) {
            report(
                    judging,
                    WHOLE - 1,
                    observation("1", Role.STABLE, 75, 0),
                    observation("2", Role.CANDIDATE, 25, 25));
        }

        assertThat(opinion(judging).candidate().requests()).isEqualTo(2_500);
        assertThat(opinion(judging).verdict().sentence()).contains("fresh baseline has fewer");
        assertThat(opinion(judging).verdict())
                .isInstanceOfSatisfying(
                        Verdict.NotKnown.class,
                        open -> assertThat(open.missing()).isEqualTo(Verdict.Missing.BASELINE));
        report(
                judging,
                WHOLE,
                observation("1", Role.BASELINE, 25, 0),
                observation("2", Role.CANDIDATE, 25, 25));
        report(
                judging,
                WHOLE,
                observation("1", Role.BASELINE, 25, 0),
                observation("2", Role.CANDIDATE, 25, 25));
        assertThat(opinion(judging).verdict()).isInstanceOf(Verdict.Worse.class);
    }

    @Test
    void aVerdictThatIsThereIsNotKnownAgainWhileTheBaselineIsAwayUnlessItIsWorse() {
        var judging = judging(FRESH);
        for (var i = 0; i < 400; i++) {
            report(
                    judging,
                    WHOLE,
                    observation("1", Role.BASELINE, 25, 0),
                    observation("2", Role.CANDIDATE, 25, 0));
        }
        assertThat(opinion(judging).verdict()).isInstanceOf(Verdict.NotWorse.class);

        report(judging, WHOLE - 1, observation("2", Role.CANDIDATE, 25, 0));
        assertThat(opinion(judging).verdict()).isInstanceOf(Verdict.NotKnown.class);

        report(
                judging,
                WHOLE,
                observation("1", Role.BASELINE, 25, 0),
                observation("2", Role.CANDIDATE, 25, 0));
        assertThat(opinion(judging).verdict()).isInstanceOf(Verdict.NotWorse.class);
    }

    @Test
    void theLogSaysWhatWasNotComparedSoTheSameIsKnownAfterARestart() throws IOException {
        var judging = judging(FRESH);
        for (var i = 0; i < 10; i++) {
            report(
                    judging,
                    i % 2 == 0 ? WHOLE : WHOLE - 1,
                    observation("1", Role.BASELINE, 25, 1),
                    observation("2", Role.CANDIDATE, 25, 2));
        }
        var before = opinion(judging);

        var after = opinion(judging(FRESH));

        assertThat(after).isEqualTo(before);
        assertThat(Files.readAllLines(folder.resolve("production/shop-2.log")))
                .filteredOn(line -> line.startsWith("apart "))
                .hasSize(5);
    }

    @Test
    void whatTheGatewayShedOrRefusedCountsForNobody() {
        var judging = judging("{compare: [errors]}");

        report(
                judging,
                WHOLE,
                observation("1", Role.STABLE, 75, 0),
                observation("2", Role.CANDIDATE, 25, 0, new Unserved(10, 5, 3)));

        assertThat(opinion(judging).candidate()).isEqualTo(new Rollout.Figures(10, 0, 0, 0));
    }

    @Test
    void byClientEachClientCountsOnceAndRequestsAreStillTold() {
        var judging = judging("{unit: client, compare: [errors]}");

        report(
                judging,
                WHOLE,
                observation("1", Role.STABLE, 1_000, 10),
                observation("2", Role.CANDIDATE, 300, 20));

        assertThat(opinion(judging).candidate().requests()).isEqualTo(300);
        assertThat(opinion(judging).verdict().readings())
                .singleElement()
                .satisfies(
                        reading -> {
                            assertThat(reading.candidate().size()).isEqualTo(30);
                            assertThat(reading.stable().size()).isEqualTo(100);
                        });
    }

    private static Observation answers(String version, Role role, long requests, long limited) {
        return new Observation(
                ROUTE,
                version,
                role,
                requests,
                new StatusCounts(0, requests - limited, 0, limited, 0),
                0,
                0,
                0,
                0,
                LatencyHistogram.EMPTY,
                new Troubles(Map.of(Trouble.LIMITED, new Troubles.Count(limited, limited))),
                Unserved.NONE,
                Optional.empty(),
                Protection.NONE);
    }

    @Test
    void aCandidateThatLimitsMoreIsWorseInThatAndNotInErrors() {
        var errors = judging("{compare: [errors]}");
        var all = new Judging(folder.resolve("all"), () -> now);
        all.stage(
                ROLLOUT,
                ROUTE,
                "2",
                spec("{compare: [errors, limited, client-errors, timeouts]}"),
                0,
                Weight.percent(25));

        for (var i = 0; i < 100; i++) {
            report(
                    errors,
                    1,
                    answers("1", Role.STABLE, 75, 1),
                    answers("2", Role.CANDIDATE, 25, 8));
            number--;
            report(all, 1, answers("1", Role.STABLE, 75, 1), answers("2", Role.CANDIDATE, 25, 8));
        }

        assertThat(opinion(errors).verdict()).isNotInstanceOf(Verdict.Worse.class);
        assertThat(opinion(all).verdict())
                .isInstanceOfSatisfying(
                        Verdict.Worse.class,
                        worse -> {
                            assertThat(worse.metric().name()).isEqualTo("limited");
                            assertThat(worse.readings()).hasSize(4);
                        });
    }

    @Test
    void aLineComesBackAsItWasAndOneOfAnEarlierServerIsRead() {
        var seen = observation("2", Role.CANDIDATE, 100, 20, new Unserved(1, 0, 0));
        var arm = Sides.of(report(seen), ROUTE, "2", Role.STABLE).candidate();
        var moment = new EvidenceLine.Moment(5, "g", 3, EvidenceLine.Arm.NONE, arm, false);
        var old = "tick 5 g 3 10,1,1,0,-40:9;3:1 0,0,0,0,";

        assertThat(EvidenceLine.parse(moment.text())).isEqualTo(moment);
        assertThat(moment.text())
                .isEqualTo(
                        "apart 5 g 3 0,0,0,0, 99,20,20,0,-40:100,server-error=20,clients=10/2,first=-40:1");
        assertThat(EvidenceLine.parse(old))
                .isInstanceOfSatisfying(
                        EvidenceLine.Moment.class,
                        tick -> {
                            assertThat(tick.isCompared()).isTrue();
                            assertThat(tick.stable().details()).isEqualTo(ArmDetails.NONE);
                            assertThat(tick.text()).isEqualTo(old);
                        });
        assertThatThrownBy(() -> EvidenceLine.parse(old + "nonsense"))
                .hasMessageContaining("nonsense");
    }

    private static GatewayReport report(Observation seen) {
        return new GatewayReport("g", 3, 1, List.of(seen), List.of());
    }
}
