package penstock.metrics.store.chunk;

import penstock.metrics.series.Samples;
import penstock.metrics.store.bytes.Bits;

/// The chunks of numbers that are being written, at most one for each slot. For one writer at a time; a reader and the writer of the same slot
/// must not meet.
public final class OpenChunks {
    private final SlabPool slabs = new SlabPool();
    private final NumberColumns columns = new NumberColumns();
    private final NumberEncoder encoder = new NumberEncoder();
    private final NumberEncoder other = new NumberEncoder();
    private final byte[] scratch = new byte[NumberEncoder.LARGEST + Bits.SLACK];

    /// Before a slot is used for the first time.
    public void makeRoom(int slot) {
        columns.makeRoom(slot);
    }

    public int count(int slot) {
        return columns.page(slot).count[NumberColumns.place(slot)];
    }

    public long firstTime(int slot) {
        return columns.page(slot).first[NumberColumns.place(slot)];
    }

    public long lastTime(int slot) {
        return columns.page(slot).time[NumberColumns.place(slot)];
    }

    /// The bits of the value appended last.
    public long lastBits(int slot) {
        var page = columns.page(slot);
        int i = NumberColumns.place(slot);
        if (page.stale[i]) {
            return Samples.STALE_BITS;
        }
        int head = page.head[i];
        return ChunkHead.kind(head) == ChunkHead.DECIMAL
                ? Double.doubleToRawLongBits(Decimals.value(page.last[i], ChunkHead.places(head)))
                : page.last[i];
    }

    /// Whether a sample with such a start can go into the chunk that is there.
    public boolean takes(int slot, long start) {
        var page = columns.page(slot);
        int i = NumberColumns.place(slot);
        return page.count[i] < ChunkHead.FULL && (start == 0 || ChunkHead.hasStarts(page.head[i]));
    }

    /// Begins the chunk of a slot that has none, in a piece as large as its last one needed: so it need not grow, and pieces of one size are used
    /// by the same series again and again.
    public void begin(int slot, long time, long bits, long start) {
        var page = columns.page(slot);
        int i = NumberColumns.place(slot);
        page.first[i] = time;
        page.slab[i] = slabs.take(page.size[i]);
        encoder.bytes = slabs.array(page.slab[i]);
        encoder.start = slabs.start(page.slab[i]);
        encoder.begin(time, bits, start);
        page.store(i, encoder);
    }

    /// Appends to the chunk of a slot, which must take it.
    public void append(int slot, long time, long bits, long start) {
        var page = columns.page(slot);
        int i = NumberColumns.place(slot);
        page.load(i, encoder);
        int slab = page.slab[i];
        encoder.bytes = slabs.array(slab);
        encoder.start = slabs.start(slab);
        if (!encoder.takes(bits)) {
            recode(page, i, bits);
        } else if (SlabPool.bytes(page.size[i]) - encoder.length() < NumberEncoder.ROOM) {
            move(page, i, encoder.bytes, encoder.start);
        }
        encoder.append(time, bits, start);
        page.store(i, encoder);
    }

    private void recode(NumberColumns.Page page, int i, long nextBits) {
        other.bytes = scratch;
        other.start = 0;
        other.recode(encoder, nextBits);
        page.store(i, other);
        page.load(i, encoder);
        move(page, i, scratch, 0);
    }

    /// Into a piece that has room for one more sample.
    private void move(NumberColumns.Page page, int i, byte[] from, int start) {
        int length = encoder.length();
        int size = SlabPool.sizeFor(length + NumberEncoder.ROOM);
        int slab = slabs.take(size);
        encoder.bytes = slabs.array(slab);
        encoder.start = slabs.start(slab);
        System.arraycopy(from, start, encoder.bytes, encoder.start, length);
        slabs.give(page.slab[i], page.size[i]);
        page.slab[i] = slab;
        page.size[i] = (byte) size;
    }

    /// The chunk of a slot, in an array.
    public byte[] array(int slot) {
        return slabs.array(columns.page(slot).slab[NumberColumns.place(slot)]);
    }

    public ChunkReader.Place place(int slot) {
        var page = columns.page(slot);
        int i = NumberColumns.place(slot);
        return new ChunkReader.Place(slabs.start(page.slab[i]), (page.bit[i] + 7) >>> 3);
    }

    /// Ends the chunk of a slot, if there is one.
    public void clear(int slot) {
        var page = columns.page(slot);
        int i = NumberColumns.place(slot);
        if (page.count[i] > 0) {
            page.count[i] = 0;
            slabs.give(page.slab[i], page.size[i]);
            page.size[i] = (byte) SlabPool.sizeFor(((page.bit[i] + 7) >>> 3) + NumberEncoder.ROOM);
        }
    }

    /// Bytes of the pieces, used or not.
    public long memory() {
        return slabs.memory();
    }
}
