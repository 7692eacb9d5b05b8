package penstock.metrics.store.wal;

import penstock.metrics.store.bytes.ByteWriter;
import penstock.metrics.store.bytes.Checksum;
import penstock.metrics.store.bytes.Numbers;

/// How a record stands in a segment.
public final class Frames {
    static final int HEAD = 12;
    static final int MAGIC = 0xa55a;

    private Frames() {}

    /// Leaves room for the head of a record, whose content is written next; returns where it begins, for [#end].
    public static int begin(ByteWriter out) {
        int at = out.size();
        out.u32(0).u32(0).u32(0);
        return at;
    }

    public static void end(ByteWriter out, int begin, int type) {
        byte[] bytes = out.array();
        int length = out.size() - begin - HEAD;
        bytes[begin] = (byte) (MAGIC >>> 8);
        bytes[begin + 1] = (byte) MAGIC;
        bytes[begin + 2] = (byte) type;
        Numbers.putInt(bytes, begin + 4, length);
        bytes[begin + 3] = check(bytes, begin);
        Numbers.putInt(bytes, begin + 8, Checksum.of(bytes, begin + HEAD, length));
    }

    private static byte check(byte[] bytes, int begin) {
        byte[] covered = {
            bytes[begin + 2], bytes[begin + 4], bytes[begin + 5], bytes[begin + 6], bytes[begin + 7]
        };
        return (byte) Checksum.of(covered, 0, covered.length);
    }

    /// Whether there is the head of a record at a place, so that its length can be believed.
    static boolean isHead(byte[] bytes, int at) {
        return bytes[at] == (byte) (MAGIC >>> 8)
                && bytes[at + 1] == (byte) MAGIC
                && bytes[at + 3] == check(bytes, at);
    }

    /// Whether a record that is there as a whole has its checksum.
    static boolean isSound(byte[] bytes, int at) {
        return Numbers.getInt(bytes, at + 8) == Checksum.of(bytes, at + HEAD, length(bytes, at));
    }

    static int length(byte[] bytes, int at) {
        return Numbers.getInt(bytes, at + 4);
    }

    static int type(byte[] bytes, int at) {
        return bytes[at + 2];
    }
}
