package penstock.metrics.store.block;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/// Which blocks are merged next. Blocks of the head's range become blocks of three times the range, and so on.
public final class CompactionPlan {
    private static final int FACTOR = 3;

    private CompactionPlan() {}

    /// The blocks to be merged into one, by time; none when nothing is to be done. Blocks that overlap come first, because each reading has to
    /// merge them.
    ///
    /// @param blocks by time
    /// @param range of blocks written from the head
    /// @param longest range a block may have
    public static List<About> next(List<About> blocks, long range, long longest) {
        var overlapping = overlapping(blocks);
        if (!overlapping.isEmpty() || blocks.isEmpty()) {
            return overlapping;
        }
        long newest = blocks.getLast().until();
        for (long wide = FACTOR * range; wide <= longest; wide *= FACTOR) {
            for (var window : windows(blocks, wide).entrySet()) {
                boolean isOver = (window.getKey() + 1) * wide <= newest;
                if (isOver && window.getValue().size() > 1) {
                    return window.getValue();
                }
            }
        }
        return List.of();
    }

    private static List<About> overlapping(List<About> blocks) {
        for (int i = 1; i < blocks.size(); i++) {
            if (blocks.get(i).from() < blocks.get(i - 1).until()) {
                return List.of(blocks.get(i - 1), blocks.get(i));
            }
        }
        return List.of();
    }

    private static NavigableMap<Long, List<About>> windows(List<About> blocks, long wide) {
        var windows = new TreeMap<Long, List<About>>();
        for (var block : blocks) {
            long window = Math.floorDiv(block.from(), wide);
            if (block.until() <= (window + 1) * wide) {
                windows.computeIfAbsent(window, _ -> new ArrayList<>()).add(block);
            }
        }
        return windows;
    }
}
