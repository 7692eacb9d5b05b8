package penstock.metrics.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import penstock.metrics.labels.Labels;
import penstock.metrics.labels.Matcher;
import penstock.metrics.series.Series;
import penstock.metrics.series.SeriesSource;
import penstock.metrics.store.block.Block;
import penstock.metrics.store.block.Blocks;
import penstock.metrics.store.bytes.DamageException;
import penstock.metrics.store.head.Exemplar;
import penstock.metrics.store.head.Head;
import penstock.metrics.store.head.Refusal;
import penstock.metrics.store.wal.SegmentFile;
import penstock.metrics.store.wal.Wal;
import penstock.metrics.store.wal.WalFault;

/// The embedded store of time series. Safe for many threads. What is committed is on disk and survives any crash; see the package for how.
/// It has no thread of its own: whoever owns it calls [#maintain] every minute or so, or [#maintainEvery].
public final class TimeSeriesStore implements SeriesSource, AutoCloseable {
    private static final Duration CLOCK_TOLD = Duration.ofHours(1);

    private final StoreFolder folder;
    private final StoreSettings settings;
    private final InstantSource clock;
    private final Conditions conditions;
    private final Head head;
    private final Exemplars exemplars;
    private final Metadata metadata = new Metadata();
    private final MetadataFile metadataFile;
    private final Committer committer;
    private final Compactor compactor;
    private final Reader reader;
    private final ReentrantLock maintenance = new ReentrantLock();
    private volatile Snapshot snapshot = new Snapshot(List.of(), Long.MIN_VALUE);
    private volatile boolean isClosed;

    /// Opens the store of a folder, which is created if there is none, and reads its log.
    ///
    /// @throws StoreException when it cannot be opened; the message says why
    public static TimeSeriesStore open(Path path, StoreSettings settings, InstantSource clock) {
        return open(path, settings, clock, SegmentFile.Opening.OF_DISK);
    }

    /// With another way to create the files of the log.
    public static TimeSeriesStore open(
            Path path, StoreSettings settings, InstantSource clock, SegmentFile.Opening opening) {
        try {
            var folder = StoreFolder.open(path);
            try {
                return new TimeSeriesStore(folder, settings, clock, opening);
            } catch (IOException | RuntimeException | Error e) {
                folder.close();
                throw e;
            }
        } catch (IOException e) {
            throw new StoreException(path + " cannot be opened: " + StoreException.remedy(e), e);
        }
    }

    private TimeSeriesStore(
            StoreFolder folder,
            StoreSettings settings,
            InstantSource clock,
            SegmentFile.Opening opening)
            throws IOException {
        this.folder = folder;
        this.settings = settings;
        this.clock = clock;
        conditions = new Conditions(clock);
        exemplars = new Exemplars(settings.exemplars());
        head = new Head(folder.scratch(), settings.rangeMillis(), settings.limits());
        metadataFile = new MetadataFile(folder.metadata(), metadata);
        reader = new Reader(head, this::openSnapshot);
        try {
            var blocks = new Blocks(folder.blocks(), folder.damaged(), this::damaged);
            var border = new BorderFile(folder.border());
            var room = new DiskRoom(folder.path(), settings.reserveBytes());
            snapshot = new Snapshot(openBlocks(blocks), shownFrom(border));
            var log = readLog(opening, room);
            committer = new Committer(log, head, exemplars, settings, conditions);
            var place = new Compactor.Place(blocks, border, room);
            compactor = new Compactor(place, head, committer, settings, new Current());
            loadMetadata();
        } catch (IOException | RuntimeException | Error e) {
            snapshot.blocks().forEach(Block::retire);
            head.close();
            throw e;
        }
    }

    private Committer.Log readLog(SegmentFile.Opening opening, DiskRoom room) throws IOException {
        long shownFrom = snapshot.headFrom();
        if (shownFrom > Long.MIN_VALUE) {
            head.dropBefore(shownFrom);
        }
        var replay = new Replay(head, exemplars, shownFrom);
        var opened = Wal.open(folder.log(), folder.damaged(), opening, replay);
        report(opened.faults(), replay.lost());
        return new Committer.Log(opened.wal(), room, replay.newestBySegment());
    }

