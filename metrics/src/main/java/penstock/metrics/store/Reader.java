package penstock.metrics.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;
import penstock.metrics.labels.Labels;
import penstock.metrics.labels.Matcher;
import penstock.metrics.series.Samples;
import penstock.metrics.series.Series;
import penstock.metrics.series.SeriesSource;
import penstock.metrics.store.block.Block;
import penstock.metrics.store.bytes.DamageException;
import penstock.metrics.store.head.Gathering;
import penstock.metrics.store.head.Head;
import penstock.metrics.store.head.Runs;
import penstock.metrics.store.index.LabelIndex;
import penstock.metrics.store.index.Selection;

/// Finds and reads series in the head and in blocks as if there were but one of them.
final class Reader implements SeriesSource {
    private static final int NOWHERE = -1;

    private final Head head;
    private final Supplier<Snapshot> current;
    private final ConcurrentLinkedQueue<Gathering> rooms = new ConcurrentLinkedQueue<>();

    Reader(Head head, Supplier<Snapshot> current) {
        this.head = head;
        this.current = current;
    }

    Snapshot snapshot() {
        return current.get();
    }

    @Override
    public List<Series> select(long from, long to, List<Matcher> matchers) {
        var found = new ArrayList<Series>();
        visit(from, to, matchers, found::add);
        return found;
    }

    @Override
    public void visit(long from, long to, List<Matcher> matchers, Predicate<Series> visitor) {
        pinned(
                from,
                to,
                (snapshot, blocks) -> {
                    merge(snapshot, blocks, to, matchers)
                            .run(
                                    (labels, reference, numbers) ->
                                            new StoredSeries(
                                                    this,
                                                    labels,
                                                    new StoredSeries.Places(
                                                            snapshot, reference, numbers)),
                                    visitor);
                    return snapshot;
                });
    }

    /// Something that is asked about a snapshot while the blocks of a range are pinned.
    private interface Question<T> {
        T ask(Snapshot snapshot, List<Block> blocks);
    }

    private <T> T pinned(long from, long to, Question<T> question) {
        while (true) {
            var snapshot = current.get();
            var blocks = snapshot.within(from, to);
            if (!Snapshot.pin(blocks)) {
                continue; // there is another snapshot already
            }
            try {
                return question.ask(snapshot, blocks);
            } finally {
                Snapshot.unpin(blocks);
            }
        }
    }

    private SelectionMerge merge(
            Snapshot snapshot, List<Block> blocks, long to, List<Matcher> matchers) {
        var merge = new SelectionMerge(snapshot.blocks().size());
        if (to >= snapshot.headFrom()) {
            merge.add(head.select(matchers));
        }
        for (var block : blocks) {
            try {
                merge.add(block.select(matchers), snapshot.blocks().indexOf(block));
            } catch (DamageException e) {
                block.report(e);
            }
        }
        return merge;
    }

    /// Where a series is now.
    StoredSeries.Places find(Labels labels) {
        return pinned(
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                (snapshot, blocks) -> {
                    var numbers = new int[snapshot.blocks().size()];
                    Arrays.fill(numbers, NOWHERE);
                    for (var block : blocks) {
                        try {
                            numbers[snapshot.blocks().indexOf(block)] = block.find(labels);
                        } catch (DamageException e) {
                            block.report(e);
                        }
                    }
                    return new StoredSeries.Places(snapshot, head.find(labels), numbers);
                });
    }

    /// Appends the samples of a range; false, with nothing appended, when the snapshot is out of date.
    boolean read(StoredSeries.Places places, long from, long to, Samples into) {
        var snapshot = places.snapshot();
        var blocks = snapshot.within(from, to);
        blocks.removeIf(block -> !places.isIn(snapshot.blocks().indexOf(block)));
        if (!Snapshot.pin(blocks)) {
            return false;
        }
        var room = rooms.poll();
        room = room == null ? new Gathering() : room;
        try {
            return read(places, new Head.Query(from, to, into), blocks, room);
        } finally {
            Snapshot.unpin(blocks);
            rooms.add(room);
        }
    }

    private boolean read(
            StoredSeries.Places places, Head.Query query, List<Block> blocks, Gathering room) {
        long shownFrom = places.snapshot().headFrom();
        boolean isInHead = places.reference() != 0 && query.to() >= shownFrom;
        if (blocks.isEmpty()) {
            return !isInHead || head.read(places.reference(), shownFrom, query, room);
        }
        var newest = new Samples();
        var newestQuery = new Head.Query(query.from(), query.to(), newest);
        if (isInHead && !head.read(places.reference(), shownFrom, newestQuery, room)) {
            return false;
        }
        var all = places.snapshot().blocks();
        if (areOverlapping(blocks, newest)) {
            var runs = new ArrayList<Samples>();
            for (var block : blocks) {
                var run = new Samples();
                var runQuery = new Head.Query(query.from(), query.to(), run);
                block.read(places.number(all.indexOf(block)), runQuery, room);
                runs.add(run);
            }
            runs.add(newest);
            Runs.merge(runs, query.into());
            return true;
        }
        for (var block : blocks) {
            block.read(places.number(all.indexOf(block)), query, room);
        }
        for (int i = 0; i < newest.size(); i++) {
            Runs.copy(newest, i, query.into());
        }
        return true;
    }

    private static boolean areOverlapping(List<Block> blocks, Samples newest) {
        long reached = Long.MIN_VALUE;
        for (var block : blocks) {
            if (block.about().from() < reached) {
                return true;
            }
            reached = Math.max(reached, block.about().until());
        }
        return newest.size() > 0 && newest.time(0) < reached;
    }

    /// The names of the labels of the series that match, sorted.
    List<String> labelNames(long from, long to, List<Matcher> matchers) {
        return names(from, to, index -> namesIn(index, matchers));
    }

    /// The values of a label of the series that match, sorted.
    List<String> labelValues(String name, long from, long to, List<Matcher> matchers) {
        return names(from, to, index -> valuesIn(index, name, matchers));
    }

    private List<String> names(long from, long to, Function<LabelIndex, List<String>> question) {
        return pinned(
                from,
                to,
                (snapshot, blocks) -> {
                    var found = new TreeSet<String>(Labels::compareUtf8);
                    if (to >= snapshot.headFrom()) {
                        found.addAll(head.reading(question::apply));
                    }
                    for (var block : blocks) {
                        found.addAll(question.apply(block.index()));
                    }
                    return List.copyOf(found);
                });
    }

    private static List<String> namesIn(LabelIndex index, List<Matcher> matchers) {
        if (matchers.isEmpty()) {
            return index.names();
        }
        var selected = Selection.of(index, matchers);
        var found = new ArrayList<String>();
        for (var name : index.names()) {
            if (!valuesIn(index, name, selected, true).isEmpty()) {
                found.add(name);
            }
        }
        return found;
    }

    private static List<String> valuesIn(LabelIndex index, String name, List<Matcher> matchers) {
        return matchers.isEmpty()
                ? index.values(name)
                : valuesIn(index, name, Selection.of(index, matchers), false);
    }

    private static List<String> valuesIn(
            LabelIndex index, String name, ImmutableRoaringBitmap selected, boolean isOneEnough) {
        var found = new ArrayList<String>();
        for (var value : index.values(name)) {
            if (ImmutableRoaringBitmap.intersects(index.with(name, value), selected)) {
                found.add(value);
                if (isOneEnough) {
                    return found;
                }
            }
        }
        return found;
    }
}
