package penstock.metrics.store.chunk;

import java.util.Arrays;

/// Pieces of large arrays in a few sizes, used again and again, so that the chunks that are being written are no garbage. An array of which no
/// piece is in use any more becomes one of another size, since chunks that began together grow together. For one writer at a time; who reads a piece
/// sees to it that it is not given back meanwhile.
final class SlabPool {
    /// What the places of pieces are counted in, in bytes.
    private static final int UNIT = 64;

    private static final int PAGE = 64 * 1024;
    private static final int UNITS = PAGE / UNIT;

    /// In units: doubled, and half as much again in between.
    private static final int[] SIZES = {1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96};

    private final int[][] free = new int[SIZES.length][16];
    private final int[] freeCount = new int[SIZES.length];

    /// Pieces in use, by page.
    private int[] used = new int[16];

    /// Pages without any.
    private int[] empty = new int[16];

    private int emptyCount;
    private volatile byte[][] pages = new byte[0][];

    static int sizeFor(int bytes) {
        int size = 0;
        while (bytes(size) < bytes) {
            size++;
        }
        return size;
    }

    static int bytes(int size) {
        return SIZES[size] * UNIT;
    }

    byte[] array(int slab) {
        return pages[slab / UNITS];
    }

    int start(int slab) {
        return (slab % UNITS) * UNIT;
    }

    int take(int size) {
        if (freeCount[size] == 0) {
            divide(emptyCount > 0 ? empty[--emptyCount] : addPage(), size);
        }
        freeCount[size]--;
        int slab = free[size][freeCount[size]];
        used[slab / UNITS]++;
        return slab;
    }

    private int addPage() {
        int page = pages.length;
        var more = Arrays.copyOf(pages, page + 1);
        more[page] = new byte[PAGE];
        pages = more;
        if (page == used.length) {
            used = Arrays.copyOf(used, 2 * page);
            empty = Arrays.copyOf(empty, 2 * page);
        }
        return page;
    }

    private void divide(int page, int size) {
        for (int unit = UNITS - SIZES[size]; unit >= 0; unit -= SIZES[size]) {
            add(page * UNITS + unit, size);
        }
    }

    private void add(int slab, int size) {
        if (freeCount[size] == free[size].length) {
            free[size] = Arrays.copyOf(free[size], 2 * freeCount[size]);
        }
        free[size][freeCount[size]] = slab;
        freeCount[size]++;
    }

    void give(int slab, int size) {
        add(slab, size);
        int page = slab / UNITS;
        used[page]--;
        if (used[page] == 0) {
            takeBack(page, size);
        }
    }

    private void takeBack(int page, int size) {
        int kept = 0;
        for (int i = 0; i < freeCount[size]; i++) {
            if (free[size][i] / UNITS != page) {
                free[size][kept++] = free[size][i];
            }
        }
        freeCount[size] = kept;
        empty[emptyCount++] = page;
    }

    long memory() {
        return (long) pages.length * PAGE;
    }
}
