package penstock.metrics.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import penstock.metrics.store.block.About;
import penstock.metrics.store.block.Block;
import penstock.metrics.store.block.BlockWriter;
import penstock.metrics.store.block.Blocks;
import penstock.metrics.store.block.CompactionPlan;
import penstock.metrics.store.block.Merge;
import penstock.metrics.store.bytes.Folders;
import penstock.metrics.store.head.Head;

/// Moves what is old enough from the head to blocks, merges blocks, and deletes those that are too old or too many. One thread at a time.
final class Compactor {
    private final Blocks folder;
    private final DiskRoom room;
    private final Head head;
    private final Committer committer;
    private final StoreSettings settings;
    private final BorderFile border;
    private final View view;

    /// Blocks of which a part could not be read: when they are merged, the originals are kept.
    private final Set<Integer> damaged = ConcurrentHashMap.newKeySet();

    /// What readers see; replaced as a whole.
    interface View {
        Snapshot get();

        void set(Snapshot snapshot);
    }

    /// Where blocks are, and from when on there are none yet.
    record Place(Blocks folder, BorderFile border, DiskRoom room) {}

    Compactor(Place place, Head head, Committer committer, StoreSettings settings, View view) {
        folder = place.folder();
        border = place.border();
        room = place.room();
        this.head = head;
        this.committer = committer;
        this.settings = settings;
        this.view = view;
    }

    void damaged(Block block) {
        damaged.add(block.about().number());
    }

    /// Does all that is due. First what gives room, and last too, whatever fails in between.
    void run() throws IOException {
        retain();
        try {
            finishMove();
            moveWhatIsOld();
            while (mergeNext()) {
                // until nothing is left to be merged
            }
        } finally {
            retain();
        }
    }

    private void moveWhatIsOld() throws IOException {
        long margin = Math.max(settings.rangeMillis() / 2, settings.outOfOrder().toMillis());
        for (long next = headBorder(); head.newest() - margin >= next; next = headBorder()) {
            moveFromHead(next);
        }
    }

    /// The border before which the head goes to a block next: that of the oldest sample's range; the greatest number when there is none. It is
    /// due when the newest sample is half a range beyond the border, and so far that nothing that is still taken is before it.
    private long headBorder() {
        long oldest = head.oldest();
        long range = settings.rangeMillis();
        return oldest == Long.MAX_VALUE ? oldest : (Math.floorDiv(oldest, range) + 1) * range;
    }

    private void moveFromHead(long until) throws IOException {
        committer.refuseBefore(until);
        // only now: an older sample may have come after the border was chosen
        long range = settings.rangeMillis();
        long from = Math.max(Math.floorDiv(head.oldest(), range) * range, head.keptFrom());
        var block = write(from, until);
        var blocks = new ArrayList<>(view.get().blocks());
        if (block != null) {
            blocks.add(block);
        }
        blocks.sort(Comparator.comparingLong(one -> one.about().from()));
        view.set(new Snapshot(blocks, until));
        finishMove();
    }

    /// Drops from the head what is in blocks, also when that failed last time.
    private void finishMove() throws IOException {
        long until = view.get().headFrom();
        if (until > head.keptFrom()) {
            border.save(until);
            committer.dropBefore(until);
        }
    }

    /// Whether the store has come so far ahead of the clock that it refuses what is sent now: the clock was set back.
    boolean isAheadOf(long now) {
        long ahead = settings.ahead().toMillis();
        long window = settings.outOfOrder().toMillis();
        return head.newest() > now + ahead + Math.min(ahead, window)
                || head.takenFrom() > now + ahead;
    }

    /// Moves all that is in memory to blocks, so that the head takes samples of this time again.
    void restart(long now) throws IOException {
        finishMove();
        for (long next = headBorder(); next != Long.MAX_VALUE; next = headBorder()) {
            moveFromHead(next);
        }
        long range = settings.rangeMillis();
        long from = Math.floorDiv(now - settings.outOfOrder().toMillis(), range) * range;
        border.save(from);
        committer.restart(from, () -> view.set(new Snapshot(view.get().blocks(), from)));
    }

    private @Nullable Block write(long from, long until) throws IOException {
        int number = folder.nextNumber();
        try (var writer = new BlockWriter(folder.path(number), room::demandForMoving)) {
            new HeadBlock(head, from, until).write(writer);
            if (writer.isEmpty()) {
                return null;
            }
            writer.finish(new About(from, until, number, 1, List.of(), 0));
        }
        return folder.open(number);
    }

    private boolean mergeNext() throws IOException {
        var blocks = view.get().blocks();
        var abouts = blocks.stream().map(Block::about).toList();
        var plan =
                CompactionPlan.next(abouts, settings.rangeMillis(), settings.longestBlockMillis());
        var sources = blocks.stream().filter(block -> plan.contains(block.about())).toList();
        if (sources.isEmpty()) {
            sources = blocks.stream().filter(Block::hasTombstones).limit(1).toList();
        }
        if (sources.isEmpty()) {
            return false;
        }
        merge(sources);
        return true;
    }

    private void merge(List<Block> sources) throws IOException {
        int number = folder.nextNumber();
        var left = new ArrayList<>(view.get().blocks());
        left.removeAll(sources);
        try (var writer = new BlockWriter(folder.path(number), room::demandForMoving)) {
            new Merge(sources, writer).run();
            if (!writer.isEmpty()) {
                writer.finish(about(sources, number));
                left.add(folder.open(number));
            }
        }
        left.sort(Comparator.comparingLong(one -> one.about().from()));
        view.set(new Snapshot(left, view.get().headFrom()));
        for (var source : sources) {
            remove(source);
        }
    }

    private About about(List<Block> sources, int number) {
        long from = Long.MAX_VALUE;
        long until = Long.MIN_VALUE;
        int level = 0;
        var replaced = new HashSet<Integer>();
        for (var source : sources) {
            var about = source.about();
            from = Math.min(from, about.from());
            until = Math.max(until, about.until());
            level = Math.max(level, about.level());
            replaced.add(about.number());
            // those whose deletion did not work would come back otherwise
            replaced.addAll(folder.present(about.replaces()));
        }
        int newLevel = sources.size() > 1 ? level + 1 : level;
        return new About(from, until, number, newLevel, List.copyOf(replaced), 0);
    }

    private void remove(Block block) throws IOException {
        if (damaged.contains(block.about().number())) {
            Folders.keepCopy(block.path(), folder.damaged());
        }
        block.delete();
    }

    /// Deletes blocks that are too old, or too many. A block is too old when those after it cover the whole retention: so a clock that is
    /// set forward, or a time in which the machine was off, makes nothing old.
    private void retain() {
        var blocks = view.get().blocks();
        var kept = new ArrayList<Block>();
        long covered = 0;
        long reached = Long.MAX_VALUE;
        long bytes = committer.logBytes();
        for (var block : blocks.reversed()) {
            bytes += block.bytes();
            if (covered >= settings.retention().toMillis() || bytes > settings.retentionBytes()) {
                break;
            }
            kept.addFirst(block);
            var about = block.about();
            covered += Math.max(0, Math.min(reached, about.until()) - about.from());
            reached = Math.min(reached, about.from());
        }
        if (kept.size() < blocks.size()) {
            view.set(new Snapshot(kept, view.get().headFrom()));
            blocks.subList(0, blocks.size() - kept.size()).forEach(Block::delete);
        }
    }
}
