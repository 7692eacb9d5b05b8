package penstock.bench.loss;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import penstock.bench.upstream.Records;

/// Request 3 was written down by two instances.
class WritingsTest {
    private static final Sighting SEEN = new Sighting(3, "user", "1", 100, 200);

    private final Writings writings = new Writings(List.of(log(11, 1L, 3L), log(12, 2L, 3L)));

    private static Records.Log log(long pid, Long... ids) {
        return new Records.Log("1", pid, Instant.EPOCH, List.of(ids), List.of());
    }

    private static Trace trace(Act.Flaw flaw) {
        return new Trace("rollout", "1", "", "completed", flaw, 0, Trace.NEVER, 10);
    }

    private List<String> mistakes(Act.Flaw flaw, List<Kill> kills, List<Long> gateways) {
        return writings.mistakes(List.of(SEEN), List.of(trace(flaw)), kills, gateways);
    }

    @Test
    void countsHowOftenEachWasWrittenDown() {
        assertThat(writings.times(0)).isZero();
        assertThat(writings.times(2)).isEqualTo(1);
        assertThat(writings.times(3)).isEqualTo(2);
        assertThat(writings.times(4)).isZero();
    }

    @Test
    void aRequestThatIsWrittenDownTwiceForNoReasonIsAMistake() {
        var server = new Kill(Kill.Victim.SERVER, 1, "", 150, 160);

        assertThat(mistakes(Act.Flaw.NONE, List.of(server), List.of(50L, 250L))).hasSize(1);
    }

    @Test
    void anEndOfAProcessOrABadVersionIsAReason() {
        var instance = new Kill(Kill.Victim.INSTANCE, 11, "1", 150, 160);

        assertThat(mistakes(Act.Flaw.NONE, List.of(instance), List.of())).isEmpty();
        assertThat(mistakes(Act.Flaw.NONE, List.of(), List.of(150L))).isEmpty();
        assertThat(mistakes(Act.Flaw.SOME_ERRORS, List.of(), List.of())).isEmpty();
    }
}
