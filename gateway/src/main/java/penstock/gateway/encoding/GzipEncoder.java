package penstock.gateway.encoding;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// The format of RFC 1952 around what the virtual machine's zlib makes.
final class GzipEncoder implements Encoder {

    /// What one takes, its window and its tables (264 KiB were measured).
    static final int MEMORY = 288 << 10;

    private static final byte[] NONE = {};

    /// No name, no time, a system that is not told.
    private static final byte[] HEAD = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    /// The checksum and the length of the content.
    private static final int TAIL = 2 * Integer.BYTES;

    private final Deflater deflater;
    private final CRC32 sum = new CRC32();
    private final byte[] scratch;
    private boolean isBegun;

    GzipEncoder(int level, byte[] scratch) {
        this.deflater = new Deflater(level, true);
        this.scratch = scratch;
    }

    @Override
    public void feed(ByteBuffer piece, Sink out) {
        sum.update(piece.duplicate());
        deflater.setInput(piece);
        while (!deflater.needsInput()) {
            pass(fill(Deflater.NO_FLUSH), out);
        }
        // it would hold the piece otherwise
        deflater.setInput(NONE);
    }

    /// How many bytes stand in the scratch then; the head goes with the first that there are.
    private int fill(int mode) {
        int from = isBegun ? 0 : HEAD.length;
        int length = deflater.deflate(scratch, from, scratch.length - from, mode);
        if (length == 0) {
            return 0;
        }
        if (!isBegun) {
            isBegun = true;
            System.arraycopy(HEAD, 0, scratch, 0, HEAD.length);
        }
        return from + length;
    }

    private void pass(int length, Sink out) {
        if (length > 0) {
            out.take(scratch, length);
        }
    }

    @Override
    public void flush(Sink out) {
        int length;
        do {
            length = fill(Deflater.SYNC_FLUSH);
            pass(length, out);
        } while (length == scratch.length);
    }

    @Override
    public void finish(Sink out) {
        deflater.finish();
        int length = fill(Deflater.NO_FLUSH);
        while (!deflater.finished()) {
            pass(length, out);
            length = fill(Deflater.NO_FLUSH);
        }
        if (length + TAIL > scratch.length) {
            pass(length, out);
            length = 0;
        }
        put(scratch, length, sum.getValue());
        put(scratch, length + Integer.BYTES, deflater.getBytesRead());
        out.take(scratch, length + TAIL);
    }

    private static void put(byte[] bytes, int at, long number) {
        for (int i = 0; i < Integer.BYTES; i++) {
            bytes[at + i] = (byte) (number >>> (Byte.SIZE * i));
        }
    }

    @Override
    public void close() {
        deflater.end();
    }
}