    private void loadMetadata() throws IOException {
        try {
            metadataFile.load();
        } catch (DamageException e) {
            conditions.add(
                    Condition.Reason.DAMAGED_METADATA,
                    folder.metadata()
                            + ": "
                            + e.getMessage()
                            + "; types, helps and units are told again with the next samples");
        }
    }

    private Snapshot openSnapshot() {
        if (isClosed) {
            throw new IllegalStateException("the store is closed");
        }
        return snapshot;
    }

    private final class Current implements Compactor.View {
        @Override
        public Snapshot get() {
            return snapshot;
        }

        @Override
        public void set(Snapshot other) {
            snapshot = other;
        }
    }

    private long shownFrom(BorderFile border) throws IOException {
        try {
            return border.load();
        } catch (DamageException e) {
            conditions.add(
                    Condition.Reason.DAMAGED_LOG,
                    folder.border()
                            + ": "
                            + e.getMessage()
                            + "; samples that are in blocks already are read from the log again, and shown once");
            return Long.MIN_VALUE;
        }
    }

    private List<Block> openBlocks(Blocks blocks) throws IOException {
        return blocks.open(message -> conditions.add(Condition.Reason.DAMAGED_BLOCK, message));
    }

    private void damaged(Block block, String what) {
        conditions.add(
                Condition.Reason.DAMAGED_BLOCK,
                block.path() + ": " + what + "; the rest of the block is served");
        if (compactor != null) {
            compactor.damaged(block);
        }
    }

    private void report(List<WalFault> faults, int lost) {
        for (var fault : faults) {
            var place = fault.segment() + " from byte " + fault.from() + ": ";
            if (fault.isTail()) {
                conditions.add(
                        Condition.Reason.TORN_TAIL,
                        place
                                + fault.bytes()
                                + " bytes of a write that did not end were cut off; what was acknowledged is there");
            } else {
                conditions.add(
                        Condition.Reason.DAMAGED_LOG,
                        place
                                + fault.bytes()
                                + " bytes are damaged and their samples lost; what follows was read. The file was kept in "
                                + folder.damaged());
            }
        }
        if (lost > 0) {
            conditions.add(
                    Condition.Reason.DAMAGED_LOG,
                    lost
                            + " samples of the log are lost, because the labels of their series were damaged");
        }
    }

    /// An empty batch, for one thread.
    public Batch batch() {
        return new Batch(head, committer, clock, settings.ahead().toMillis());
    }

    @Override
    public List<Series> select(long from, long to, List<Matcher> matchers) {
        return reader.select(from, to, matchers);
    }

    @Override
    public void visit(long from, long to, List<Matcher> matchers, Predicate<Series> visitor) {
        reader.visit(from, to, matchers, visitor);
    }

    /// The names of the labels of the series that match and may have samples in a range, sorted.
    public List<String> labelNames(long from, long to, List<Matcher> matchers) {
        return reader.labelNames(from, to, matchers);
    }

    /// The values of a label of the series that match and may have samples in a range, sorted.
    public List<String> labelValues(String name, long from, long to, List<Matcher> matchers) {
        return reader.labelValues(name, from, to, matchers);
    }

    /// The exemplars of a range, by series: of those that match all matchers of one of the lists.
    public Map<Labels, List<Exemplar>> exemplars(
            long from, long to, List<List<Matcher>> selectors) {
        return exemplars.select(from, to, selectors);
    }

    /// Types, helps and units of metrics: whoever appends tells them here. What is known is on disk after the next [#maintain] or [#close].
    public Metadata metadata() {
        return metadata;
    }

