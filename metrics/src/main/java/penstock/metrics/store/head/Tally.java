package penstock.metrics.store.head;

/// What became of the samples of a batch.
public final class Tally {
    private final int[] refused = new int[Refusal.values().length];
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
        refused[refusal.ordinal()]++;
    }

    public int stored() {
        return stored;
    }

    public int duplicates() {
        return duplicates;
    }

    public int refusals(Refusal refusal) {
        return refused[refusal.ordinal()];
    }
}
