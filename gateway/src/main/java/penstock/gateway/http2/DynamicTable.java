package penstock.gateway.http2;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The fields that one side of a connection has told the other to remember (RFC 7541 section 2.3.2), newest first, the oldest
/// forgotten where the size demands it.
final class DynamicTable {

    /// What each entry counts for besides its bytes.
    private static final int OVERHEAD = 32;

    private int limit;
    private int size;
    private int count;

    /// Where the next entry goes, in rings whose length is a power of two.
    private int next;

    private byte[] @Nullable [] entries = new byte[8][];
    private int[] nameLengths = new int[8];
    private int[] hashes = new int[8];

    DynamicTable(int limit) {
        this.limit = limit;
    }

    int count() {
        return count;
    }

    int limit() {
        return limit;
    }

    void limit(int bytes) {
        limit = bytes;
        evict(0);
    }

    /// Whether an entry of such a length has a place at all.
    boolean hasRoom(int nameLength, int valueLength) {
        return nameLength + valueLength + OVERHEAD <= limit;
    }

    /// Name and value, one after the other; the index is 0 for the newest.
    byte[] entry(int index) {
        byte[] found = entries[place(index)];
        if (found == null) {
            throw new IllegalStateException("no entry " + index);
        }
        return found;
    }

    int nameLength(int index) {
        return nameLengths[place(index)];
    }

    private int place(int index) {
        return next - 1 - index & entries.length - 1;
    }

    /// What an entry does that is larger than the table.
    void clear() {
        evict(limit);
    }

    /// There must be room for it in an empty table.
    void add(byte[] entry, int nameLength, int hash) {
        evict(entry.length + OVERHEAD);
        if (count == entries.length) {
            grow();
        }
        entries[next] = entry;
        nameLengths[next] = nameLength;
        hashes[next] = hash;
        next = next + 1 & entries.length - 1;
        count++;
        size += entry.length + OVERHEAD;
    }

    private void evict(int room) {
        while (size + room > limit && count > 0) {
            int oldest = place(count - 1);
            byte[] entry = entries[oldest];
            size -= (entry == null ? 0 : entry.length) + OVERHEAD;
            entries[oldest] = null;
            count--;
        }
    }

    private void grow() {
        int length = entries.length;
        byte[] @Nullable [] moved = new byte[length * 2][];
        int[] movedLengths = new int[length * 2];
        int[] movedHashes = new int[length * 2];
        for (int i = 0; i < count; i++) {
            int from = place(count - 1 - i);
            moved[i] = entries[from];
            movedLengths[i] = nameLengths[from];
            movedHashes[i] = hashes[from];
        }
        entries = moved;
        nameLengths = movedLengths;
        hashes = movedHashes;
        next = count;
    }

    /// The index of a field, -1 if it is not there. `hash` is what it was added with.
    int indexOf(int hash, byte[] name, int nameLength, byte[] bytes, int valueFrom, int valueTo) {
        for (int i = 0; i < count; i++) {
            int place = place(i);
            byte[] entry = entries[place];
            if (hashes[place] == hash
                    && entry != null
                    && nameLengths[place] == nameLength
                    && Arrays.equals(entry, 0, nameLength, name, 0, nameLength)
                    && Arrays.equals(entry, nameLength, entry.length, bytes, valueFrom, valueTo)) {
                return i;
            }
        }
        return -1;
    }
}
