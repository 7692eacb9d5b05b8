package penstock.bench.loss;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import penstock.cli.load.Answer;
import penstock.cli.load.Ending;
import penstock.cli.load.Outcome;
import penstock.cli.load.Shot;

/// The load began at the epoch, so that its clock is the one of the stamps.
class KeptAnswersTest {
    private static final String HIT = "penstock; hit; ttl=2";
    private static final String MISS = "penstock; fwd=uri-miss; stored";

    private final KeptAnswers kept = new KeptAnswers();
    private final Map<Long, Long> written = new HashMap<>();

    /// A page that was made at a second, as somebody got it who asked at another.
    private void page(long id, String name, double made, String status, double sent) {
        var stamp = "1.1.0 " + name + " any " + (long) (made * 1_000) + " " + id;
        var shot = Shot.get("/page/" + name).with("X-Request", Long.toString(id));
        kept.answered(
                ending(shot, Map.of("stamp", stamp, "cache-status", status), sent, sent + 0.1));
    }

    private void change(String name, String status, double sent, double end) {
        var shot = Shot.postJson("/page/" + name, "{}").with("X-Request", "77");
        kept.answered(ending(shot, Map.of("cache-status", status), sent, end));
    }

    private static Ending ending(Shot shot, Map<String, String> fields, double sent, double end) {
        var answer = new Answer(Outcome.OK, 200, "1.1.0", false, fields, "");
        return new Ending(
                shot, answer, (long) (sent * 1e9), (long) (sent * 1e9), (long) (end * 1e9));
    }

    private List<String> mistakes(Long... gateways) {
        return kept.mistakes(Instant.EPOCH, List.of(gateways), id -> written.getOrDefault(id, 0L));
    }

    @Test
    void whatIsYoungEnoughAndWrittenDownAsItMustBeIsRight() {
        written.put(1L, 1L);
        page(1, "fresh-0", 10.1, MISS, 10);
        page(2, "fresh-0", 10.1, HIT, 12.9);
        page(3, "refreshed-0", 8, "penstock; hit; ttl=-3", 16);

        assertThat(mistakes()).isEmpty();
        assertThat(kept.count(KeptAnswers.From.HIT)).isEqualTo(1);
        assertThat(kept.count(KeptAnswers.From.STALE)).isEqualTo(1);
        assertThat(kept.count(KeptAnswers.From.MISS)).isEqualTo(1);
    }

    @Test
    void anAnswerThatWasKeptForTooLongIsAMistake() {
        page(1, "fresh-0", 10, HIT, 15.2);

        assertThat(mistakes()).singleElement().asString().contains("HIT was 5200 ms old");
    }

    @Test
    void anAnswerFromAnInstanceWasMadeForItsRequest() {
        written.put(1L, 1L);
        page(1, "fresh-0", 10, MISS, 11);

        assertThat(mistakes()).singleElement().asString().contains("MISS was 1000 ms old");
    }

    @Test
    void anAnswerFromBeforeAChangeIsAMistakeOnceTheChangeIsAnswered() {
        change("fresh-0", "penstock; fwd=method", 11, 11.5);
        page(1, "fresh-0", 10, HIT, 11.4);
        page(2, "fresh-1", 10, HIT, 11.6);
        assertThat(mistakes()).as("not answered yet; another page").isEmpty();

        page(3, "fresh-0", 10, HIT, 11.6);

        assertThat(mistakes()).singleElement().asString().contains("from before a change");
        assertThat(mistakes(0L)).as("there were two gateways").isEmpty();
    }

    @Test
    void aChangeIsNeverAnsweredByWhatIsKept() {
        change("fresh-0", HIT, 11, 11.5);

        assertThat(mistakes()).singleElement().asString().contains("a change was answered as HIT");
    }

    @Test
    void whatWasKeptIsNotWrittenDownAndWhatWasNotIs() {
        written.put(1L, 1L);
        page(1, "fresh-0", 10, HIT, 11);
        page(2, "fresh-0", 11.1, MISS, 11);

        assertThat(mistakes())
                .satisfiesExactly(
                        one -> assertThat(one).contains("HIT was written down 1 times"),
                        two -> assertThat(two).contains("MISS was written down 0 times"));
    }
}
