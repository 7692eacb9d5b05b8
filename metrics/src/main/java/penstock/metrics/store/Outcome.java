package penstock.metrics.store;

import java.util.Map;
import penstock.metrics.store.head.Refusal;
import penstock.metrics.store.head.Tally;

/// What became of a batch that is on disk.
///
/// @param stored samples that are there now and were not before
/// @param duplicates samples that were there already, with the same value
/// @param refused samples, or series, that were not taken, by reason; no entry for a reason that did not occur
public record Outcome(int stored, int duplicates, Map<Refusal, Integer> refused) {
    public Outcome {
        refused = Map.copyOf(refused);
    }

    static Outcome of(Tally tally) {
        return new Outcome(tally.stored(), tally.duplicates(), tally.refused());
    }
}
