package penstock.metrics.store.index;

import java.util.Arrays;
import java.util.Comparator;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;

/// Which place each series has when all are sorted by their labels, so that a query need not compare labels. It is brought up to
/// date when somebody asks.
final class LabelOrder {
    private int[] sorted = new int[0];
    private int[] rank = new int[0];

    /// Slots added since `sorted` was made.
    private int[] added = new int[16];

    private int addedCount;
    private boolean isStale;

    synchronized void added(int slot) {
        if (addedCount == added.length) {
            added = Arrays.copyOf(added, 2 * addedCount);
        }
        added[addedCount++] = slot;
    }

    synchronized void removed() {
        isStale = true;
    }

    /// The index must not change meanwhile.
    synchronized int[] sort(ImmutableRoaringBitmap slots, LiveIndex index) {
        update(index);
        var keys = new long[slots.getCardinality()];
        var each = slots.getIntIterator();
        for (int i = 0; each.hasNext(); i++) {
            int slot = each.next();
            keys[i] = ((long) rank[slot] << 32) | slot;
        }
        Arrays.sort(keys);
        var result = new int[keys.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (int) keys[i];
        }
        return result;
    }

    private void update(LiveIndex index) {
        if (addedCount == 0 && !isStale) {
            return;
        }
        int[] old = sorted;
        var all = index.all();
        if (isStale) {
            // a slot may have been given to another series meanwhile, so that its old place says
            // nothing
            old = new int[0];
            added = all.toArray();
            addedCount = added.length;
        }
        sorted = merge(old, sortedByLabels(index), index);
        int largest = all.isEmpty() ? 0 : all.last();
        rank = new int[largest + 1];
        for (int i = 0; i < sorted.length; i++) {
            rank[sorted[i]] = i;
        }
        addedCount = 0;
        isStale = false;
    }

    private int[] sortedByLabels(LiveIndex index) {
        var boxed = new Integer[addedCount];
        for (int i = 0; i < addedCount; i++) {
            boxed[i] = added[i];
        }
        Arrays.sort(boxed, Comparator.comparing(index::labels));
        return Arrays.stream(boxed).mapToInt(slot -> slot).toArray();
    }

    private static int[] merge(int[] a, int[] b, LiveIndex index) {
        var merged = new int[a.length + b.length];
        int i = 0;
        int j = 0;
        for (int k = 0; k < merged.length; k++) {
            boolean isFirst =
                    j == b.length
                            || (i < a.length
                                    && index.labels(a[i]).compareTo(index.labels(b[j])) < 0);
            merged[k] = isFirst ? a[i++] : b[j++];
        }
        return merged;
    }
}
