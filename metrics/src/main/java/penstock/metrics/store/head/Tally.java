package penstock.metrics.store.head;

import java.util.EnumMap;
import java.util.Map;

/// What became of the samples of a batch.
public final class Tally {
    private final Map<Refusal, Integer> refused = new EnumMap<>(Refusal.class);
    private int stored;
    private int duplicates;

    void count(Applied applied) {
        switch (applied) {
            case STORED -> stored++;
            case DUPLICATE -> duplicates++;
            case CONFLICT -> refused(Refusal.CONFLICT);
            case TOO_OLD -> refused(Refusal.TOO_OLD);
        }
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

    public int refusals(Refusal refusal) {
        return refused.getOrDefault(refusal, 0);
    }
}
