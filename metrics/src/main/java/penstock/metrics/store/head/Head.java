package penstock.metrics.store.head;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.buffer.MutableRoaringBitmap;
import penstock.metrics.labels.Labels;
import penstock.metrics.labels.Matcher;
import penstock.metrics.series.Samples;
import penstock.metrics.store.index.LiveIndex;
import penstock.metrics.store.index.Selection;

/// The series that are written to. A series is told by a reference, which stays valid as long as it has samples here or is asked for now
/// and then. Series may be created and read by many at once; samples are applied, dropped and deleted by one at a time.
public final class Head implements AutoCloseable {
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final LiveIndex index = new LiveIndex();
    private final SeriesTable table = new SeriesTable();
    private final Targets targets = new Targets();
    private final HeadChunks chunks;
    private final SeriesLimits limits;
    private volatile long takenFrom = Long.MIN_VALUE;
    private volatile long keptFrom = Long.MIN_VALUE;
    private volatile long newest = Long.MIN_VALUE;

    /// Counts the calls of [#dropBefore].
    private volatile int epoch = 2;

    /// @param scratch a folder whose content is of no worth
    /// @param range of a block, in milliseconds
    public Head(Path scratch, long range, SeriesLimits limits) throws IOException {
        this.limits = limits;
        chunks = new HeadChunks(table, new SealedChunks(scratch), range);
    }

    /// A series that exists or was created, or why it was not.
    public record Definition(long reference, @Nullable Refusal refusal) {}

    /// The reference of a series, or 0 when there is none.
    public long find(Labels labels) {
        lock.readLock().lock();
        try {
            int slot = index.slot(labels);
            if (slot < 0) {
                return 0;
            }
            table.touch(slot, epoch);
            return table.reference(slot);
        } finally {
            lock.readLock().unlock();
        }
    }

    /// Finds a series or creates it, unless a limit is reached.
    public Definition define(Labels labels, String target) {
        long known = find(labels);
        if (known != 0) {
            return new Definition(known, null);
        }
        var refusal = limits.refusalOf(labels);
        if (refusal != null) {
            return new Definition(0, refusal);
        }
        lock.writeLock().lock();
        try {
            int slot = index.slot(labels);
            if (slot < 0) {
                if (index.size() >= limits.series()) {
                    return new Definition(0, Refusal.SERIES_LIMIT);
                }
                if (targets.count(target) >= limits.seriesPerTarget()) {
                    return new Definition(0, Refusal.TARGET_LIMIT);
                }
                if (index.textWith(labels) > limits.text()) {
                    return new Definition(0, Refusal.TEXT_LIMIT);
                }
                slot = create(labels, target);
            }
            return new Definition(table.reference(slot), null);
        } finally {
            lock.writeLock().unlock();
        }
    }

    /// Finds a series or creates it, whatever the limits say: it was acknowledged before.
    public long restore(Labels labels, String target) {
        long known = find(labels);
        if (known != 0) {
            return known;
        }
        lock.writeLock().lock();
        try {
            return table.reference(create(labels, target));
        } finally {
            lock.writeLock().unlock();
        }
    }

    private int create(Labels labels, String target) {
        int slot = table.take(targets.add(target));
        chunks.makeRoom(slot);
        index.add(slot, labels);
        table.touch(slot, epoch);
        return slot;
    }

    /// Whether the reference is that of a series; if so it stays one until the next but one [#dropBefore].
    public boolean touch(long reference) {
        if (!table.isCurrent(reference)) {
            return false;
        }
        table.touch(SeriesTable.slot(reference), epoch);
        return true;
    }

    /// Whether the reference is that of a series now.
    public boolean isCurrent(long reference) {
        return table.isCurrent(reference);
    }

    /// The segment of the log that knows the labels; 0 for none.
    public int definedIn(long reference) {
        return table.definedIn(SeriesTable.slot(reference));
    }

    public void definedIn(long reference, int segment) {
        table.definedIn(SeriesTable.slot(reference), segment);
    }

    public static int slot(long reference) {
        return SeriesTable.slot(reference);
    }

    public Labels labels(long reference) {
        return index.labels(SeriesTable.slot(reference));
    }

    public String target(long reference) {
        lock.readLock().lock();
        try {
            return targets.name(table.target(SeriesTable.slot(reference)));
        } finally {
            lock.readLock().unlock();
        }
    }

    /// Takes the samples in, each or none of them; the same samples in the same order always have the same result.
    ///
    /// @param window how far behind the newest sample of all one may be that comes late, in milliseconds
    public void apply(SampleBatch batch, long window, Tally tally) {
        long reached = newest;
        for (int i = 0; i < batch.size(); i++) {
            long reference = batch.reference(i);
            long time = batch.time(i);
            Applied applied;
            if (time < takenFrom) {
                applied = Applied.TOO_OLD;
            } else if (!table.isCurrent(reference)) {
                tally.refused(Refusal.UNKNOWN_SERIES);
                continue;
            } else {
                applied = apply(batch, i, oldestLate(reached, window));
            }
            tally.count(applied, i);
            if (applied == Applied.STORED && time > reached) {
                reached = time;
                newest = time;
            }
        }
    }

    private Applied apply(SampleBatch batch, int i, long oldestLate) {
        int slot = SeriesTable.slot(batch.reference(i));
        var histogram = batch.histogram(i);
        if (histogram == null
                && chunks.appendInOrder(slot, batch.time(i), batch.bits(i), batch.start(i))) {
            return Applied.STORED;
        }
        return chunks.append(
                new HeadChunks.Incoming(
                        slot, batch.time(i), batch.bits(i), histogram, batch.start(i)),
                oldestLate);
    }

