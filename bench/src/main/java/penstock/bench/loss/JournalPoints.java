package penstock.bench.loss;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import penstock.cli.api.RolloutView;
import penstock.model.Node;

/// Where in the journals of rollouts servers were killed. A point is a transition from one phase to the next; a kill falls on
/// the one that was stored last before it, so what follows from it is left to the next server.
final class JournalPoints {
    /// Every transition that a rollout can make.
    static final List<String> ALL =
            List.of(
                    "pending to preparing",
                    "pending to rolling-back",
                    "preparing to progressing",
                    "preparing to promoting",
                    "preparing to rolling-back",
                    "progressing to paused",
                    "progressing to promoting",
                    "progressing to rolling-back",
                    "paused to progressing",
                    "paused to rolling-back",
                    "promoting to completed",
                    "promoting to rolling-back",
                    "rolling-back to rolled-back",
                    "rolling-back to failed",
                    "rolling-back to superseded");

    private final Map<String, Long> hits = new TreeMap<>();

    /// Kills of the server by point.
    Map<String, Long> hits() {
        return new TreeMap<>(hits);
    }

    /// How many different points were hit.
    long count() {
        return hits.size();
    }

    List<String> missing() {
        return ALL.stream().filter(point -> !hits.containsKey(point)).toList();
    }

    /// The last transition of a rollout, if it is one that no kill has followed yet.
    Optional<String> missing(RolloutView view) {
        return transitions(view).reversed().stream()
                .findFirst()
                .map(Transition::name)
                .filter(name -> !hits.containsKey(name));
    }

    /// Takes note of the kills that fell into a rollout, once it is over.
    ///
    /// @param kills of servers; those before its first transition are of no interest
    /// @param begin the moment at which the load's clock was 0
    void note(RolloutView over, List<Kill> kills, Instant begin) {
        var transitions = transitions(over);
        for (var kill : kills) {
            last(transitions, begin.plusNanos(kill.fromNanos()))
                    .ifPresent(point -> hits.merge(point.name(), 1L, Long::sum));
        }
    }

    private static Optional<Transition> last(List<Transition> transitions, Instant kill) {
        return transitions.stream()
                .filter(transition -> !transition.at().isAfter(kill))
                .reduce((_, later) -> later);
    }

    /// @param at when it was about to be stored
    private record Transition(String name, Instant at) {}

    private static List<Transition> transitions(RolloutView view) {
        var journal = view.resource().at("status", "journal").map(Node::asList).orElse(List.of());
        var transitions = new ArrayList<Transition>();
        var phase = "pending";
        for (var entry : journal) {
            var next = entry.textAt("phase");
            if (!next.equals(phase)) {
                var at = Instant.parse(entry.textAt("at"));
                transitions.add(new Transition(phase + " to " + next, at));
            }
            phase = next;
        }
        return transitions;
    }
}
