package penstock.metrics.store;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import penstock.metrics.store.bytes.ByteWriter;
import penstock.metrics.store.head.Head;
import penstock.metrics.store.head.Refusal;
import penstock.metrics.store.head.Tally;
import penstock.metrics.store.wal.Wal;

/// Makes batches durable and then visible. The first thread that gets the log writes all batches that wait, with one `fsync`, and applies
/// them to the head while the next one is writing already.
final class Committer implements AutoCloseable {
    /// Whoever has the log may wait for the head, never the other way round: so batches are applied in the order of the log.
    private final ReentrantLock logLock = new ReentrantLock();

    private final ReentrantLock headLock = new ReentrantLock();
    private final ConcurrentLinkedQueue<Pending> waiting = new ConcurrentLinkedQueue<>();
    private final Wal wal;
    private final DiskRoom room;
    private final Head head;
    private final Exemplars exemplars;
    private final StoreSettings settings;
    private final Conditions conditions;
    private final Map<Integer, Long> newestBySegment;
    private final ByteWriter prefix = new ByteWriter(4096);

    /// Series that the segment is told of by records that are not written yet.
    private final List<Long> told = new ArrayList<>();

    private final Symbols symbols = new Symbols();

    /// What the labels of series take of the segment.
    private long labelBytes;

    private boolean isClosed;

    /// The log, as it was read, and the disk that it is on.
    ///
    /// @param newestBySegment the time of the newest sample of each segment
    record Log(Wal wal, DiskRoom room, Map<Integer, Long> newestBySegment) {}

    Committer(
            Log log,
            Head head,
            Exemplars exemplars,
            StoreSettings settings,
            Conditions conditions) {
        wal = log.wal();
        room = log.room();
        this.head = head;
        this.exemplars = exemplars;
        this.settings = settings;
        this.conditions = conditions;
        this.newestBySegment = new HashMap<>(log.newestBySegment());
    }

    void commit(Pending pending) {
        waiting.add(pending);
        logLock.lock();
        boolean isLeader = !pending.isTaken;
        if (isLeader) {
            lead();
        } else {
            logLock.unlock();
        }
        pending.await();
    }

    /// Sees to all batches that wait. Gives the log back. Whatever happens, want of memory too, no lock is kept and nobody waits in vain.
    private void lead() {
        var group = new ArrayList<Pending>();
        boolean isWritten = false;
        try {
            for (var next = waiting.poll(); next != null; next = waiting.poll()) {
                next.isTaken = true;
                group.add(next);
            }
            write(group);
            headLock.lock();
            isWritten = true;
        } catch (RuntimeException | Error e) {
            group.forEach(pending -> pending.fail(e));
        } finally {
            logLock.unlock();
        }
        if (isWritten) {
            try {
                group.forEach(this::apply);
            } finally {
                headLock.unlock();
            }
        }
    }

    private void apply(Pending pending) {
        try {
            head.apply(pending.batch(), settings.outOfOrder().toMillis(), pending.tally());
            exemplars.addAll(pending.batch(), head);
            conditions.refused(pending.tally());
            pending.succeed();
        } catch (RuntimeException | Error e) {
            pending.fail(e);
        }
    }

    private void write(List<Pending> group) {
        try {
            room.demand();
        } catch (IOException e) {
            throw refused(e);
        }
        prepare();
        var records = new ArrayList<ByteWriter>();
        records.add(prefix);
        long newest = Long.MIN_VALUE;
        for (var pending : group) {
            withoutUnknown(pending);
            tellSeries(pending);
            newest = Math.max(newest, pending.batch().newest());
            records.add(pending.encoded());
        }
        append(records, newest);
    }

    /// A segment to write to, and an empty prefix for its records.
    private void prepare() {
        if (isClosed) {
            throw new IllegalStateException("the store is closed");
        }
        prefix.clear();
        forgetTold();
        try {
            // so that no more than a fifth of the log are labels, however many series there are
            wal.prepare(Math.max(settings.segmentBytes(), 4 * labelBytes));
        } catch (IOException e) {
            throw refused(e);
        }
        if (wal.isFresh()) {
            symbols.clear();
            labelBytes = 0;
            Records.window(prefix, settings.outOfOrder().toMillis());
            Records.border(prefix, head.takenFrom());
        }
    }

    /// What was told in a write that did not come to its end is to be told again.
    private void forgetTold() {
        told.forEach(reference -> head.definedIn(reference, 0));
        told.clear();
        symbols.forget();
    }

    /// The slot of a series that is gone may belong to another one by now.
    private void withoutUnknown(Pending pending) {
        int unknown = pending.batch().removeUnless(head::isCurrent);
        if (unknown > 0) {
            for (int i = 0; i < unknown; i++) {
                pending.tally().refused(Refusal.UNKNOWN_SERIES);
            }
            pending.encoded().clear();
            Records.batch(pending.encoded(), pending.batch());
        }
    }

    private void tellSeries(Pending pending) {
        var batch = pending.batch();
        for (int i = 0; i < batch.size(); i++) {
            tell(batch.reference(i));
        }
        for (var tagged : batch.exemplars()) {
            tell(tagged.reference());
        }
    }

    private void tell(long reference) {
        if (head.definedIn(reference) != wal.number()) {
            Records.series(prefix, head, reference, symbols);
            told.add(reference);
            head.definedIn(reference, wal.number());
        }
    }

