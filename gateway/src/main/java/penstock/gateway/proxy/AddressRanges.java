package penstock.gateway.proxy;

import java.util.Arrays;
import penstock.gateway.routes.AddressRange;

/// Many ranges of addresses in little memory, 18 bytes each, as numbers of 128 bits.
final class AddressRanges {

    private static final int IPV4 = 4;
    private static final short IS_IPV4 = 0x100;

    private long[] high = new long[16];
    private long[] low = new long[16];
    private short[] bits = new short[16];
    private int size;

    static AddressRanges of(Iterable<AddressRange> ranges) {
        var made = new AddressRanges();
        ranges.forEach(made::add);
        return made;
    }

    void add(AddressRange range) {
        if (size == bits.length) {
            high = Arrays.copyOf(high, 2 * size);
            low = Arrays.copyOf(low, 2 * size);
            bits = Arrays.copyOf(bits, 2 * size);
        }
        byte[] first = range.first().getAddress();
        boolean isIpv4 = first.length == IPV4;
        high[size] = isIpv4 ? 0 : number(first, 0, Long.BYTES);
        low[size] = isIpv4 ? number(first, 0, IPV4) : number(first, Long.BYTES, Long.BYTES);
        bits[size] = (short) (range.bits() | (isIpv4 ? IS_IPV4 : 0));
        size++;
    }

    void addAll(AddressRanges others) {
        int from = size;
        size += others.size;
        high = Arrays.copyOf(high, size);
        low = Arrays.copyOf(low, size);
        bits = Arrays.copyOf(bits, size);
        System.arraycopy(others.high, 0, high, from, others.size);
        System.arraycopy(others.low, 0, low, from, others.size);
        System.arraycopy(others.bits, 0, bits, from, others.size);
    }

    static long number(byte[] bytes, int from, int length) {
        long number = 0;
        for (int i = from; i < from + length; i++) {
            number = (number << Byte.SIZE) | (bytes[i] & 0xff);
        }
        return number;
    }

    int size() {
        return size;
    }

    boolean isIpv4(int index) {
        return (bits[index] & IS_IPV4) != 0;
    }

    long high(int index) {
        return high[index];
    }

    long low(int index) {
        return low[index];
    }

    /// How many of the first bits all addresses of a range share.
    int bits(int index) {
        return bits[index] & ~IS_IPV4;
    }
}
