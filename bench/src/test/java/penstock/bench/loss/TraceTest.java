package penstock.bench.loss;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import penstock.cli.api.RolloutView;
import penstock.model.Text;

class TraceTest {
    private static final Instant BEGIN = Instant.parse("2026-11-26T00:00:00Z");

    private static Trace trace(String orders) {
        var json =
                """
                {
                  "spec": { "version": "2", "orders": %s },
                  "status": {
                    "phase": "rolled-back",
                    "stableVersion": "1",
                    "endedAt": "2026-11-26T00:00:05Z",
                    "journal": [
                      { "at": "2026-11-26T00:00:01Z", "phase": "progressing", "weight": "0%%" },
                      { "at": "2026-11-26T00:00:02Z", "phase": "progressing", "weight": "10%%" },
                      { "at": "2026-11-26T00:00:04Z", "phase": "rolling-back", "weight": "0%%" }
                    ]
                  }
                }
                """
                        .formatted(orders);
        return Trace.of(new RolloutView(Text.readJson(json)), Act.Flaw.NONE, BEGIN);
    }

    @Test
    void usersGoBackFromTheMomentTheJournalSays() {
        var trace = trace("{}");

        assertThat(trace.trafficNanos()).isEqualTo(2_000_000_000L);
        assertThat(trace.backNanos()).isEqualTo(4_000_000_000L);
        assertThat(trace.endNanos()).isEqualTo(5_000_000_000L);
    }

    /// Route tables have weight 0 as soon as it is recorded, also while the server that would look at the rollout is killed.
    @Test
    void usersGoBackFromTheMomentAnAbortWasRecorded() {
        var trace = trace("{ \"abort\": { \"at\": \"2026-11-26T00:00:03Z\", \"by\": \"ann\" } }");

        assertThat(trace.backNanos()).isEqualTo(3_000_000_000L);
    }
}
