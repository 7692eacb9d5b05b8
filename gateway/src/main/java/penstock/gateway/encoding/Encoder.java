package penstock.gateway.encoding;

import java.nio.ByteBuffer;

/// Compresses one answer, piece by piece, on one thread. What it takes beside the heap is given back by `close`.
public sealed interface Encoder extends AutoCloseable permits GzipEncoder, BrotliEncoder {

    /// Who gets what is compressed.
    interface Sink {

        /// The bytes are valid until it returns.
        void take(byte[] bytes, int length);
    }

    /// Reads all of the piece. What comes of it may be kept back until the next piece, or `flush`.
    void feed(ByteBuffer piece, Sink out);

    /// Gives everything that was kept back, so that the other side can decode all that was fed.
    void flush(Sink out);

    /// Ends it.
    void finish(Sink out);

    @Override
    void close();
}
