package penstock.metrics.store.block;

import penstock.metrics.labels.Labels;
import penstock.metrics.store.bytes.ByteReader;
import penstock.metrics.store.bytes.DamageException;

/// What a block says of one series.
final class Entry {
    private final ByteReader in = new ByteReader();
    private final long place;

    Entry(byte[] bytes, int length, long place) {
        this.place = place;
        in.at(bytes, 0, length);
    }

    /// To be asked first, or not at all.
    Labels labels(BlockIndex index) {
        var pairs = new String[2 * in.count(2)];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = index.text((int) in.unsigned());
        }
        return Labels.ofSorted(pairs);
    }

    /// The chunks, of an entry that was not asked for its labels.
    Chunks chunks() {
        int symbols = 2 * in.count(2);
        for (int i = 0; i < symbols; i++) {
            in.unsigned();
        }
        int count = in.count(3);
        return new Chunks(in, count, place - in.unsigned());
    }

    /// Walks through the chunks of a series.
    static final class Chunks {
        private final ByteReader in;
        private int left;
        private long place;
        private long first;
        private long last;
        private int length;

        private Chunks(ByteReader in, int count, long place) {
            this.in = in;
            left = count;
            this.place = place;
        }

        boolean next() {
            if (left == 0) {
                return false;
            }
            left--;
            place += length == 0 ? 0 : length + 4;
            first = last + in.signed();
            last = first + in.unsigned();
            long bytes = in.unsigned();
            if (bytes < 3 || bytes > 1 << 24) {
                throw new DamageException("chunk of " + bytes + " bytes");
            }
            length = (int) bytes;
            return true;
        }

        long first() {
            return first;
        }

        long last() {
            return last;
        }

        int length() {
            return length;
        }

        long place() {
            return place;
        }
    }
}
