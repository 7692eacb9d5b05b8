package penstock.metrics.store.chunk;

/// The first three bytes of a chunk.
public final class ChunkHead {
    public static final int DECIMAL = 1;
    public static final int XOR = 2;
    public static final int HISTOGRAM = 3;
    public static final int FRACTIONS = 4;

    /// How many samples a chunk has at most.
    public static final int FULL = 120;

    static final int SIZE = 3;
    private static final int KIND = 0x7;
    private static final int STARTS = 0x8;

    private ChunkHead() {}

    static int of(int kind, boolean hasStarts, int places) {
        return kind | (hasStarts ? STARTS : 0) | (places << 4);
    }

    public static int kind(byte[] chunk, int start) {
        return kind(chunk[start]);
    }

    static int kind(int head) {
        return head & KIND;
    }

    static boolean hasStarts(int head) {
        return (head & STARTS) != 0;
    }

    static int places(int head) {
        return (head >>> 4) & 0xf;
    }

    public static int count(byte[] chunk, int start) {
        return ((chunk[start + 1] & 0xff) << 8) | (chunk[start + 2] & 0xff);
    }

    static void count(byte[] chunk, int start, int count) {
        chunk[start + 1] = (byte) (count >>> 8);
        chunk[start + 2] = (byte) count;
    }
}
