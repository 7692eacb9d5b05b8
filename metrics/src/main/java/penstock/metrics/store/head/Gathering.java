package penstock.metrics.store.head;

import java.util.Arrays;
import penstock.metrics.series.Samples;
import penstock.metrics.store.bytes.Bits;
import penstock.metrics.store.chunk.ChunkReader;

/// Copies of chunks, collected while a lock is held and unpacked after it is given back. To be used again and again, by one
/// thread at a time.
public final class Gathering {
    private final ChunkReader reader = new ChunkReader();
    private byte[] bytes = new byte[4096];
    private int used;
    private ChunkReader.Place[] places = new ChunkReader.Place[16];
    private int count;

    public void clear() {
        used = 0;
        count = 0;
    }

    public int count() {
        return count;
    }

    public byte[] bytes() {
        return bytes;
    }

    public ChunkReader.Place place(int chunk) {
        return places[chunk];
    }

    /// Makes room for a chunk of this length and returns where it is to be copied to in [#bytes].
    public int add(int length) {
        int needed = used + length + Bits.SLACK;
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, 2 * bytes.length));
        }
        if (count == places.length) {
            places = Arrays.copyOf(places, 2 * count);
        }
        int at = used;
        places[count++] = new ChunkReader.Place(at, length);
        used += length;
        return at;
    }

    /// Says that the last one has fewer bytes after all.
    public void shorten(int length) {
        places[count - 1] = new ChunkReader.Place(places[count - 1].start(), length);
    }

    /// Unpacks one of them.
    public void read(int chunk, long from, long to, Samples into) {
        reader.read(bytes, places[chunk], from, to, into);
    }
}
