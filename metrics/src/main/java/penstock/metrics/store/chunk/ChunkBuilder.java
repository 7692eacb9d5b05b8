package penstock.metrics.store.chunk;

import org.jspecify.annotations.Nullable;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.series.Samples;

/// Packs samples, which come in the order of time, into as many chunks as they need.
public final class ChunkBuilder {
    /// Takes a finished chunk. The array is used again afterwards.
    public interface Sink {
        void chunk(byte[] bytes, ChunkReader.Place place, long firstTime, long lastTime);
    }

    private static final int SLOT = 0;

    private final OpenChunks numbers = new OpenChunks();
    private final Sink sink;
    private @Nullable HistogramEncoder histograms;

    public ChunkBuilder(Sink sink) {
        this.sink = sink;
        numbers.makeRoom(SLOT);
    }

    /// All samples of a series, and the end of its last chunk.
    public void addAll(Samples samples) {
        for (int i = 0; i < samples.size(); i++) {
            var histogram = samples.histogram(i);
            if (histogram == null) {
                add(
                        samples.time(i),
                        Double.doubleToRawLongBits(samples.value(i)),
                        samples.start(i));
            } else {
                add(samples.time(i), histogram, samples.start(i));
            }
        }
        finishNumbers();
        finishHistograms();
    }

    private void add(long time, long bits, long start) {
        finishHistograms();
        if (numbers.count(SLOT) > 0 && !numbers.takes(SLOT, start)) {
            finishNumbers();
        }
        if (numbers.count(SLOT) == 0) {
            numbers.begin(SLOT, time, bits, start);
        } else {
            numbers.append(SLOT, time, bits, start);
        }
    }

    private void add(long time, FloatHistogram histogram, long start) {
        finishNumbers();
        if (histograms != null && !histograms.takes(histogram, start)) {
            finishHistograms();
        }
        if (histograms == null) {
            histograms = new HistogramEncoder(time, histogram, start);
        } else {
            histograms.append(time, histogram, start);
        }
    }

    private void finishNumbers() {
        if (numbers.count(SLOT) > 0) {
            sink.chunk(
                    numbers.array(SLOT),
                    numbers.place(SLOT),
                    numbers.firstTime(SLOT),
                    numbers.lastTime(SLOT));
            numbers.clear(SLOT);
        }
    }

    private void finishHistograms() {
        if (histograms != null) {
            sink.chunk(
                    histograms.bytes(),
                    new ChunkReader.Place(0, histograms.length()),
                    histograms.firstTime(),
                    histograms.lastTime());
            histograms = null;
        }
    }
}
