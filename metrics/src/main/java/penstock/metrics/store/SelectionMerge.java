package penstock.metrics.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import penstock.metrics.labels.Labels;
import penstock.metrics.series.Series;
import penstock.metrics.store.block.Block;
import penstock.metrics.store.bytes.DamageException;
import penstock.metrics.store.head.Head;

/// Merges what was selected in several places, each sorted by labels, into one list with each series once.
final class SelectionMerge {
    private static final int NOWHERE = -1;
    private static final int HEAD = -2;

    /// What was selected in one place.
    private static final class Part {
        private final int block;
        private final int size;
        private final Block.@Nullable Selected inBlock;
        private final Head.@Nullable Selected inHead;
        private int next;
        private @Nullable Labels labels;

        private Part(
                int block,
                int size,
                Block.@Nullable Selected inBlock,
                Head.@Nullable Selected inHead) {
            this.block = block;
            this.size = size;
            this.inBlock = inBlock;
            this.inHead = inHead;
        }
    }

    private final List<Part> parts = new ArrayList<>();
    private final int blocks;

    /// @param blocks how many there are in the snapshot
    SelectionMerge(int blocks) {
        this.blocks = blocks;
    }

    void add(Head.Selected selected) {
        parts.add(new Part(HEAD, selected.size(), null, selected));
    }

    /// @param block the place of the block in the snapshot
    void add(Block.Selected selected, int block) {
        parts.add(new Part(block, selected.size(), selected, null));
    }

    /// Makes a series of where it is.
    interface Maker {
        /// @param reference in the head, or 0
        /// @param numbers in each block of the snapshot, or -1
        Series series(Labels labels, long reference, int[] numbers);
    }

    /// Shows one series after the other for as long as more are wanted.
    void run(Maker maker, Predicate<Series> visitor) {
        parts.forEach(SelectionMerge::load);
        for (var labels = least(); labels != null; labels = least()) {
            var numbers = new int[blocks];
            Arrays.fill(numbers, NOWHERE);
            long reference = 0;
            for (var part : parts) {
                if (!Objects.equals(labels, part.labels)) {
                    continue;
                }
                if (part.inHead != null) {
                    reference = part.inHead.reference(part.next);
                } else if (part.inBlock != null) {
                    numbers[part.block] = part.inBlock.number(part.next);
                }
                part.next++;
                load(part);
            }
            if (!visitor.test(maker.series(labels, reference, numbers))) {
                return;
            }
        }
    }

    private @Nullable Labels least() {
        Labels least = null;
        for (var part : parts) {
            var labels = part.labels;
            boolean isLess = labels != null && (least == null || labels.compareTo(least) < 0);
            least = isLess ? labels : least;
        }
        return least;
    }

    /// The labels of the next series of a part; past those that cannot be read.
    private static void load(Part part) {
        part.labels = null;
        while (part.next < part.size && part.labels == null) {
            try {
                part.labels = labels(part);
            } catch (DamageException e) {
                if (part.inBlock != null) {
                    part.inBlock.block().report(e);
                }
                part.next++;
            }
        }
    }

    private static @Nullable Labels labels(Part part) {
        if (part.inHead != null) {
            return part.inHead.labels(part.next);
        }
        return part.inBlock == null ? null : part.inBlock.labels(part.next);
    }
}
