package penstock.bench.loss;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import penstock.cli.load.Answer;
import penstock.cli.load.Ending;
import penstock.cli.load.Outcome;
import penstock.cli.load.Shot;

class QuotaTest {
    private static final long SECOND = 1_000_000_000L;

    private final List<Ending> endings = new ArrayList<>();

    private void answered(double second, int status) {
        long sent = (long) (second * SECOND);
        var outcome = status == 200 ? Outcome.OK : Outcome.ERROR;
        endings.add(
                new Ending(
                        Shot.get("/get/1"),
                        new Answer(outcome, status, "", false, Map.of(), ""),
                        sent,
                        sent,
                        sent + SECOND / 1_000));
    }

    private List<String> mistakes(Long... gateways) {
        return new Quota(endings, List.of(gateways)).mistakes();
    }

    /// A whole bucket at once, and then what it gets.
    private void full() {
        for (int i = 0; i < Quota.BURST; i++) {
            answered(1, 200);
        }
        for (int i = 1; i <= 20; i++) {
            answered(1 + (double) i / Quota.PER_SECOND, 200);
        }
    }

    @Test
    void aBucketThatGivesAllItHasIsRight() {
        full();
        answered(1.1, 429);
        answered(5.9, 429);

        assertThat(mistakes()).isEmpty();
    }

    @Test
    void moreThanItHasIsTooMuch() {
        full();
        answered(3.3, 200);

        assertThat(mistakes()).isNotEmpty().allMatch(line -> line.contains("came through"));
    }

    @Test
    void eachGatewayBeginsWithAFullBucket() {
        full();
        for (int i = 0; i < Quota.BURST; i++) {
            answered(3.3, 200);
        }

        assertThat(mistakes(3 * SECOND)).isEmpty();
        assertThat(mistakes()).isNotEmpty();
    }

    @Test
    void whoIsRefusedWhileThereIsRoomIsWronged() {
        full();
        answered(30, 429);

        assertThat(mistakes()).singleElement().asString().startsWith("refused with room left");
    }
}