    /// Deletes the samples of a range of the series that match. On return it is on disk; after a failure it may be half done and is to be asked
    /// for again.
    public void delete(long from, long to, List<Matcher> matchers) {
        maintenance.lock();
        try {
            for (var block : snapshot.within(from, to)) {
                int[] series = block.select(matchers).numbers();
                if (series.length > 0) {
                    block.delete(series, from, to);
                }
            }
            var selected = head.select(matchers);
            if (selected.size() > 0) {
                committer.delete(new Deletion(selected.references(), from, to));
            }
        } catch (IOException e) {
            throw new StoreException(
                    "samples were not deleted: " + StoreException.remedy(e) + "; try again", e);
        } finally {
            maintenance.unlock();
        }
    }

    /// Does what is due: moves old samples from memory to blocks, merges and deletes blocks. What fails is a condition and is tried again
    /// next time.
    public void maintain() {
        maintenance.lock();
        try {
            if (!isClosed) {
                followClock();
                compactor.run();
                metadataFile.save();
                conditions.end(Condition.Reason.COMPACTION_FAILED);
            }
        } catch (IOException e) {
            conditions.add(
                    Condition.Reason.COMPACTION_FAILED,
                    "old samples stay in memory and in the log: " + StoreException.remedy(e));
        } catch (RuntimeException | Error e) {
            // whatever it is: samples must not pile up in memory without a word, and want of memory
            // may end
            conditions.add(
                    Condition.Reason.COMPACTION_FAILED,
                    "old samples stay in memory and in the log: " + e);
        } finally {
            maintenance.unlock();
        }
    }

    /// A clock that was set back must not shut out what is sent now.
    private void followClock() throws IOException {
        conditions.endOld(Condition.Reason.CLOCK, CLOCK_TOLD);
        long now = clock.millis();
        if (!compactor.isAheadOf(now)) {
            return;
        }
        var reached = Instant.ofEpochMilli(Math.max(head.newest(), head.takenFrom()));
        compactor.restart(now);
        conditions.add(
                Condition.Reason.CLOCK,
                "the clock was set back to "
                        + Instant.ofEpochMilli(now)
                        + ", and there are samples up to "
                        + reached
                        + ". They are kept, and samples are taken again from now on. If the clock is wrong now, set it right");
    }

    /// Starts a thread that maintains the store until what is returned is closed.
    public Maintenance maintainEvery(Duration period) {
        return new Maintenance(this, period);
    }

    /// What the operator should know now.
    public List<Condition> conditions() {
        return conditions.all();
    }

    /// How many series or samples were refused since the start, by reason.
    public Map<Refusal, Long> refused() {
        return conditions.refused();
    }

    /// What the series in memory consist of, with lists of at most so many entries.
    public Cardinality cardinality(int most) {
        return head.reading(index -> Cardinality.of(index, most));
    }

    /// How much there is.
    public Size size() {
        long blockBytes = 0;
        long samples = 0;
        var blocks = snapshot.blocks();
        for (var block : blocks) {
            blockBytes += block.bytes();
            samples += block.about().samples();
        }
        return new Size(head.size(), blocks.size(), blockBytes, samples, committer.logBytes());
    }

    /// @param series in memory
    /// @param blockSamples in all blocks, also deleted ones
    public record Size(int series, int blocks, long blockBytes, long blockSamples, long logBytes) {}

    /// The time of the newest sample in memory; the least number when there is none.
    public long newest() {
        return head.newest();
    }

    /// Waits for what is under way. Nothing needs to be written: all that was committed is on disk.
    @Override
    public void close() {
        maintenance.lock();
        try {
            if (isClosed) {
                return;
            }
            isClosed = true;
            saveMetadata();
            committer.close();
            snapshot.blocks().forEach(Block::retire);
            head.close();
            folder.close();
        } finally {
            maintenance.unlock();
        }
    }

    /// Whoever sends the next samples tells it again.
    private void saveMetadata() {
        try {
            metadataFile.save();
        } catch (IOException _) {
            // what the file had before is still there
        }
    }
}
