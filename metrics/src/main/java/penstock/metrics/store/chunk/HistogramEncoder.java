package penstock.metrics.store.chunk;

import java.util.Arrays;
import penstock.metrics.histogram.CounterReset;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.series.Samples;
import penstock.metrics.store.bytes.BitWriter;
import penstock.metrics.store.bytes.Bits;
import penstock.metrics.store.bytes.ByteWriter;
import penstock.metrics.store.bytes.Numbers;

/// One chunk of histograms that is being written.
public final class HistogramEncoder {
    /// A chunk that is larger than this takes no more samples.
    private static final int LARGEST = 32 * 1024;

    /// What one number takes at most, in bytes, rounded up.
    private static final int ROOM = 10;

    private final BitWriter out = new BitWriter();
    private final Layout layout;
    private final boolean isWhole;
    private final boolean hasStarts;
    private final long firstTime;
    private final long[] last;
    private FloatHistogram newest;
    private final long[] step;
    private byte[] bytes;
    private int bit;
    private int count;
    private long time;
    private long delta;
    private long sum;
    private long startedAt;

    /// Begins a chunk with its first sample.
    public HistogramEncoder(long time, FloatHistogram first, long start) {
        layout = Layout.of(first);
        newest = first;
        isWhole = isWhole(first);
        hasStarts = start != 0;
        firstTime = time;
        last = new long[layout.columns()];
        step = new long[isWhole ? last.length : 0];
        var head = new ByteWriter(64);
        int kind = isWhole ? ChunkHead.HISTOGRAM : ChunkHead.FRACTIONS;
        head.u8(ChunkHead.of(kind, hasStarts, 0)).u8(0).u8(0).u32(0);
        layout.write(head);
        bytes = Arrays.copyOf(head.array(), head.size() + room());
        Numbers.putInt(bytes, ChunkHead.SIZE, head.size() - ChunkHead.SIZE - 4);
        bit = 8 * head.size();
        append(time, first, start);
    }

    private int room() {
        return (last.length + 4) * ROOM + Bits.SLACK;
    }

    private static boolean isWhole(FloatHistogram histogram) {
        int columns = 2 + histogram.positive().size() + histogram.negative().size();
        for (int i = 0; i < columns; i++) {
            if (Decimals.whole(Layout.column(histogram, i), Decimals.ONES) == Decimals.NONE) {
                return false;
            }
        }
        return true;
    }

    public boolean takes(FloatHistogram histogram, long start) {
        return count < ChunkHead.FULL
                && bit < 8 * LARGEST
                && (start == 0 || hasStarts)
                && layout.isOf(histogram)
                && isWhole == isWhole(histogram)
                && (layout.isGauge() || goesOn(histogram));
    }

    /// Whether all counts go on from those before, so that a chunk is a run without a reset.
    private boolean goesOn(FloatHistogram histogram) {
        return histogram.counterReset() != CounterReset.RESET
                && !Samples.isStale(histogram.sum())
                && !Samples.isStale(newest.sum())
                && !histogram.withCounterReset(CounterReset.UNKNOWN).isResetSince(newest);
    }

    public void append(long sampleTime, FloatHistogram histogram, long start) {
        int used = (bit + 7) >>> 3;
        if (bytes.length - used < room()) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length + bytes.length / 2, used + room()));
        }
        out.at(bytes, 0, bit);
        long change = sampleTime - time - delta;
        out.signed(change);
        delta += change;
        time = sampleTime;
        if (hasStarts) {
            started(start);
        }
        for (int i = 0; i < last.length; i++) {
            column(i, Layout.column(histogram, i));
        }
        long sumBits = Double.doubleToRawLongBits(histogram.sum());
        difference(sumBits ^ sum);
        sum = sumBits;
        bit = out.bit();
        count++;
        ChunkHead.count(bytes, 0, count);
        newest = histogram;
    }

    private void started(long start) {
        if (start == startedAt) {
            out.put(0, 1);
        } else {
            out.put(1, 1);
            out.put(start, 64);
            startedAt = start;
        }
    }

    private void column(int i, double value) {
        if (!isWhole) {
            long bits = Double.doubleToRawLongBits(value);
            difference(bits ^ last[i]);
            last[i] = bits;
            return;
        }
        long number = Decimals.whole(value, Decimals.ONES);
        long newStep = number - last[i];
        out.signed(newStep - step[i]);
        last[i] = number;
        step[i] = newStep;
    }

    private void difference(long bits) {
        if (bits == 0) {
            out.put(0, 1);
            return;
        }
        int leading = Long.numberOfLeadingZeros(bits);
        int trailing = Long.numberOfTrailingZeros(bits);
        int length = 64 - leading - trailing;
        out.put((1L << 12) | ((long) leading << 6) | (length - 1), 13);
        out.put(bits >>> trailing, length);
    }

    public long firstTime() {
        return firstTime;
    }

    public long lastTime() {
        return time;
    }

    /// The chunk so far, from the first byte on; [#length] of them, and slack behind.
    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return (bit + 7) >>> 3;
    }

    public int count() {
        return count;
    }

    /// How many bytes of memory it takes, about.
    public int memory() {
        return bytes.length + 8 * (last.length + step.length) + 150;
    }
}
