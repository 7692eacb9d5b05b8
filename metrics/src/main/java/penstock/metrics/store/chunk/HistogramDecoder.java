package penstock.metrics.store.chunk;

import penstock.metrics.histogram.CounterReset;
import penstock.metrics.series.Samples;
import penstock.metrics.store.bytes.BitReader;
import penstock.metrics.store.bytes.ByteReader;
import penstock.metrics.store.bytes.DamageException;

/// Reads a chunk of histograms.
final class HistogramDecoder {
    private final BitReader in = new BitReader();
    private final ByteReader head = new ByteReader();

    /// Appends the samples of a range of time, both ends included.
    void read(byte[] bytes, int start, int length, Reading reading) {
        head.at(bytes, start + ChunkHead.SIZE, length - ChunkHead.SIZE);
        int size = head.u32();
        if (size < 0 || size > head.remaining()) {
            throw new DamageException("layout of " + size + " bytes");
        }
        int body = head.position() + size;
        head.at(bytes, head.position(), size);
        var layout = Layout.read(head);
        in.at(bytes, start, 8 * (body - start));
        boolean isWhole = ChunkHead.kind(bytes[start]) == ChunkHead.HISTOGRAM;
        boolean hasStarts = ChunkHead.hasStarts(bytes[start]);
        var first = layout.isGauge() ? CounterReset.GAUGE : CounterReset.UNKNOWN;
        var columns = new double[layout.columns()];
        var last = new long[columns.length];
        var step = new long[columns.length];
        long time = 0;
        long delta = 0;
        long sum = 0;
        long startedAt = 0;
        int count = ChunkHead.count(bytes, start);
        for (int i = 0; i < count; i++) {
            delta += in.signed();
            time += delta;
            if (time > reading.to()) {
                return;
            }
            if (hasStarts && in.get(1) == 1) {
                startedAt = in.get(64);
            }
            if (isWhole) {
                whole(columns, last, step);
            } else {
                fractions(columns, last);
            }
            sum ^= difference();
            if (time >= reading.from()) {
                var reset = i == 0 || layout.isGauge() ? first : CounterReset.NOT_RESET;
                reading.into()
                        .add(time, layout.histogram(columns, Double.longBitsToDouble(sum), reset));
                reading.into().startedAt(startedAt);
            }
        }
    }

    /// Which samples are wanted, and where they go.
    record Reading(long from, long to, Samples into) {}

    private void whole(double[] columns, long[] last, long[] step) {
        for (int i = 0; i < columns.length; i++) {
            step[i] += in.signed();
            last[i] += step[i];
            columns[i] = last[i];
        }
    }

    private void fractions(double[] columns, long[] last) {
        for (int i = 0; i < columns.length; i++) {
            last[i] ^= difference();
            columns[i] = Double.longBitsToDouble(last[i]);
        }
    }

    private long difference() {
        if (in.get(1) == 0) {
            return 0;
        }
        int window = (int) in.get(12);
        int length = (window & 0x3f) + 1;
        int trailing = 64 - (window >>> 6) - length;
        if (trailing < 0) {
            throw new DamageException("window of a value beyond its bits");
        }
        return in.get(length) << trailing;
    }
}
