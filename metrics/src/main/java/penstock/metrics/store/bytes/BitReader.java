package penstock.metrics.store.bytes;

/// Reads what a [BitWriter] wrote.
public final class BitReader {
    private static final int[] WIDTHS = {3, 6, 9, 13, 20, 32, 64};

    private byte[] bytes = new byte[0];
    private int start;
    private int bit;

    public void at(byte[] array, int startByte, int startBit) {
        bytes = array;
        start = startByte;
        bit = startBit;
    }

    public int bit() {
        return bit;
    }

    /// The next bits without going on, from the highest bit of the result on; at least 57 of them.
    public long word() {
        return Bits.word(bytes, start, bit);
    }

    public void skip(int count) {
        bit += count;
    }

    /// The next 1 to 64 bits as an unsigned number.
    public long get(int count) {
        long value = Bits.get(bytes, start, bit, count);
        bit += count;
        return value;
    }

    /// The next 1 to 64 bits as a signed number.
    public long getSigned(int count) {
        int unused = 64 - count;
        return (get(count) << unused) >> unused;
    }

    public long signed() {
        if (word() >= 0) {
            bit++;
            return 0;
        }
        bit++;
        return nonZero();
    }

    public long nonZero() {
        int ones = Math.min(Long.numberOfLeadingZeros(~word()), 6);
        bit += ones == 6 ? 6 : ones + 1;
        return getSigned(WIDTHS[ones]);
    }
}
