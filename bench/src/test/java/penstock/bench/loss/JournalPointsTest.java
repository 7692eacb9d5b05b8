package penstock.bench.loss;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import penstock.capabilities.rollout.Phase;
import penstock.cli.api.RolloutView;
import penstock.model.Node;

class JournalPointsTest {
    private static final Instant BEGIN = Instant.parse("2026-11-25T12:00:00Z");

    private static RolloutView rollout(String... phases) {
        var journal = new ArrayList<Node>();
        for (int i = 0; i < phases.length; i++) {
            var at = Node.text(BEGIN.plusSeconds(i).toString());
            journal.add(Node.map(Map.of("at", at, "phase", Node.text(phases[i]))));
        }
        return new RolloutView(
                Node.map(Map.of("status", Node.map(Map.of("journal", Node.list(journal))))));
    }

    private static Kill at(double seconds) {
        long nanos = (long) (seconds * 1e9);
        return new Kill(Kill.Victim.SERVER, 1, "", nanos, nanos + 1_000_000);
    }

    @Test
    void thePointsAreTheDeclaredTransitions() {
        var declared =
                Arrays.stream(Phase.values())
                        .flatMap(from -> from.next().stream().map(to -> from + " to " + to))
                        .map(name -> name.toLowerCase(Locale.ROOT).replace('_', '-'))
                        .toList();

        assertThat(JournalPoints.ALL).containsExactlyInAnyOrderElementsOf(declared);
    }

    @Test
    void aKillFallsOnTheTransitionStoredLastBeforeIt() {
        var points = new JournalPoints();
        var rollout = rollout("preparing", "progressing", "progressing", "rolling-back");

        points.note(rollout, List.of(at(-1), at(0.5), at(2.5), at(9)), BEGIN);

        assertThat(points.hits())
                .isEqualTo(
                        Map.of(
                                "pending to preparing", 1L,
                                "preparing to progressing", 1L,
                                "progressing to rolling-back", 1L));
        assertThat(points.missing()).hasSize(JournalPoints.ALL.size() - 3);
    }

    @Test
    void aPointIsMissingUntilAKillHasFollowedIt() {
        var points = new JournalPoints();
        var rollout = rollout("preparing", "promoting");
        assertThat(points.missing(rollout)).isPresent();

        points.note(rollout, List.of(at(3)), BEGIN);

        assertThat(points.missing(rollout)).isEmpty();
        assertThat(points.missing(rollout("preparing"))).isPresent();
        assertThat(points.missing(rollout())).isEmpty();
    }
}
