package penstock.metrics.store.chunk;

import penstock.metrics.series.Samples;
import penstock.metrics.store.bytes.BitReader;
import penstock.metrics.store.bytes.Bits;
import penstock.metrics.store.bytes.DamageException;

/// Walks through the samples of a chunk of numbers. To be used again and again.
final class NumberDecoder {
    /// The widest value that [#regular] takes from a word, behind nine bits before it.
    private static final int WIDEST_REGULAR = 48;

    private final BitReader in = new BitReader();
    private byte[] bytes = {};
    private int start;
    private boolean isDecimal;
    private boolean hasStarts;
    private int places;
    private int remaining;
    private boolean isFirst;
    private long time;
    private long delta;
    private long last;
    private long step;
    private int trailing;
    private int length;
    private long startedAt;
    private boolean isStale;

    /// Behind the chunk there must be [penstock.metrics.store.bytes.Bits#SLACK] bytes of whatever.
    void open(byte[] array, int startByte) {
        bytes = array;
        start = startByte;
        int head = bytes[start];
        int kind = ChunkHead.kind(head);
        if (kind != ChunkHead.DECIMAL && kind != ChunkHead.XOR) {
            throw new DamageException("chunk of kind " + kind + " (expected: numbers)");
        }
        isDecimal = kind == ChunkHead.DECIMAL;
        hasStarts = ChunkHead.hasStarts(head);
        places = ChunkHead.places(head);
        remaining = ChunkHead.count(bytes, start);
        isFirst = true;
        in.at(bytes, start, 8 * ChunkHead.SIZE);
    }

    /// Appends the samples of a range of time, both ends included.
    void read(long from, long to, Samples into) {
        while (true) {
            if (isDecimal && !hasStarts && !isFirst) {
                regular(from, to, into);
            }
            if (!next() || time > to) {
                return;
            }
            if (time >= from) {
                into.add(time, value());
                if (hasStarts) {
                    into.startedAt(startedAt);
                }
            }
        }
    }

    /// Appends the samples that come at the usual distance, up to one that does not or that ends the range. This is where queries spend their
    /// time, so its state is in variables.
    private void regular(long from, long to, Samples into) {
        double power = Decimals.power(places);
        byte[] array = bytes;
        int bit = in.bit();
        int left = remaining;
        long at = time;
        long value = last;
        long change = step;
        int width = length;
        while (left > 0 && at + delta <= to) {
            long word = Bits.word(array, start, bit);
            if (word >= 0) {
                bit++;
            } else {
                boolean isNewWidth = (word << 1) < 0;
                int before = isNewWidth ? 9 : 2;
                int next = isNewWidth ? (int) (word >>> 55 & 0x3f) + 1 : width;
                boolean isOtherDistance = isNewWidth && (word << 2) < 0;
                if (isOtherDistance || next == 0 || next > WIDEST_REGULAR) {
                    break;
                }
                width = next;
                change += (word << before) >> (64 - width);
                bit += before + width;
            }
            at += delta;
            value += change;
            left--;
            if (at >= from) {
                into.add(at, value / power);
            }
        }
        in.skip(bit - in.bit());
        remaining = left;
        time = at;
        last = value;
        step = change;
        length = width;
    }

    boolean next() {
        if (remaining == 0) {
            return false;
        }
        remaining--;
        if (isFirst) {
            first();
        } else {
            following();
        }
        if (hasStarts && in.get(1) == 1) {
            startedAt = in.get(64);
        }
        return true;
    }

    private void first() {
        isFirst = false;
        time = in.get(in.get(1) == 0 ? NumberEncoder.USUAL_TIME : 64);
        isStale = in.get(1) == 1;
        last = isDecimal ? in.signed() : in.get(64);
        delta = 0;
        step = 0;
        trailing = 0;
        length = 0;
        startedAt = 0;
    }

    private void following() {
        long word = in.word();
        isStale = false;
        if (word >= 0) {
            in.skip(1);
            time += delta;
            last += step;
        } else if ((word << 1) >= 0) {
            in.skip(2);
            time += delta;
            value(false);
        } else if ((word << 2) >= 0) {
            in.skip(3);
            time += delta;
            value(true);
        } else {
            in.skip(3);
            otherDistance();
        }
    }

    private void otherDistance() {
        long change = in.nonZero();
        isStale = change == 0;
        delta += isStale ? in.signed() : change;
        time += delta;
        if (isStale) {
            return;
        }
        if (in.get(1) == 1) {
            value(in.get(1) == 1);
        } else {
            last += step;
        }
    }

    /// @param isNew whether a width or window comes before it
    private void value(boolean isNew) {
        if (!isNew && length == 0) {
            throw new DamageException("value in a window that was never told");
        }
        if (isDecimal) {
            length = isNew ? (int) in.get(6) + 1 : length;
            step += in.getSigned(length);
            last += step;
            return;
        }
        if (isNew) {
            int window = (int) in.get(11);
            length = (window & 0x3f) + 1;
            trailing = 64 - (window >>> 6) - length;
            if (trailing < 0) {
                throw new DamageException("window of a value beyond its bits");
            }
        }
        last ^= in.get(length) << trailing;
    }

    long time() {
        return time;
    }

    boolean isStale() {
        return isStale;
    }

    double value() {
        if (isStale) {
            return Samples.STALE;
        }
        return isDecimal ? Decimals.value(last, places) : Double.longBitsToDouble(last);
    }

    long bits() {
        return Double.doubleToRawLongBits(value());
    }

    long start() {
        return startedAt;
    }
}
