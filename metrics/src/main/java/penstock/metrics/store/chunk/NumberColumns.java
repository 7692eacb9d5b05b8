package penstock.metrics.store.chunk;

import java.util.Arrays;

/// The states of many chunks between two samples: an array for each field and 1,024 chunks, no object for each chunk.
final class NumberColumns {
    private static final int SHIFT = 10;
    private static final int MASK = (1 << SHIFT) - 1;

    /// The fields of 1,024 chunks.
    static final class Page {
        final long[] time = new long[MASK + 1];
        final long[] delta = new long[MASK + 1];
        final long[] last = new long[MASK + 1];
        final long[] step = new long[MASK + 1];
        final long[] first = new long[MASK + 1];
        final int[] slab = new int[MASK + 1];
        final int[] bit = new int[MASK + 1];
        final byte[] size = new byte[MASK + 1];
        final byte[] count = new byte[MASK + 1];
        final byte[] head = new byte[MASK + 1];
        final byte[] leading = new byte[MASK + 1];
        final byte[] trailing = new byte[MASK + 1];
        final boolean[] stale = new boolean[MASK + 1];

        /// Only where a start time was ever told.
        long[] startedAt = NONE;

        private static final long[] NONE = {};

        void load(int i, NumberEncoder encoder) {
            encoder.bit = bit[i];
            encoder.count = count[i];
            encoder.head = head[i];
            encoder.time = time[i];
            encoder.delta = delta[i];
            encoder.last = last[i];
            encoder.step = step[i];
            encoder.leading = leading[i];
            encoder.trailing = trailing[i];
            encoder.isStale = stale[i];
            encoder.startedAt = startedAt.length == 0 ? 0 : startedAt[i];
        }

        void store(int i, NumberEncoder encoder) {
            bit[i] = encoder.bit;
            count[i] = (byte) encoder.count;
            head[i] = (byte) encoder.head;
            time[i] = encoder.time;
            delta[i] = encoder.delta;
            last[i] = encoder.last;
            step[i] = encoder.step;
            leading[i] = (byte) encoder.leading;
            trailing[i] = (byte) encoder.trailing;
            stale[i] = encoder.isStale;
            if (encoder.startedAt != 0 && startedAt.length == 0) {
                startedAt = new long[MASK + 1];
            }
            if (startedAt.length != 0) {
                startedAt[i] = encoder.startedAt;
            }
        }
    }

    private volatile Page[] pages = new Page[0];

    Page page(int slot) {
        return pages[slot >>> SHIFT];
    }

    static int place(int slot) {
        return slot & MASK;
    }

    void makeRoom(int slot) {
        int page = slot >>> SHIFT;
        while (page >= pages.length) {
            var more = Arrays.copyOf(pages, pages.length + 1);
            more[pages.length] = new Page();
            pages = more;
        }
    }
}
