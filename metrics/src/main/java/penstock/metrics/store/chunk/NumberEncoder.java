package penstock.metrics.store.chunk;

import penstock.metrics.series.Samples;
import penstock.metrics.store.bytes.BitWriter;
import penstock.metrics.store.bytes.Bits;

/// Appends numbers to a chunk. It holds the state of one chunk between two samples, which [NumberColumns] keeps for all.
final class NumberEncoder {
    /// What one sample takes at most, and the slack behind it.
    static final int ROOM = 28 + Bits.SLACK;

    static final int NO_WINDOW = 127;

    private static final int WASTE = 12;

    /// So many bits more than needed are written rather than a new width.
    private static final int SPARE = 4;

    /// Bits of the time of a first sample: up to the year 2527.
    static final int USUAL_TIME = 44;

    /// Where a change of the distance would stand, which is never 0: a stale marker.
    private static final int STALE = 0;

    private final BitWriter out = new BitWriter();

    byte[] bytes = new byte[0];
    int start;
    int bit;
    int count;
    int head;
    long time;
    long delta;

    /// Bits of the last number of an XOR chunk, the whole number of a decimal one. Not touched by stale markers.
    long last;

    /// The last change of a decimal chunk.
    long step;

    /// Of an XOR chunk its window; of a decimal one the width of the last value.
    int leading;

    int trailing;
    long startedAt;

    /// Whether the last sample is a stale marker.
    boolean isStale;

    /// Begins a chunk at a place of an array, with no more decimal places than its first value needs.
    void begin(long firstTime, long valueBits, long startTime) {
        isStale = valueBits == Samples.STALE_BITS;
        long number = isStale ? 0 : valueBits;
        double value = Double.longBitsToDouble(number);
        int needed = Decimals.places(value, value == 0 ? Decimals.ONES : 0);
        boolean isDecimal = needed >= 0;
        head =
                ChunkHead.of(
                        isDecimal ? ChunkHead.DECIMAL : ChunkHead.XOR,
                        startTime != 0,
                        isDecimal ? needed : 0);
        last = isDecimal ? Decimals.whole(value, needed) : number;
        first(firstTime, startTime);
    }

    private void first(long firstTime, long startTime) {
        count = 1;
        time = firstTime;
        delta = 0;
        step = 0;
        leading = NO_WINDOW;
        trailing = 0;
        startedAt = 0;
        bytes[start] = (byte) head;
        ChunkHead.count(bytes, start, 1);
        out.at(bytes, start, 8 * ChunkHead.SIZE);
        boolean isUsual = firstTime >>> USUAL_TIME == 0;
        out.put(isUsual ? 0 : 1, 1);
        out.put(firstTime, isUsual ? USUAL_TIME : 64);
        out.put(isStale ? 1 : 0, 1);
        if (ChunkHead.kind(head) == ChunkHead.DECIMAL) {
            out.signed(last);
        } else {
            out.put(last, 64);
        }
        started(startTime);
        bit = out.bit();
    }

    /// Whether the chunk can take the value as it is; otherwise see [#recode].
    boolean takes(long valueBits) {
        return ChunkHead.kind(head) == ChunkHead.XOR
                || valueBits == Samples.STALE_BITS
                || Decimals.whole(Double.longBitsToDouble(valueBits), ChunkHead.places(head))
                        != Decimals.NONE;
    }

    void append(long sampleTime, long valueBits, long startTime) {
        out.at(bytes, start, bit);
        long change = sampleTime - time - delta;
        delta += change;
        time = sampleTime;
        isStale = valueBits == Samples.STALE_BITS;
        if (isStale) {
            stale(change);
        } else if (ChunkHead.kind(head) == ChunkHead.DECIMAL) {
            decimal(change, valueBits);
        } else {
            xor(change, valueBits);
        }
        started(startTime);
        bit = out.bit();
        count++;
        ChunkHead.count(bytes, start, count);
    }