    private void append(List<ByteWriter> records, long newest) {
        try {
            wal.append(records);
        } catch (IOException e) {
            throw refused(e);
        }
        told.clear();
        symbols.keep();
        labelBytes += prefix.size();
        newestBySegment.merge(wal.number(), newest, Math::max);
        conditions.end(Condition.Reason.LOG_NOT_WRITABLE);
    }

    /// Counts what was refused of a batch of which nothing is left.
    void refused(Tally tally) {
        conditions.refused(tally);
    }

    private StoreException refused(IOException e) {
        var message =
                "the log of the metrics takes no samples: "
                        + StoreException.remedy(e)
                        + "; nothing of the batch was stored, it can be sent again";
        conditions.add(Condition.Reason.LOG_NOT_WRITABLE, message);
        return new StoreException(message, e);
    }

    /// Writes a deletion to the log and carries it out.
    void delete(Deletion deletion) {
        logLock.lock();
        try {
            prepare();
            for (long reference : deletion.references()) {
                tell(reference);
            }
            Records.deletion(prefix, deletion);
            append(List.of(prefix), Long.MIN_VALUE);
            headLock.lock();
            try {
                head.delete(deletion.references(), deletion.from(), deletion.to());
            } finally {
                headLock.unlock();
            }
        } finally {
            logLock.unlock();
        }
    }

    /// From now on nothing before a border is taken; no batch that was is still under way.
    void refuseBefore(long border) {
        logLock.lock();
        try {
            prepare();
            Records.border(prefix, border);
            append(List.of(prefix), Long.MIN_VALUE);
            headLock.lock();
            try {
                head.takeFrom(border);
            } finally {
                headLock.unlock();
            }
        } finally {
            logLock.unlock();
        }
    }

    /// Drops what a block has now from the head and, as far as possible, from the log.
    void dropBefore(long border) throws IOException {
        logLock.lock();
        try {
            headLock.lock();
            try {
                head.dropBefore(border);
            } finally {
                headLock.unlock();
            }
            endLimits();
            wal.roll();
            // only from the oldest on: a deletion in a later segment is about samples in those
            // before it
            for (int segment : wal.closed()) {
                if (newestBySegment.getOrDefault(segment, Long.MIN_VALUE) >= border) {
                    break;
                }
                wal.drop(segment);
                newestBySegment.remove(segment);
            }
        } finally {
            logLock.unlock();
        }
    }

    /// Begins anew at an earlier time, when all that is in memory is in blocks.
    ///
    /// @param shown makes readers see the head from there on
    void restart(long from, Runnable shown) {
        logLock.lock();
        try {
            headLock.lock();
            try {
                head.restart(from);
            } finally {
                headLock.unlock();
            }
            exemplars.restart();
            prepare();
            Records.border(prefix, from);
            append(List.of(prefix), Long.MIN_VALUE);
            shown.run();
        } finally {
            logLock.unlock();
        }
    }

    private void endLimits() {
        if (head.size() < settings.limits().series()) {
            conditions.end(Condition.Reason.SERIES_LIMIT);
        }
        conditions.end(Condition.Reason.TARGET_LIMIT);
    }

    void limitReached(Refusal refusal, String target) {
        switch (refusal) {
            case SERIES_LIMIT ->
                    conditions.add(
                            Condition.Reason.SERIES_LIMIT,
                            "there are "
                                    + settings.limits().series()
                                    + " series, the most that are allowed; new ones are refused. Raise the limit or drop labels");
            case TARGET_LIMIT ->
                    conditions.add(
                            Condition.Reason.TARGET_LIMIT,
                            "\""
                                    + target
                                    + "\" has "
                                    + settings.limits().seriesPerTarget()
                                    + " series, the most that one target may have; new ones are refused. Raise the limit or drop labels");
            case TEXT_LIMIT ->
                    conditions.add(
                            Condition.Reason.SERIES_LIMIT,
                            "the labels of all series have as much text as is allowed; series with new texts are refused. Raise the limit"
                                    + " of series or drop labels");
            case LABEL_COUNT,
                    NAME_LENGTH,
                    VALUE_LENGTH,
                    TOO_OLD,
                    TOO_FAR_AHEAD,
                    CONFLICT,
                    UNKNOWN_SERIES -> {}
        }
    }

    /// Tells of samples that were not taken because of their time.
    ///
    /// @param newest the time of the latest of them
    void tooFarAhead(long newest, long now) {
        conditions.add(
                Condition.Reason.CLOCK,
                "samples of "
                        + Instant.ofEpochMilli(newest)
                        + " came at "
                        + Instant.ofEpochMilli(now)
                        + " and were refused, as all that are more than "
                        + settings.ahead().toSeconds()
                        + " s ahead of this machine's clock. Set its clock right, or that of the sender");
    }

    long logBytes() {
        logLock.lock();
        try {
            return wal.bytes();
        } finally {
            logLock.unlock();
        }
    }

    @Override
    public void close() {
        logLock.lock();
        try {
            isClosed = true;
            headLock.lock(); // what is being applied is waited for
            try {
                wal.close();
            } finally {
                headLock.unlock();
            }
        } catch (IOException e) {
            throw new StoreException("the log does not close: " + StoreException.remedy(e), e);
        } finally {
            logLock.unlock();
        }
    }
}
