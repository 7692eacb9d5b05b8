package penstock.gateway.http2;

/// The Huffman code of RFC 7541 appendix B. It is canonical: the codes of one length follow one another in the order of their
/// symbols, so that the lengths alone define it.
final class Huffman {

    /// For each symbol the length of its code, `A` for 5 bits, `B` for 6 and so on; the last symbol is the end of the string.
    private static final String LENGTHS =
            "ISXXXXXXXTZXXZXXXXXXXXZXXXXXXXXXBFFHIBDGFFDGDBBBAAABBBBBBBCDKBHF"
                    + "IBCCCCCCCCCCCCCCCCCCCCCCDCDIOIJBKABABABBBACCBBBABCBAABCCCCCKGJIX"
                    + "PRPPRRRSRSSSSSTSTTRSTSSSSQRSRSSTRQPRRSSQSRRTQRSSQQRQSRSSPRRRSRRS"
                    + "VVPORSRUVVVWWVTUOQVWWVWTQQVVXWWWPTPQRQQSRRUUTTVSVWVVWWWWWXWWWWWV"
                    + "Z";

    private static final int SYMBOLS = 256;
    private static final int SHORTEST = 5;
    private static final int LONGEST = 30;

    /// Codes of up to so many bits are found by one look.
    private static final int LOOK = 9;

    private static final int[] CODES = new int[SYMBOLS];
    private static final byte[] BITS = new byte[SYMBOLS];

    /// By the next `LOOK` bits: symbol and length of the code that they begin with, 0 when that is longer.
    private static final short[] SHORT_CODES = new short[1 << LOOK];

    /// By length: the first code, and where its symbol stands in `SORTED`.
    private static final int[] FIRST_CODE = new int[LONGEST + 2];

    private static final int[] FIRST_PLACE = new int[LONGEST + 2];
    private static final int[] SORTED = new int[LENGTHS.length()];

    static {
        int code = 0;
        int place = 0;
        for (int bits = SHORTEST; bits <= LONGEST; bits++) {
            code <<= 1;
            FIRST_CODE[bits] = code;
            FIRST_PLACE[bits] = place;
            for (int symbol = 0; symbol < LENGTHS.length(); symbol++) {
                if (length(symbol) == bits) {
                    SORTED[place++] = symbol;
                    define(symbol, code++, bits);
                }
            }
        }
        FIRST_PLACE[LONGEST + 1] = place;
    }

    private Huffman() {}

    private static int length(int symbol) {
        return LENGTHS.charAt(symbol) - 'A' + SHORTEST;
    }

    private static void define(int symbol, int code, int bits) {
        if (symbol == SYMBOLS) {
            return;
        }
        CODES[symbol] = code;
        BITS[symbol] = (byte) bits;
        if (bits <= LOOK) {
            int first = code << (LOOK - bits);
            for (int i = 0; i < 1 << (LOOK - bits); i++) {
                SHORT_CODES[first + i] = (short) (symbol << 4 | bits);
            }
        }
    }

    /// The most bytes that so many encoded ones can stand for.
    static int mostDecoded(int encoded) {
        return encoded * 8 / SHORTEST;
    }

    /// Returns how many bytes were written.
    static int decode(byte[] in, int from, int to, byte[] out) throws Http2Exception {
        long held = 0;
        int count = 0;
        int written = 0;
        int next = from;
        while (true) {
            while (count <= 32 && next < to) {
                held = held << 8 | (in[next++] & 0xff);
                count += 8;
            }
            if (count < SHORTEST) {
                break;
            }
            int found =
                    SHORT_CODES[
                            count >= LOOK
                                    ? (int) (held >> (count - LOOK)) & ((1 << LOOK) - 1)
                                    : (int) (held << (LOOK - count)) & ((1 << LOOK) - 1)];
            int bits = found & 0xf;
            if (bits == 0) {
                found = longCode(held, count);
                bits = found & 0x1f;
                if (bits == 0) {
                    break;
                }
                out[written++] = (byte) (found >> 5);
            } else if (bits > count) {
                break;
            } else {
                out[written++] = (byte) (found >> 4);
            }
            count -= bits;
        }
        long padding = (1L << count) - 1;
        if (count > 7 || (held & padding) != padding) {
            throw malformed();
        }
        return written;
    }

    /// Symbol and length of a code of more than `LOOK` bits; 0 when there are not enough bits for one.
    private static int longCode(long held, int count) throws Http2Exception {
        for (int bits = LOOK + 1; bits <= Math.min(LONGEST, count); bits++) {
            int code = (int) (held >> (count - bits)) & ((1 << bits) - 1);
            int place = FIRST_PLACE[bits] + code - FIRST_CODE[bits];
            if (place < FIRST_PLACE[bits + 1]) {
                int symbol = SORTED[place];
                if (symbol == SYMBOLS) {
                    throw malformed();
                }
                return symbol << 5 | bits;
            }
        }
        return 0;
    }

    private static Http2Exception malformed() {
        return Http2Exception.connection(
                ErrorCode.COMPRESSION_ERROR, "a string is not in the Huffman code");
    }

    /// In bytes.
    static int encodedLength(byte[] in, int from, int to) {
        int bits = 0;
        for (int i = from; i < to; i++) {
            bits += BITS[in[i] & 0xff];
        }
        return (bits + 7) / 8;
    }

    /// Returns where the next byte goes.
    static int encode(byte[] in, int from, int to, byte[] out, int at) {
        long held = 0;
        int count = 0;
        int place = at;
        for (int i = from; i < to; i++) {
            int symbol = in[i] & 0xff;
            held = held << BITS[symbol] | CODES[symbol];
            count += BITS[symbol];
            while (count >= 8) {
                count -= 8;
                out[place++] = (byte) (held >> count);
            }
        }
        if (count > 0) {
            out[place++] = (byte) (held << (8 - count) | 0xff >> count);
        }
        return place;
    }
}
