package penstock.metrics.store.head;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.labels.Labels;
import penstock.metrics.store.bytes.ByteReader;
import penstock.metrics.store.bytes.ByteWriter;
import penstock.metrics.store.chunk.HistogramCodec;

/// Samples that are stored together, and how the log writes them.
public final class SampleBatch {
    private static final int HISTOGRAMS = 1;
    private static final int STARTS = 2;

    /// An exemplar and whose it is.
    public record Tagged(long reference, Exemplar exemplar) {}

    private long[] references = new long[64];
    private long[] times = new long[64];
    private long[] bits = new long[64];
    private long[] starts = {};
    private @Nullable FloatHistogram[] histograms = {};
    private final List<Tagged> exemplars = new ArrayList<>();
    private int size;

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0 && exemplars.isEmpty();
    }

    public void clear() {
        size = 0;
        starts = new long[0];
        histograms = new FloatHistogram[0];
        exemplars.clear();
    }

    public void add(long reference, long time, double value, long start) {
        room();
        references[size] = reference;
        times[size] = time;
        bits[size] = Double.doubleToRawLongBits(value);
        if (start != 0 && starts.length == 0) {
            starts = new long[times.length];
        }
        if (starts.length != 0) {
            starts[size] = start;
        }
        size++;
    }

    public void add(long reference, long time, FloatHistogram histogram, long start) {
        add(reference, time, histogram.sum(), start);
        if (histograms.length == 0) {
            histograms = new FloatHistogram[times.length];
        }
        histograms[size - 1] = histogram;
    }

    public void add(long reference, Exemplar exemplar) {
        exemplars.add(new Tagged(reference, exemplar));
    }

    private void room() {
        if (size < times.length) {
            return;
        }
        references = Arrays.copyOf(references, 2 * size);
        times = Arrays.copyOf(times, 2 * size);
        bits = Arrays.copyOf(bits, 2 * size);
        if (starts.length != 0) {
            starts = Arrays.copyOf(starts, 2 * size);
        }
        if (histograms.length != 0) {
            histograms = Arrays.copyOf(histograms, 2 * size);
        }
    }

    public long reference(int i) {
        return references[i];
    }

    public long time(int i) {
        return times[i];
    }

    /// Of the value, or of the sum of a histogram.
    public long bits(int i) {
        return bits[i];
    }

    public long start(int i) {
        return starts.length == 0 ? 0 : starts[i];
    }

    public @Nullable FloatHistogram histogram(int i) {
        return histograms.length == 0 ? null : histograms[i];
    }

    /// The time of the newest sample; the least number when there is none.
    public long newest() {
        long newest = Long.MIN_VALUE;
        for (int i = 0; i < size; i++) {
            newest = Math.max(newest, times[i]);
        }
        return newest;
    }

    /// Removes the samples and exemplars of other series; says how many.
    public int removeUnless(LongPredicate isKept) {
        int kept = 0;
        while (kept < size && isKept.test(references[kept])) {
            kept++;
        }
        for (int i = kept; i < size; i++) {
            if (isKept.test(references[i])) {
                move(i, kept);
                kept++;
            }
        }
        int before = size + exemplars.size();
        size = kept;
        exemplars.removeIf(tagged -> !isKept.test(tagged.reference()));
        return before - size - exemplars.size();
    }

    private void move(int from, int to) {
        references[to] = references[from];
        times[to] = times[from];
        bits[to] = bits[from];
        if (starts.length != 0) {
            starts[to] = starts[from];
        }
        if (histograms.length != 0) {
            histograms[to] = histograms[from];
        }
    }

    public List<Tagged> exemplars() {
        return exemplars;
    }

    /// The samples; series are named by their slots.
    public void write(ByteWriter out) {
        int kinds = (histograms.length == 0 ? 0 : HISTOGRAMS) | (starts.length == 0 ? 0 : STARTS);
        out.unsigned(size).u8(kinds);
        int slot = 0;
        long time = 0;
        for (int i = 0; i < size; i++) {
            out.signed((long) SeriesTable.slot(references[i]) - slot);
            out.signed(times[i] - time);
            slot = SeriesTable.slot(references[i]);
            time = times[i];
            if (starts.length != 0) {
                out.signed(starts[i] == 0 ? 0 : times[i] - starts[i] + 1);
            }
            var histogram = histogram(i);
            if (histograms.length != 0) {
                out.u8(histogram == null ? 0 : 1);
            }
            if (histogram == null) {
                out.u64(bits[i]);
            } else {
                HistogramCodec.write(out, histogram);
            }
        }
    }

    /// How the series of the log are called now.
    public interface Names {
        /// The reference of a series, or 0 when nobody knows it.
        long reference(int slot);
    }

    /// Adds the samples that [#write] wrote. Those of unknown series have the reference 0.
    public void read(ByteReader in, Names names) {
        int count = in.count(3);
        int kinds = in.u8();
        int slot = 0;
        long time = 0;
        for (int i = 0; i < count; i++) {
            slot += (int) in.signed();
            time += in.signed();
            long sinceStart = (kinds & STARTS) == 0 ? 0 : in.signed();
            long start = sinceStart == 0 ? 0 : time - sinceStart + 1;
            boolean isHistogram = (kinds & HISTOGRAMS) != 0 && in.u8() != 0;
            if (isHistogram) {
                add(names.reference(slot), time, HistogramCodec.read(in), start);
            } else {
                add(names.reference(slot), time, Double.longBitsToDouble(in.u64()), start);
            }
        }
    }

    public void writeExemplars(ByteWriter out) {
        out.unsigned(exemplars.size());
        for (var tagged : exemplars) {
            var exemplar = tagged.exemplar();
            out.unsigned(SeriesTable.slot(tagged.reference()));
            out.signed(exemplar.time()).u64(Double.doubleToRawLongBits(exemplar.value()));
            write(out, exemplar.labels());
        }
    }

    public void readExemplars(ByteReader in, Names names) {
        int count = in.count(4);
        for (int i = 0; i < count; i++) {
            int slot = (int) in.unsigned();
            long time = in.signed();
            double value = Double.longBitsToDouble(in.u64());
            add(names.reference(slot), new Exemplar(labels(in), value, time));
        }
    }

    public static void write(ByteWriter out, Labels labels) {
        out.unsigned(labels.size());
        for (int i = 0; i < labels.size(); i++) {
            out.text(labels.name(i)).text(labels.value(i));
        }
    }

    public static Labels labels(ByteReader in) {
        var pairs = new String[2 * in.count(2)];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = in.text();
        }
        return Labels.of(pairs);
    }
}
