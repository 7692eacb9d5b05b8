package penstock.gateway.encoding;

import com.aayushatharva.brotli4j.encoder.Encoder.Mode;
import com.aayushatharva.brotli4j.encoder.EncoderJNI.Operation;
import com.aayushatharva.brotli4j.encoder.EncoderJNI.Wrapper;
import java.io.IOException;
import java.nio.ByteBuffer;

/// The format of RFC 7932, made by Google's library.
final class BrotliEncoder implements Encoder {

    /// What one takes with the window below and a quality of up to 5 (1,004 KiB were measured), and the piece it is fed with.
    static final int MEMORY = 1_088 << 10;

    /// A larger window takes a multiple of the memory, and makes answers of the usual size no smaller.
    private static final int WINDOW_BITS = 16;

    private static final int PIECE = 16 << 10;

    private final Wrapper library;
    private final byte[] scratch;
    private int filled;

    /// Throws when the library has no memory.
    BrotliEncoder(int quality, byte[] scratch) throws IOException {
        this.library = new Wrapper(PIECE, quality, WINDOW_BITS, Mode.GENERIC);
        this.scratch = scratch;
    }

    @Override
    public void feed(ByteBuffer piece, Sink out) {
        ByteBuffer room = library.getInputBuffer();
        while (piece.hasRemaining()) {
            int length = Math.min(piece.remaining(), PIECE);
            room.clear();
            room.put(piece.slice(piece.position(), length));
            piece.position(piece.position() + length);
            push(Operation.PROCESS, length, out);
        }
    }

    private void push(Operation operation, int length, Sink out) {
        library.push(operation, length);
        pull(out);
        while (library.hasRemainingInput()) {
            library.push(operation, 0);
            pull(out);
        }
        pass(out);
    }

    private void pass(Sink out) {
        if (filled > 0) {
            int length = filled;
            filled = 0;
            out.take(scratch, length);
        }
    }

    private void pull(Sink out) {
        while (library.isSuccess() && library.hasMoreOutput()) {
            ByteBuffer made = library.pull();
            while (made.hasRemaining()) {
                int length = Math.min(made.remaining(), scratch.length - filled);
                made.get(scratch, filled, length);
                filled += length;
                if (filled == scratch.length) {
                    pass(out);
                }
            }
        }
        if (!library.isSuccess()) {
            throw new IllegalStateException("the brotli library cannot go on");
        }
    }

    @Override
    public void flush(Sink out) {
        push(Operation.FLUSH, 0, out);
    }

    @Override
    public void finish(Sink out) {
        push(Operation.FINISH, 0, out);
        while (!library.isFinished()) {
            push(Operation.FINISH, 0, out);
        }
    }

    @Override
    public void close() {
        library.destroy();
    }
}
