package penstock.metrics.store;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import penstock.metrics.store.head.Refusal;
import penstock.metrics.store.head.Tally;

/// What became of a batch that is on disk.
///
/// @param stored samples that are there now and were not before
/// @param duplicates samples that were there already, with the same value
/// @param refused samples, or series, that were not taken, by reason; no entry for a reason that did not occur
/// @param places which of the samples that were added, counted from 0, were refused because of what the series has already
public record Outcome(
        int stored,
        int duplicates,
        Map<Refusal, Integer> refused,
        SortedMap<Integer, Refusal> places) {
    public Outcome {
        refused = Map.copyOf(refused);
        places = Collections.unmodifiableSortedMap(new TreeMap<>(places));
    }

    static Outcome of(Tally tally) {
        return new Outcome(tally.stored(), tally.duplicates(), tally.refused(), tally.places());
    }
}