    private void stale(long change) {
        out.put(0b111, 3);
        out.nonZero(STALE);
        out.signed(change);
    }

    private void decimal(long change, long valueBits) {
        long whole = Decimals.whole(Double.longBitsToDouble(valueBits), ChunkHead.places(head));
        long newStep = whole - last;
        long value = newStep - step;
        last = whole;
        step = newStep;
        if (value == 0) {
            asForetold(change);
            return;
        }
        int needed = 65 - Long.numberOfLeadingZeros(value ^ (value >> 63));
        boolean isNew = needed > leading || leading - needed > SPARE;
        another(change, isNew);
        if (isNew) {
            leading = needed;
            out.put(needed - 1, 6);
        }
        out.put(value, leading);
    }

    private void xor(long change, long valueBits) {
        long difference = valueBits ^ last;
        if (difference == 0) {
            asForetold(change);
            return;
        }
        last = valueBits;
        int newLeading = Math.min(31, Long.numberOfLeadingZeros(difference));
        int newTrailing = Long.numberOfTrailingZeros(difference);
        int length = 64 - newLeading - newTrailing;
        boolean isInWindow = newLeading >= leading && newTrailing >= trailing;
        if (isInWindow && 64 - leading - trailing - length <= WASTE) {
            another(change, false);
            out.put(difference >>> trailing, 64 - leading - trailing);
            return;
        }
        another(change, true);
        leading = newLeading;
        trailing = newTrailing;
        out.put(((long) leading << 6) | (length - 1), 11);
        out.put(difference >>> trailing, length);
    }

    private void asForetold(long change) {
        if (change != 0) {
            distance(change);
        }
        out.put(0, 1);
    }

    /// @param isNew whether a width or window comes before the value
    private void another(long change, boolean isNew) {
        if (change != 0) {
            distance(change);
            out.put(isNew ? 0b11 : 0b10, 2);
        } else if (isNew) {
            out.put(0b110, 3);
        } else {
            out.put(0b10, 2);
        }
    }

    private void distance(long change) {
        out.put(0b111, 3);
        out.nonZero(change);
    }

    private void started(long startTime) {
        if (!ChunkHead.hasStarts(head)) {
            return;
        }
        if (startTime == startedAt) {
            out.put(0, 1);
        } else {
            out.put(1, 1);
            out.put(startTime, 64);
            startedAt = startTime;
        }
    }

    /// Writes all that a chunk of another encoder holds once more, so that a value can follow that this one did not take: with more decimal
    /// places, or as XOR. A full chunk of any kind fits into [#LARGEST] bytes.
    void recode(NumberEncoder from, long nextBits) {
        var reader = new NumberDecoder();
        double next = Double.longBitsToDouble(nextBits);
        int places = Decimals.places(next, ChunkHead.places(from.head));
        reader.open(from.bytes, from.start);
        while (places >= 0 && reader.next()) {
            boolean isWhole =
                    reader.isStale() || Decimals.whole(reader.value(), places) != Decimals.NONE;
            places = isWhole ? places : -1;
        }
        reader.open(from.bytes, from.start);
        reader.next();
        boolean hasStarts = ChunkHead.hasStarts(from.head);
        head =
                places >= 0
                        ? ChunkHead.of(ChunkHead.DECIMAL, hasStarts, places)
                        : ChunkHead.of(ChunkHead.XOR, hasStarts, 0);
        isStale = reader.isStale();
        double value = isStale ? 0 : reader.value();
        last = places >= 0 ? Decimals.whole(value, places) : Double.doubleToRawLongBits(value);
        first(reader.time(), reader.start());
        while (reader.next()) {
            append(reader.time(), reader.bits(), reader.start());
        }
    }

    static final int LARGEST = ChunkHead.SIZE + (ChunkHead.FULL + 1) * ROOM;

    int length() {
        return (bit + 7) >>> 3;
    }
}
