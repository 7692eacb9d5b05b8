package penstock.metrics.store.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Bits in an array of bytes, the highest bit of a byte first, read and written eight bytes at a time. That is why [#SLACK]
/// bytes must be there beyond the last one that is used; a writer leaves zeros in them.
public final class Bits {
    public static final int SLACK = 8;

    /// How many bits [#word] has at least.
    private static final int WHOLE = 57;

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Bits() {}

    /// The next bits, from the highest bit of the result on; the lowest seven may be missing.
    ///
    /// @param start the byte from which bits are counted
    public static long word(byte[] bytes, int start, int bit) {
        return (long) LONGS.get(bytes, start + (bit >>> 3)) << (bit & 7);
    }

    /// The next 1 to 64 bits as an unsigned number.
    public static long get(byte[] bytes, int start, int bit, int count) {
        if (count <= WHOLE) {
            return word(bytes, start, bit) >>> (64 - count);
        }
        int low = count - 32;
        return ((word(bytes, start, bit) >>> 32) << low)
                | (word(bytes, start, bit + 32) >>> (64 - low));
    }

    /// Writes the lowest 1 to 64 bits of a value.
    public static void put(byte[] bytes, int start, int bit, long value, int count) {
        if (count > WHOLE) {
            put(bytes, start, bit, value >>> 32, count - 32);
            put(bytes, start, bit + count - 32, value, 32);
            return;
        }
        int at = start + (bit >>> 3);
        int used = bit & 7;
        long kept = used == 0 ? 0 : (long) LONGS.get(bytes, at) & ~(-1L >>> used);
        LONGS.set(bytes, at, kept | ((value << (64 - count)) >>> used));
    }
}
