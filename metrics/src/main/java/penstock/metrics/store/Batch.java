package penstock.metrics.store;

import java.time.InstantSource;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.labels.Labels;
import penstock.metrics.store.bytes.ByteWriter;
import penstock.metrics.store.head.Exemplar;
import penstock.metrics.store.head.Head;
import penstock.metrics.store.head.Refusal;
import penstock.metrics.store.head.SampleBatch;
import penstock.metrics.store.head.Tally;

/// Samples that are stored together. For one thread; after [#commit] it is empty and can be filled again.
///
/// References of series may be kept and used in other batches as long as they are used now and then; one that has become
/// invalid is told by the result of the method it is given to.
public final class Batch {
    /// What stands for a series that was refused.
    public static final long NONE = 0;

    private final Head head;
    private final Committer committer;
    private final InstantSource clock;
    private final long ahead;
    private final SampleBatch samples = new SampleBatch();
    private final ByteWriter encoded = new ByteWriter(4096);
    private Tally tally = new Tally();
    private long latest = Long.MIN_VALUE;

    /// The time of the latest sample that was refused for it.
    private long furthest = Long.MIN_VALUE;

    Batch(Head head, Committer committer, InstantSource clock, long ahead) {
        this.head = head;
        this.committer = committer;
        this.clock = clock;
        this.ahead = ahead;
    }

    /// The reference of a series, which is created if need be; [#NONE] when a limit forbids that, which counts as refused.
    ///
    /// @param target where it comes from, for the limit per target
    public long series(Labels labels, String target) {
        return define(labels, target).reference();
    }

    /// Likewise, with the reason when there is no reference.
    public Head.Definition define(Labels labels, String target) {
        var definition = head.define(labels, target);
        if (definition.refusal() != null) {
            tally.refused(definition.refusal());
            committer.limitReached(definition.refusal(), target);
        }
        return definition;
    }

    /// Adds a number, also a stale marker; false when the reference is invalid, then nothing is added.
    public boolean sample(long reference, long time, double value) {
        return sample(reference, time, value, 0);
    }

    /// Adds a number of a counter that started at a time, 0 if that is not known.
    public boolean sample(long reference, long time, double value, long start) {
        if (!head.touch(reference)) {
            return false;
        }
        if (isTaken(time)) {
            samples.add(reference, time, value, start);
        }
        return true;
    }

    /// Adds a histogram; false when the reference is invalid, then nothing is added.
    public boolean histogram(long reference, long time, FloatHistogram histogram, long start) {
        if (!head.touch(reference)) {
            return false;
        }
        if (isTaken(time)) {
            samples.add(reference, time, histogram, start);
        }
        return true;
    }

    /// Adds an exemplar; false when the reference is invalid, then nothing is added.
    public boolean exemplar(long reference, Exemplar exemplar) {
        if (!head.touch(reference)) {
            return false;
        }
        if (isTaken(exemplar.time())) {
            samples.add(reference, exemplar);
        }
        return true;
    }

    private boolean isTaken(long time) {
        if (samples.isEmpty()) {
            latest = clock.millis() + ahead;
        }
        if (time <= latest) {
            return true;
        }
        tally.refused(Refusal.TOO_FAR_AHEAD);
        furthest = Math.max(furthest, time);
        return false;
    }

    public int size() {
        return samples.size();
    }

    /// Stores the batch: on return it is on disk and can be read.
    ///
    /// @throws StoreException when the disk does not take it; then nothing of it is stored, and it can be committed again
    public Outcome commit() {
        if (furthest > Long.MIN_VALUE) {
            committer.tooFarAhead(furthest, latest - ahead);
        }
        if (!samples.isEmpty()) {
            encoded.clear();
            Records.batch(encoded, samples);
            committer.commit(new Pending(samples, encoded, tally));
        } else {
            committer.refused(tally);
        }
        var outcome = Outcome.of(tally);
        clear();
        return outcome;
    }

    /// Forgets what was added.
    public void clear() {
        samples.clear();
        tally = new Tally();
        furthest = Long.MIN_VALUE;
    }
}
