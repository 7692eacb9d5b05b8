package penstock.metrics.store.chunk;

import penstock.metrics.series.Samples;
import penstock.metrics.store.bytes.DamageException;

/// Reads chunks of every kind. To be used again and again, by one thread at a time.
public final class ChunkReader {
    private final NumberDecoder numbers = new NumberDecoder();
    private final HistogramDecoder histograms = new HistogramDecoder();

    /// Appends the samples of a chunk whose time is in a range, both ends included. Behind the chunk there must be
    /// [penstock.metrics.store.bytes.Bits#SLACK] bytes of whatever.
    ///
    /// @throws DamageException when these bytes are no chunk
    public void read(byte[] bytes, Place place, long from, long to, Samples into) {
        if (place.length() < ChunkHead.SIZE) {
            throw new DamageException("chunk of " + place.length() + " bytes");
        }
        int kind = ChunkHead.kind(bytes, place.start());
        try {
            switch (kind) {
                case ChunkHead.DECIMAL, ChunkHead.XOR -> {
                    numbers.open(bytes, place.start());
                    numbers.read(from, to, into);
                }
                case ChunkHead.HISTOGRAM, ChunkHead.FRACTIONS ->
                        histograms.read(
                                bytes,
                                place.start(),
                                place.length(),
                                new HistogramDecoder.Reading(from, to, into));
                default -> throw new DamageException("kind of chunk: " + kind);
            }
        } catch (IndexOutOfBoundsException e) {
            throw new DamageException("a chunk goes on beyond its end: " + e.getMessage());
        }
    }

    /// Where a chunk lies in an array.
    public record Place(int start, int length) {}
}
