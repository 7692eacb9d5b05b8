package penstock.capabilities.rollout;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import penstock.model.Node;

/// Compares what a log says was said and decided with what is computed from the same log once more. Both are the same to the last bit,
/// or it is told where not.
final class Recorded {
    /// How far back a decision may look: more than an hour of four reports a second.
    private static final int WINDOW = 1 << 14;

    private static final int MOST_DIFFERENCES = 20;

    private final Deque<EvidenceLine.Change> computed = new ArrayDeque<>();
    private final Rollout.@Nullable Basis[] evaluations = new Rollout.@Nullable Basis[WINDOW];
    private final List<String> differences = new ArrayList<>();
    private int last = WINDOW - 1;
    private long verdicts;
    private long decisions;
    private EvidenceReader.Extent extent = new EvidenceReader.Extent(0, 0, Optional.empty());

    /// What the judge says after a line of the log.
    void evaluated(Rollout.Basis evaluation) {
        last = (last + 1) % WINDOW;
        evaluations[last] = evaluation;
    }

    /// An evaluation that changed the verdict, computed now.
    void computed(EvidenceLine.Change change) {
        computed.add(change);
        if (computed.size() > WINDOW) {
            computed.removeFirst();
        }
    }

    /// The same, as it was written down.
    void said(EvidenceLine.Change change) {
        verdicts++;
        var same = computed.pollFirst();
        if (!change.equals(same)) {
            differ(
                    "tick "
                            + change.tick()
                            + ": recorded \""
                            + change.text()
                            + "\", computed "
                            + (same == null ? "no change" : "\"" + same.text() + "\""));
        }
    }

    /// A decision, as it was written down.
    void decided(Node entry) {
        var basis = entry.at("basis");
        if (basis.isEmpty()) {
            return;
        }
        decisions++;
        var said =
                new Rollout.Basis(
                        Long.parseLong(basis.get().textAt("tick")),
                        basis.get().textAt("verdict"),
                        Double.parseDouble(basis.get().textAt("evidence")));
        var same = at(said.tick());
        if (!same.contains(said)) {
            differ(where(entry) + ": recorded " + words(said) + ", computed " + words(same));
        }
    }

    /// All evaluations with so many ticks: a new weight is one without a tick of its own.
    private List<Rollout.Basis> at(long tick) {
        var found = new ArrayList<Rollout.Basis>();
        for (int i = 0; i < WINDOW; i++) {
            var each = evaluations[(last + WINDOW - i) % WINDOW];
            if (each == null || each.tick() < tick) {
                break;
            }
            if (each.tick() == tick) {
                found.add(each);
            }
        }
        return found;
    }

    private static String words(List<Rollout.Basis> evaluations) {
        return evaluations.isEmpty()
                ? "nothing for this tick"
                : evaluations.stream().map(Recorded::words).collect(Collectors.joining(" or "));
    }

    private static String words(Rollout.Basis evaluation) {
        return evaluation.verdict()
                + " with evidence "
                + evaluation.evidence()
                + " at tick "
                + evaluation.tick();
    }

    private static String where(Node entry) {
        return entry.textAt("at") + " \"" + entry.textAt("message") + "\"";
    }

    private void differ(String what) {
        if (differences.size() < MOST_DIFFERENCES) {
            differences.add(what);
        }
    }

    void ended(EvidenceReader.Extent read) {
        extent = read;
    }

    /// Where record and computation differ. Empty where they are the same.
    ///
    /// @param isEnded whether everything that was said has to be in the log by now
    List<String> differences(boolean isEnded) {
        var all = new ArrayList<>(differences);
        if (isEnded && verdicts > 0 && !computed.isEmpty()) {
            all.add(
                    "computed \""
                            + computed.getFirst().text()
                            + "\", of which nothing is recorded");
        }
        return all;
    }

    /// How many changes of the verdict are written down.
    long verdicts() {
        return verdicts;
    }

    /// How many decisions are written down with what they rest on.
    long decisions() {
        return decisions;
    }

    /// How far the log could be read.
    EvidenceReader.Extent extent() {
        return extent;
    }
}
