package penstock.metrics.store.bytes;

/// Writes bits one after the other. The room is the caller's business: see [Bits#SLACK].
public final class BitWriter {
    private byte[] bytes = new byte[0];
    private int start;
    private int bit;

    /// Goes on at a bit, counted from a byte.
    public void at(byte[] array, int startByte, int startBit) {
        bytes = array;
        start = startByte;
        bit = startBit;
    }

    public int bit() {
        return bit;
    }

    /// The lowest 1 to 64 bits of a value.
    public void put(long value, int count) {
        Bits.put(bytes, start, bit, value, count);
        bit += count;
    }

    /// A signed number; small ones take few bits, 0 takes one.
    public void signed(long value) {
        if (value == 0) {
            put(0, 1);
        } else {
            put(1, 1);
            nonZero(value);
        }
    }

    /// A signed number that is not 0, in 4 to 70 bits.
    public void nonZero(long value) {
        if (fits(value, 3)) {
            put(value & 0x7, 4);
        } else if (fits(value, 6)) {
            put((0b10L << 6) | (value & 0x3f), 8);
        } else if (fits(value, 9)) {
            put((0b110L << 9) | (value & 0x1ff), 12);
        } else if (fits(value, 13)) {
            put((0b1110L << 13) | (value & 0x1fff), 17);
        } else if (fits(value, 20)) {
            put((0b11110L << 20) | (value & 0xfffff), 25);
        } else if (fits(value, 32)) {
            put((0b111110L << 32) | (value & 0xffffffffL), 38);
        } else {
            put(0b111111, 6);
            put(value, 64);
        }
    }

    /// Whether a signed number can be written in so many bits.
    public static boolean fits(long value, int bits) {
        return ((value << (64 - bits)) >> (64 - bits)) == value;
    }
}
