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
    private final Head head;
    private final Committer committer;
    private final StoreSettings settings;
    private final View view;

    /// Blocks of which a part could not be read: when they are merged, the originals are kept.
    private final Set<Integer> damaged = ConcurrentHashMap.newKeySet();

    /// What readers see; replaced as a whole.
    interface View {
        Snapshot get();

        void set(Snapshot snapshot);
    }

    Compactor(Blocks folder, Head head, Committer committer, StoreSettings settings, View view) {
        this.folder = folder;
        this.head = head;
        this.committer = committer;
        this.settings = settings;
        this.view = view;
    }

    void damaged(Block block) {
        damaged.add(block.about().number());
    }

    /// Does all that is due.
    void run() throws IOException {
        while (true) {
            long border = headBorder();
            if (border == Long.MIN_VALUE) {
                break;
            }
            moveFromHead(border);
        }
        while (mergeNext()) {
            // until nothing is left to be merged
        }
        retain();
    }

    /// The border before which the head goes to a block next; the least number when that is not due. It is due when the newest sample is half a
    /// range beyond the border, and so far that nothing that is still taken is before it.
    private long headBorder() {
        long oldest = head.oldest();
        if (oldest == Long.MAX_VALUE) {
            return Long.MIN_VALUE;
        }
        long range = settings.rangeMillis();
        long border = (Math.floorDiv(oldest, range) + 1) * range;
        long margin = Math.max(range / 2, settings.outOfOrder().toMillis());
        return head.newest() - margin >= border ? border : Long.MIN_VALUE;
    }

    private void moveFromHead(long border) throws IOException {
        committer.refuseBefore(border);
        // only now: an older sample may have come after the border was chosen
        long range = settings.rangeMillis();
        long from = Math.max(Math.floorDiv(head.oldest(), range) * range, head.keptFrom());
        var block = write(from, border);
        var blocks = new ArrayList<>(view.get().blocks());
        if (block != null) {
            blocks.add(block);
        }
        blocks.sort(Comparator.comparingLong(one -> one.about().from()));
        view.set(new Snapshot(blocks, border));
        committer.dropBefore(border);
    }

    private @Nullable Block write(long from, long until) throws IOException {
        int number = folder.nextNumber();
        try (var writer = new BlockWriter(folder.path(number))) {
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
        try (var writer = new BlockWriter(folder.path(number))) {
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

    private static About about(List<Block> sources, int number) {
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

    /// Deletes blocks that are too old, or too many, the oldest first. What is old goes by the newest sample, not by the clock, which may be
    /// wrong.
    private void retain() {
        var kept = new ArrayList<>(view.get().blocks());
        if (kept.isEmpty()) {
            return;
        }
        long newest = Math.max(head.newest(), kept.getLast().about().until());
        long limit = newest - settings.retention().toMillis();
        long bytes = committer.logBytes();
        for (var block : kept) {
            bytes += block.bytes();
        }
        var gone = new ArrayList<Block>();
        for (var block : view.get().blocks()) {
            if (block.about().until() <= limit || bytes > settings.retentionBytes()) {
                gone.add(block);
                bytes -= block.bytes();
            }
        }
        if (!gone.isEmpty()) {
            kept.removeAll(gone);
            view.set(new Snapshot(kept, view.get().headFrom()));
            gone.forEach(Block::delete);
        }
    }
}
