package penstock.metrics.store;

import java.util.ArrayList;
import java.util.List;
import penstock.metrics.store.block.Block;

/// What readers see: the blocks, by time, and from when on the head is shown. Immutable; a reader whose snapshot is replaced goes on with it
/// for as long as it has its blocks pinned.
final class Snapshot {
    private final List<Block> blocks;
    private final long headFrom;

    Snapshot(List<Block> blocks, long headFrom) {
        this.blocks = List.copyOf(blocks);
        this.headFrom = headFrom;
    }

    List<Block> blocks() {
        return blocks;
    }

    /// Before this the head is not shown: what it had is in blocks.
    long headFrom() {
        return headFrom;
    }

    /// The blocks that may have samples of a range.
    List<Block> within(long from, long to) {
        var found = new ArrayList<Block>();
        for (var block : blocks) {
            if (block.about().from() <= to && block.about().until() > from) {
                found.add(block);
            }
        }
        return found;
    }

    /// Pins all of these, or none.
    static boolean pin(List<Block> blocks) {
        for (int i = 0; i < blocks.size(); i++) {
            if (!blocks.get(i).pin()) {
                unpin(blocks.subList(0, i));
                return false;
            }
        }
        return true;
    }

    static void unpin(List<Block> blocks) {
        blocks.forEach(Block::unpin);
    }
}
