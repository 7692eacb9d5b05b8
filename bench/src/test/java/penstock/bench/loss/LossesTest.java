package penstock.bench.loss;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import penstock.bench.upstream.Records;
import penstock.cli.load.Answer;
import penstock.cli.load.Ending;
import penstock.cli.load.Outcome;
import penstock.cli.load.Shot;

/// Version 1 is good and version 2 bad; process 11 of version 1 received the requests 1 to 3, process 22 of version 2
/// number 4, and number 5 twice was received by both.
class LossesTest {
    private static final List<Records.Log> LOGS =
            List.of(log("1", 11, 1L, 2L, 3L, 5L), log("2", 22, 4L, 5L));
    private static final Kill GATEWAY = new Kill(Kill.Victim.GATEWAY, 9, "", 100, 200);
    private static final Kill INSTANCE = new Kill(Kill.Victim.INSTANCE, 11, "1", 100, 200);
    private static final Kill CRASH = new Kill(Kill.Victim.CRASHED, 22, "2", 100, 200);

    private static final Starvation STARVATION = new Starvation(() -> 0L);

    @AfterAll
    static void close() {
        STARVATION.close();
    }

    private static Records.Log log(String version, long pid, Long... ids) {
        return new Records.Log(version, pid, Instant.EPOCH, List.of(ids), List.of(ids));
    }

    private static Trace trace(String version, Act.Flaw flaw) {
        return new Trace("rollout", version, "", "completed", flaw, 0, Trace.NEVER, 10);
    }

    private static Losses losses(Kill... kills) {
        var traces = List.of(trace("1", Act.Flaw.NONE), trace("2", Act.Flaw.CRASH_LATER));
        return new Losses(traces, LOGS, List.of(kills), STARVATION);
    }

    private static Ending get(long id, Outcome outcome, int status, String version) {
        return ending(Shot.get("/get/" + id), outcome, status, version);
    }

    private static Ending post(long id, Outcome outcome, int status, String version) {
        return ending(Shot.postJson("/post/" + id, "{}"), outcome, status, version);
    }

    private static Ending ending(Shot shot, Outcome outcome, int status, String version) {
        return new Ending(
                shot, new Answer(outcome, status, version, false, Map.of(), ""), 40, 50, 150);
    }

    @Test
    void withoutAKillEverythingThatIsNotAnsweredIsLost() {
        assertThat(losses().fate(post(1, Outcome.BROKEN, 0, ""))).isEqualTo(Losses.Fate.LOST);
        assertThat(losses().fate(get(1, Outcome.ERROR, 502, ""))).isEqualTo(Losses.Fate.LOST);
        assertThat(losses().fate(get(1, Outcome.ERROR, 500, "1"))).isEqualTo(Losses.Fate.LOST);
        assertThat(losses().fate(get(1, Outcome.WRONG, 200, "1"))).isEqualTo(Losses.Fate.LOST);
    }

    @Test
    void aBrokenConnectionInAKilledGatewayIsCut() {
        assertThat(losses(GATEWAY).fate(post(9, Outcome.BROKEN, 0, "")))
                .isEqualTo(Losses.Fate.CUT_BY_KILL);
    }

    @Test
    void refusalSilenceAndErrorsAreLostThoughTheGatewayWasKilled() {
        for (var outcome : List.of(Outcome.REFUSED, Outcome.TIMEOUT, Outcome.UNSENT)) {
            assertThat(losses(GATEWAY).fate(get(9, outcome, 0, ""))).isEqualTo(Losses.Fate.LOST);
        }
        assertThat(losses(GATEWAY).fate(get(9, Outcome.ERROR, 503, "")))
                .isEqualTo(Losses.Fate.LOST);
    }

    @Test
    void aKillBeforeOrAfterTheRequestCutsNothing() {
        var before = new Kill(Kill.Victim.GATEWAY, 9, "", 10, 49);
        var after = new Kill(Kill.Victim.GATEWAY, 9, "", 151, 160);

        assertThat(losses(before, after).fate(post(10, Outcome.BROKEN, 0, "")))
                .isEqualTo(Losses.Fate.LOST);
    }

    /// Request 9 comes over HTTP/2, request 10 over HTTP/1.1.
    @Test
    void theEndOfASharedConnectionIsNoticedALittleLater() {
        var before = new Kill(Kill.Victim.GATEWAY, 9, "", 10, 49);
        var longBefore = new Kill(Kill.Victim.GATEWAY, 9, "", -2_000_000_000, -1_500_000_000);

        assertThat(losses(before).fate(post(9, Outcome.BROKEN, 0, "")))
                .isEqualTo(Losses.Fate.CUT_BY_KILL);
        assertThat(losses(longBefore).fate(post(9, Outcome.BROKEN, 0, "")))
                .isEqualTo(Losses.Fate.LOST);
    }

    @Test
    void whatIsRefusedByTheRateLimitOfItsGroupIsNotLost() {
        var limited = Shot.postJson("/post/9", "{}").with("X-Group", "limited");

        assertThat(losses().fate(ending(limited, Outcome.ERROR, 429, "")))
                .isEqualTo(Losses.Fate.LIMITED);
        assertThat(losses().fate(post(9, Outcome.ERROR, 429, ""))).isEqualTo(Losses.Fate.LOST);
    }

    @Test
    void aKilledInstanceCutsOnlyWhatWasInsideIt() {
        assertThat(losses(INSTANCE).fate(post(1, Outcome.ERROR, 502, "")))
                .isEqualTo(Losses.Fate.CUT_BY_KILL);
        assertThat(losses(INSTANCE).fate(post(9, Outcome.ERROR, 502, "")))
                .as("nobody had written it down yet")
                .isEqualTo(Losses.Fate.CUT_BY_KILL);
        assertThat(losses(INSTANCE).fate(post(4, Outcome.ERROR, 502, "")))
                .as("another instance has it")
                .isEqualTo(Losses.Fate.LOST);
        assertThat(losses(INSTANCE).fate(get(9, Outcome.BROKEN, 0, "")))
                .as("no instance is known to have had it")
                .isEqualTo(Losses.Fate.LOST);
    }

    @Test
    void aFaultyCandidateMayFailWhatNobodyElseCanAnswer() {
        assertThat(losses().fate(post(4, Outcome.ERROR, 500, "2")))
                .isEqualTo(Losses.Fate.CANDIDATE_FAILURE);
        assertThat(losses(CRASH).fate(post(4, Outcome.ERROR, 502, "")))
                .isEqualTo(Losses.Fate.CANDIDATE_FAILURE);
        assertThat(losses(CRASH).fate(get(4, Outcome.BROKEN, 0, "")))
                .as("its answer had begun")
                .isEqualTo(Losses.Fate.CANDIDATE_FAILURE);
    }

    @Test
    void aSafeRequestThatACandidateFailsIsLost() {
        assertThat(losses().fate(get(4, Outcome.ERROR, 500, "2"))).isEqualTo(Losses.Fate.LOST);
        assertThat(losses(CRASH).fate(get(4, Outcome.ERROR, 502, ""))).isEqualTo(Losses.Fate.LOST);
    }

    @Test
    void whatWasWrittenDownTwiceIsDuplicatedAndWhatNeverWasIsMissed() {
        assertThat(losses().duplicated()).containsExactly(5L);
        assertThat(losses().unrecorded(List.of(1L, 4L, 77L))).containsExactly(77L);
    }
}
