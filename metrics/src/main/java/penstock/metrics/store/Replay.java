package penstock.metrics.store;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import penstock.metrics.labels.Labels;
import penstock.metrics.store.bytes.ByteReader;
import penstock.metrics.store.bytes.DamageException;
import penstock.metrics.store.head.Head;
import penstock.metrics.store.head.Refusal;
import penstock.metrics.store.head.SampleBatch;
import penstock.metrics.store.head.Tally;
import penstock.metrics.store.wal.Wal;

/// Applies what the log has to an empty head, as it was applied before.
final class Replay implements Wal.Handler {
    private final Head head;
    private final Exemplars exemplars;
    private final ByteReader in = new ByteReader();
    private final SampleBatch batch = new SampleBatch();
    private final Tally tally = new Tally();
    private final Symbols.Told texts = new Symbols.Told();
    private final Map<Integer, Long> newestBySegment = new HashMap<>();

    /// What the series of the segment are called now, by their slot there.
    private long[] references = new long[1024];

    private final long shownFrom;
    private int segment;
    private long window;

    /// @param shownFrom nothing before this is wanted
    Replay(Head head, Exemplars exemplars, long shownFrom) {
        this.head = head;
        this.exemplars = exemplars;
        this.shownFrom = shownFrom;
    }

    @Override
    public void segment(int number) {
        segment = number;
        window = 0;
        Arrays.fill(references, 0);
        texts.clear();
        newestBySegment.put(number, Long.MIN_VALUE);
    }

    @Override
    public void record(int type, byte[] bytes, int from, int length) {
        in.at(bytes, from, length);
        switch (type) {
            case Records.WINDOW -> window = in.signed();
            case Records.SERIES -> series();
            case Records.SAMPLES -> samples();
            case Records.EXEMPLARS -> exemplars();
            case Records.DELETION -> deletion();
            case Records.BORDER -> border(Math.max(shownFrom, in.signed()));
            default -> throw new DamageException("record of type " + type);
        }
    }

    private void series() {
        int slot = (int) in.unsigned();
        if (slot < 0 || slot > 1 << 28) {
            throw new DamageException("slot " + slot);
        }
        var target = texts.read(in);
        var pairs = new String[2 * in.count(2)];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = texts.read(in);
        }
        long reference = head.restore(Labels.of(pairs), target);
        if (slot >= references.length) {
            references = Arrays.copyOf(references, Math.max(slot + 1, 2 * references.length));
        }
        references[slot] = reference;
    }

    private void border(long time) {
        if (time < head.takenFrom()) {
            head.restart(time);
        } else {
            head.takeFrom(time);
        }
    }

    private long reference(int slot) {
        return slot >= 0 && slot < references.length ? references[slot] : 0;
    }

    private void samples() {
        batch.clear();
        batch.read(in, this::reference);
        newestBySegment.merge(segment, batch.newest(), Math::max);
        head.apply(batch, window, tally);
    }

    private void exemplars() {
        batch.clear();
        batch.readExemplars(in, this::reference);
        exemplars.addAll(batch, head);
    }

    private void deletion() {
        long from = in.signed();
        long to = in.signed();
        var deleted = new long[in.count(1)];
        for (int i = 0; i < deleted.length; i++) {
            deleted[i] = reference((int) in.unsigned());
        }
        head.delete(deleted, from, to);
    }

    /// The time of the newest sample of each segment.
    Map<Integer, Long> newestBySegment() {
        return newestBySegment;
    }

    /// Samples whose series were told in a part of the log that is damaged.
    int lost() {
        return tally.refusals(Refusal.UNKNOWN_SERIES);
    }
}
