package penstock.metrics.store.head;

import java.util.Arrays;

/// What is kept of each series besides its labels and its open chunk: an array for each field and 1,024 series.
final class SeriesTable {
    private static final int SHIFT = 10;
    private static final int MASK = (1 << SHIFT) - 1;
    private static final long[] NONE = {};

    private static final class Page {
        final int[] generation = new int[MASK + 1];
        final int[] target = new int[MASK + 1];
        final int[] definedIn = new int[MASK + 1];
        final int[] touched = new int[MASK + 1];
        final int[] sealedCount = new int[MASK + 1];

        /// First time and place of each chunk, in turn.
        final long[][] sealed = new long[MASK + 1][];
    }

    private volatile Page[] pages = new Page[0];
    private int next;
    private int[] free = new int[64];
    private int freeCount;

    private Page page(int slot) {
        return pages[slot >>> SHIFT];
    }

    /// A slot that is not in use.
    int take(int target) {
        int slot;
        if (freeCount > 0) {
            freeCount--;
            slot = free[freeCount];
        } else {
            slot = next++;
            if (slot >>> SHIFT >= pages.length) {
                var more = Arrays.copyOf(pages, pages.length + 1);
                more[pages.length] = new Page();
                Arrays.fill(more[pages.length].generation, 1);
                Arrays.fill(more[pages.length].sealed, NONE);
                pages = more;
            }
        }
        page(slot).target[slot & MASK] = target;
        page(slot).definedIn[slot & MASK] = 0;
        return slot;
    }

    /// Gives a slot back. What pointed at it sees that it is no longer the same.
    void give(int slot) {
        page(slot).generation[slot & MASK]++;
        page(slot).sealed[slot & MASK] = NONE;
        page(slot).sealedCount[slot & MASK] = 0;
        if (freeCount == free.length) {
            free = Arrays.copyOf(free, 2 * freeCount);
        }
        free[freeCount++] = slot;
    }

    long reference(int slot) {
        return ((long) page(slot).generation[slot & MASK] << 32) | slot;
    }

    static int slot(long reference) {
        return (int) reference;
    }

    boolean isCurrent(long reference) {
        int slot = slot(reference);
        var all = pages;
        return slot >>> SHIFT < all.length
                && all[slot >>> SHIFT].generation[slot & MASK] == (int) (reference >>> 32);
    }

    int target(int slot) {
        return page(slot).target[slot & MASK];
    }

    /// The segment of the log that was the last to be told the labels.
    int definedIn(int slot) {
        return page(slot).definedIn[slot & MASK];
    }

    void definedIn(int slot, int segment) {
        page(slot).definedIn[slot & MASK] = segment;
    }

    /// When the series was last asked for; see [Head#dropBefore].
    int touched(int slot) {
        return page(slot).touched[slot & MASK];
    }

    void touch(int slot, int epoch) {
        page(slot).touched[slot & MASK] = epoch;
    }

    int sealedCount(int slot) {
        return page(slot).sealedCount[slot & MASK];
    }

    long sealedFirst(int slot, int chunk) {
        return page(slot).sealed[slot & MASK][2 * chunk];
    }

    long sealedPlace(int slot, int chunk) {
        return page(slot).sealed[slot & MASK][2 * chunk + 1];
    }

    void addSealed(int slot, long first, long place) {
        var page = page(slot);
        int i = slot & MASK;
        int count = page.sealedCount[i];
        if (2 * count == page.sealed[i].length) {
            page.sealed[i] = Arrays.copyOf(page.sealed[i], 2 * count + 2 + 2 * (count / 4));
        }
        page.sealed[i][2 * count] = first;
        page.sealed[i][2 * count + 1] = place;
        page.sealedCount[i] = count + 1;
    }

    /// Forgets the first so many.
    void dropSealed(int slot, int chunks) {
        var page = page(slot);
        int i = slot & MASK;
        int left = page.sealedCount[i] - chunks;
        page.sealed[i] =
                left == 0
                        ? NONE
                        : Arrays.copyOfRange(page.sealed[i], 2 * chunks, 2 * (chunks + left));
        page.sealedCount[i] = left;
    }
}
