package penstock.bench.loss;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// A service whose 1 came at 0, whose 2 took over from 100 to 200, and whose 3 was tried from 300 to 400 and went back.
class MisroutingTest {
    private static final List<Trace> TRACES =
            List.of(
                    trace("1", "", "completed", 0, Trace.NEVER, 10),
                    trace("2", "1", "completed", 100, Trace.NEVER, 200),
                    trace("3", "2", "rolled-back", 300, 390, 400));

    private static Trace trace(
            String version, String stable, String phase, long traffic, long back, long end) {
        return new Trace(
                "rollout-" + version, version, stable, phase, Act.Flaw.NONE, traffic, back, end);
    }

    private static Sighting seen(String user, String version, long sent, long end) {
        return new Sighting(1, user, version, sent, end);
    }

    private static List<String> find(List<Kill> kills, Sighting... sightings) {
        return new Misrouting(TRACES, kills).find(List.of(sightings));
    }

    @Test
    void whatTheRoutesSayIsRight() {
        var found =
                find(
                        List.of(),
                        seen("a", "1", 50, 60),
                        seen("a", "2", 110, 120),
                        seen("b", "1", 150, 160),
                        seen("b", "2", 250, 260),
                        seen("a", "3", 310, 320),
                        seen("a", "2", 395, 396));

        assertThat(found).isEmpty();
    }

    @Test
    void aVersionBeforeAndAfterItsTimeIsMisrouted() {
        var found =
                find(
                        List.of(),
                        seen("a", "2", 80, 99),
                        seen("a", "1", 201, 205),
                        seen("a", "3", 401, 405),
                        seen("a", "4", 50, 60));

        assertThat(found).hasSize(4).allMatch(line -> line.contains("had no route"));
    }

    @Test
    void aRequestThatOverlapsTheChangeMayHaveBeenRoutedBefore() {
        assertThat(find(List.of(), seen("a", "1", 200, 230), seen("a", "2", 90, 100))).isEmpty();
    }

    @Test
    void aUserWhoComesBackWithoutARollbackIsMisrouted() {
        var found =
                find(
                        List.of(),
                        seen("a", "2", 110, 120),
                        seen("a", "1", 121, 130),
                        seen("a", "1", 119, 130),
                        seen("b", "3", 310, 320),
                        seen("b", "2", 330, 340));

        assertThat(found).hasSize(2);
        assertThat(found.getFirst())
                .contains("moved back during rollout-2")
                .contains("sentNanos=121");
        assertThat(found.getLast()).contains("moved back during rollout-3");
    }

    @Test
    void withoutAnInstanceOfTheCandidateStableMayAnswer() {
        var kill = new Kill(Kill.Victim.INSTANCE, 7, "3", 325, 326);

        assertThat(find(List.of(kill), seen("b", "3", 310, 320), seen("b", "2", 330, 340)))
                .isEmpty();
    }
}
