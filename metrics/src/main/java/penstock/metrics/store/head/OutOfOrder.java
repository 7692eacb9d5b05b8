package penstock.metrics.store.head;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.series.Samples;
import penstock.metrics.store.chunk.ChunkBuilder;

/// The samples of one series that came late: the newest of them sorted as they are, the others in chunks of their own, which may
/// overlap each other and those in order.
final class OutOfOrder {
    private static final int MOST = 120;

    /// A chunk and the times between which it has samples.
    record Sealed(long first, long last, long place) {}

    /// One sample.
    record Late(long time, long bits, @Nullable FloatHistogram histogram, long start) {}

    private final List<Sealed> sealed = new ArrayList<>();
    private final List<Late> late = new ArrayList<>();

    List<Sealed> sealed() {
        return sealed;
    }

    boolean isEmpty() {
        return sealed.isEmpty() && late.isEmpty();
    }

    /// Takes a sample whose time is not there yet.
    void add(Late sample) {
        int at = late.size();
        while (at > 0 && late.get(at - 1).time() > sample.time()) {
            at--;
        }
        late.add(at, sample);
    }

    boolean isFull() {
        return late.size() >= MOST;
    }

    /// Packs all samples into chunks, none across a border of block ranges.
    void seal(long range, SealedChunks chunks) {
        var builder =
                new ChunkBuilder(
                        (bytes, place, first, last) ->
                                sealed.add(
                                        new Sealed(
                                                first,
                                                last,
                                                chunks.add(bytes, place.start(), place.length()))));
        var samples = new Samples();
        for (var sample : late) {
            boolean isBeyond =
                    samples.size() > 0
                            && Math.floorDiv(samples.time(0), range)
                                    != Math.floorDiv(sample.time(), range);
            if (isBeyond) {
                builder.addAll(samples);
                samples.clear();
            }
            add(sample, samples);
        }
        builder.addAll(samples);
        late.clear();
    }

    /// Appends those that are not in chunks.
    void readLate(long from, long to, Samples into) {
        for (var sample : late) {
            if (sample.time() >= from && sample.time() <= to) {
                add(sample, into);
            }
        }
    }

    private static void add(Late sample, Samples into) {
        if (sample.histogram() == null) {
            into.add(sample.time(), Double.longBitsToDouble(sample.bits()));
        } else {
            into.add(sample.time(), sample.histogram());
        }
        into.startedAt(sample.start());
    }

    boolean hasAny(long from, long to) {
        for (var sample : late) {
            if (sample.time() >= from && sample.time() <= to) {
                return true;
            }
        }
        for (var chunk : sealed) {
            if (chunk.last() >= from && chunk.first() <= to) {
                return true;
            }
        }
        return false;
    }

    /// Drops what is before a border of block ranges.
    void dropBefore(long time, SealedChunks chunks) {
        late.removeIf(sample -> sample.time() < time);
        sealed.removeIf(
                chunk -> {
                    if (chunk.last() < time) {
                        chunks.release(chunk.place());
                        return true;
                    }
                    return false;
                });
    }
}
