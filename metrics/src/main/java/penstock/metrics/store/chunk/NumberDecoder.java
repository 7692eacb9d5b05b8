package penstock.metrics.store.chunk;

import penstock.metrics.series.Samples;
import penstock.metrics.store.bytes.BitReader;
import penstock.metrics.store.bytes.Bits;
import penstock.metrics.store.bytes.DamageException;

/// Walks through the samples of a chunk of numbers. To be used again and again.
final class NumberDecoder {
    /// What [#regular] takes at most from a word: two bits, six bits of length and 32 bits.
    private static final int LONGEST_REGULAR = 6;

    private static final int[] WIDTHS = {3, 6, 9, 13, 20, 32};

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
        while (left > 0 && at + delta <= to) {
            long word = Bits.word(array, start, bit);
            if (word >= 0) {
                bit++;
            } else {
                int ones = Long.numberOfLeadingZeros(~(word << 2));
                if ((word << 1) < 0 || ones >= LONGEST_REGULAR) {
                    break;
                }
                int width = WIDTHS[ones];
                change += (word << (3 + ones)) >> (64 - width);
                bit += 3 + ones + width;
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
        time = in.get(64);
        long bits = in.get(64);
        isStale = bits == Samples.STALE_BITS;
        long number = isStale ? 0 : bits;
        last = isDecimal ? Decimals.whole(Double.longBitsToDouble(number), places) : number;
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
            return;
        }
        if ((word << 1) >= 0) {
            in.skip(2);
            time += delta;
            changed();
            return;
        }
        otherDistance(word);
    }

    private void otherDistance(long word) {
        if ((word << 2) >= 0) {
            in.skip(3);
            delta += in.getSigned(13);
        } else if ((word << 3) >= 0) {
            in.skip(4);
            delta += in.getSigned(20);
        } else if ((word << 4) >= 0) {
            in.skip(5);
            delta += in.get(64);
        } else {
            in.skip(5);
            isStale = true;
            if (in.get(1) == 1) {
                delta += in.get(64);
            }
            time += delta;
            return;
        }
        time += delta;
        if (in.get(1) == 1) {
            changed();
        } else {
            last += step;
        }
    }

    private void changed() {
        if (isDecimal) {
            step += in.nonZero();
            last += step;
            return;
        }
        if (in.get(1) == 1) {
            int window = (int) in.get(11);
            length = (window & 0x3f) + 1;
            trailing = 64 - (window >>> 6) - length;
            if (trailing < 0) {
                throw new DamageException("window of a value beyond its bits");
            }
        } else if (length == 0) {
            throw new DamageException("value in a window that was never told");
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
