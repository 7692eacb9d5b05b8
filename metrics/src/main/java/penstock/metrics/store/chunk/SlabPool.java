package penstock.metrics.store.chunk;

import java.util.Arrays;

/// Pieces of large arrays in a few sizes, used again and again, so that the chunks that are being written are no garbage. For one
/// writer at a time; who reads a piece sees to it that it is not given back meanwhile.
final class SlabPool {
    /// The sizes are 128 bytes doubled up to 16 KiB.
    static final int SMALLEST = 128;

    static final int SIZES = 8;
    private static final int PAGE = 256 * 1024;
    private static final int UNITS = PAGE / SMALLEST;

    private final int[][] free = new int[SIZES][16];
    private final int[] freeCount = new int[SIZES];
    private volatile byte[][] pages = new byte[0][];

    static int sizeFor(int bytes) {
        int size = 0;
        while ((SMALLEST << size) < bytes) {
            size++;
        }
        return size;
    }

    static int bytes(int size) {
        return SMALLEST << size;
    }

    byte[] array(int slab) {
        return pages[slab / UNITS];
    }

    int start(int slab) {
        return (slab % UNITS) * SMALLEST;
    }

    int take(int size) {
        if (freeCount[size] == 0) {
            addPage(size);
        }
        freeCount[size]--;
        return free[size][freeCount[size]];
    }

    private void addPage(int size) {
        int page = pages.length;
        var more = Arrays.copyOf(pages, page + 1);
        more[page] = new byte[PAGE];
        pages = more;
        int step = bytes(size) / SMALLEST;
        for (int unit = UNITS - step; unit >= 0; unit -= step) {
            give(page * UNITS + unit, size);
        }
    }

    void give(int slab, int size) {
        if (freeCount[size] == free[size].length) {
            free[size] = Arrays.copyOf(free[size], 2 * freeCount[size]);
        }
        free[size][freeCount[size]] = slab;
        freeCount[size]++;
    }

    long memory() {
        return (long) pages.length * PAGE;
    }
}