    private static long oldestLate(long newest, long window) {
        if (window <= 0) {
            return Long.MAX_VALUE;
        }
        return newest < Long.MIN_VALUE + window ? Long.MIN_VALUE : newest - window;
    }

    /// Before this nothing is here.
    public long keptFrom() {
        return keptFrom;
    }

    /// Before this nothing is taken.
    public long takenFrom() {
        return takenFrom;
    }

    /// From now on samples before this are refused, and those after it taken. What is there stays until [#dropBefore].
    public void takeFrom(long time) {
        takenFrom = time;
    }

    /// Begins anew at an earlier time. What was here from then on must be in blocks by now.
    public void restart(long time) {
        takenFrom = time;
        keptFrom = time;
        newest = times().greatest;
    }

    /// The time of the newest sample; the least number when there is none.
    public long newest() {
        return newest;
    }

    /// The time of the oldest sample; the greatest number when there is none.
    public long oldest() {
        return times().least;
    }

    private Extremes times() {
        var times = new Extremes();
        eachSlot(slot -> chunks.times(slot, times::see));
        return times;
    }

    private static final class Extremes {
        private long least = Long.MAX_VALUE;
        private long greatest = Long.MIN_VALUE;

        private void see(long time) {
            least = Math.min(least, time);
            greatest = Math.max(greatest, time);
        }
    }

    private void eachSlot(org.roaringbitmap.IntConsumer action) {
        for (int slot : slots()) {
            action.accept(slot);
        }
    }

    private int[] slots() {
        return reading(live -> live.all().toArray());
    }

    /// Asks the index while no series is created.
    public <T> T reading(Function<LiveIndex, T> question) {
        lock.readLock().lock();
        try {
            return question.apply(index);
        } finally {
            lock.readLock().unlock();
        }
    }

    /// Some series, sorted by their labels.
    public static final class Selected {
        private final List<Labels> labels;
        private final long[] references;

        private Selected(List<Labels> labels, long[] references) {
            this.labels = labels;
            this.references = references;
        }

        public int size() {
            return references.length;
        }

        public Labels labels(int i) {
            return labels.get(i);
        }

        public long reference(int i) {
            return references[i];
        }

        /// All of them; not to be changed.
        public long[] references() {
            return references;
        }
    }

    public Selected select(List<Matcher> matchers) {
        lock.readLock().lock();
        try {
            int[] slots = index.sorted(Selection.of(index, matchers));
            var labels = new Labels[slots.length];
            var references = new long[slots.length];
            for (int i = 0; i < slots.length; i++) {
                labels[i] = index.labels(slots[i]);
                references[i] = table.reference(slots[i]);
            }
            return new Selected(List.of(labels), references);
        } finally {
            lock.readLock().unlock();
        }
    }

    /// Appends the samples of a range; false, with nothing appended, when the series is gone or samples from `shownFrom` on are no longer
    /// here. Those before it are not shown.
    public boolean read(long reference, long shownFrom, Query query, Gathering chunkRoom) {
        return chunks.read(
                SeriesTable.slot(reference),
                Math.max(query.from(), shownFrom),
                query.to(),
                new HeadChunks.Reading(
                        chunkRoom,
                        query.into(),
                        () -> keptFrom <= shownFrom && table.isCurrent(reference)));
    }

    /// Which samples are wanted and where they go.
    public record Query(long from, long to, Samples into) {}

    /// Copies whole chunks that lie between two borders; false when the samples must be read because some came late.
    public boolean copy(long reference, long from, long to, Gathering into) {
        return chunks.copy(SeriesTable.slot(reference), from, to, into);
    }

    /// Drops the samples before a border, and the series that have none left and were not asked for during two such calls.
    public void dropBefore(long time) {
        takenFrom = Math.max(takenFrom, time);
        keptFrom = Math.max(keptFrom, time);
        var gone = new MutableRoaringBitmap();
        eachSlot(
                slot -> {
                    if (chunks.dropBefore(slot, time) && table.touched(slot) < epoch) {
                        gone.add(slot);
                    }
                });
        lock.writeLock().lock();
        try {
            index.removeAll(gone);
            for (int slot : gone.toArray()) {
                targets.remove(table.target(slot));
                table.give(slot);
            }
            int next = epoch + 1;
            epoch = next;
        } finally {
            lock.writeLock().unlock();
        }
    }

    /// Deletes the samples of a range of some series.
    public void delete(long[] references, long from, long to) {
        for (long reference : references) {
            if (table.isCurrent(reference)) {
                delete(reference, time -> time >= from && time <= to);
            }
        }
        newest = times().greatest;
    }

    private void delete(long reference, LongPredicate isDeleted) {
        var all = new Samples();
        var query = new Query(Long.MIN_VALUE, Long.MAX_VALUE, all);
        if (!read(reference, keptFrom, query, new Gathering())) {
            return;
        }
        var left = new Samples();
        for (int i = 0; i < all.size(); i++) {
            if (!isDeleted.test(all.time(i))) {
                Runs.copy(all, i, left);
            }
        }
        if (left.size() < all.size()) {
            chunks.replace(SeriesTable.slot(reference), left);
        }
    }

    public int size() {
        return reading(LiveIndex::size);
    }

    /// Bytes of the chunks that are being written.
    public long memory() {
        return chunks.memory();
    }

    @Override
    public void close() {
        chunks.close();
    }
}
