package penstock.metrics.store.head;

import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What became of the samples of a batch.
public final class Tally {
    private final Map<Refusal, Integer> refused = new EnumMap<>(Refusal.class);
    private final SortedMap<Integer, Refusal> places = new TreeMap<>();
    private int stored;
    private int duplicates;

    /// @param place of the sample in its batch
    void count(Applied applied, int place) {
        switch (applied) {
            case STORED -> stored++;
            case DUPLICATE -> duplicates++;
            case CONFLICT -> refused(Refusal.CONFLICT, place);
            case TOO_OLD -> refused(Refusal.TOO_OLD, place);
        }
    }

    private void refused(Refusal refusal, int place) {
        refused(refusal);
        places.put(place, refusal);
    }

    public void refused(Refusal refusal) {
        refused.merge(refusal, 1, Integer::sum);
    }

    public int stored() {
        return stored;
    }

    public int duplicates() {
        return duplicates;
    }

    /// Only what occurred.
    public Map<Refusal, Integer> refused() {
        return Map.copyOf(refused);
    }

    /// Which samples of the last batch were refused when they were applied.
    public SortedMap<Integer, Refusal> places() {
        return places;
    }

    public int refusals(Refusal refusal) {
        return refused.getOrDefault(refusal, 0);
    }
}
